"""The record of events becomes a chain, and append-only in the database itself."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

NUMBER = sa.BigInteger()
BYTES = sa.LargeBinary()
_NOTHING = bytes(32)
_CHUNK = 1_000
_LIST = sa.text(
    """SELECT id, at, kind, actor, subject, client_id, outcome, request_id, details
       FROM audit_event WHERE id > :after ORDER BY id LIMIT :chunk"""
)
_CHAIN = sa.text("UPDATE audit_event SET seq = :seq, hash = :hash WHERE id = :id")
_HEAD = sa.text(
    """INSERT INTO audit_head (id, seq, hash, first_seq, base_hash, plain_to)
       VALUES (1, :seq, :hash, 1, :base, :seq)"""
)
# What the database refuses, whoever asks: to change a row of the chain, to delete one that the
# head still names, to move the head back. Retention moves the head first.
_MOVED_BACK = """NEW.seq < OLD.seq OR NEW.first_seq < OLD.first_seq
                 OR NEW.first_seq > NEW.seq + 1 OR NEW.plain_to <> OLD.plain_to"""
_SQLITE = (
    """CREATE TRIGGER audit_event_stays_as_it_is BEFORE UPDATE ON audit_event
       WHEN OLD.seq IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
    """CREATE TRIGGER audit_event_is_not_deleted BEFORE DELETE ON audit_event
       WHEN OLD.seq IS NULL OR OLD.seq >= (SELECT first_seq FROM audit_head)
       BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
    # INSERT OR REPLACE deletes what is in its way, and asks no other trigger.
    """CREATE TRIGGER audit_event_is_not_replaced BEFORE INSERT ON audit_event
       WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id OR seq = NEW.seq)
       BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
    f"""CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_head WHEN {_MOVED_BACK}
        BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
    """CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
       BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the audit record is append-only'; END $$""",
    """CREATE FUNCTION audit_refuse_unpruned() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF OLD.seq IS NULL OR OLD.seq >= (SELECT first_seq FROM audit_head) THEN
           RAISE EXCEPTION 'the audit record is append-only';
         END IF;
         RETURN OLD;
       END $$""",
    """CREATE TRIGGER audit_event_stays_as_it_is BEFORE UPDATE ON audit_event
       FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_event_is_not_deleted BEFORE DELETE ON audit_event
       FOR EACH ROW EXECUTE FUNCTION audit_refuse_unpruned()""",
    """CREATE TRIGGER audit_event_is_not_emptied BEFORE TRUNCATE ON audit_event
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_head
        FOR EACH ROW WHEN ({_MOVED_BACK}) EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_is_not_emptied BEFORE TRUNCATE ON audit_head
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)


def upgrade() -> None:
    """Number and chain what is there, write the head, then let the database refuse."""
    # Empty in rows that a version before this one writes meanwhile: `parvis db upgrade` run once
    # more takes them in.
    op.add_column("audit_event", sa.Column("seq", NUMBER, nullable=True))
    op.add_column("audit_event", sa.Column("hash", BYTES, nullable=True))
    op.create_table(
        "audit_head",
        sa.Column("id", NUMBER, sa.CheckConstraint("id = 1"), primary_key=True),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.Column("first_seq", NUMBER, nullable=False),
        sa.Column("base_hash", BYTES, nullable=False),
        sa.Column("plain_to", NUMBER, nullable=False),
        sa.Column("mac", BYTES, nullable=True),
    )
    _chain_what_is_there()
    # The searches of idp/audit/table.py, each page by page from the newest row.
    op.create_index("audit_by_seq", "audit_event", ["seq"], unique=True)
    op.drop_index("audit_of_subject", "audit_event")
    op.create_index("audit_of_subject", "audit_event", ["subject", "seq"])
    op.create_index("audit_of_client", "audit_event", ["client_id", "seq"])
    op.create_index("audit_of_actor", "audit_event", ["actor", "seq"])
    op.create_index("audit_of_kind", "audit_event", ["kind", "seq"])
    op.create_index("audit_by_time", "audit_event", ["at"])
    for trigger in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(trigger)


def _chain_what_is_there() -> None:
    """Hash without a key: migrations have none. The first keyed row covers these too."""
    connection = op.get_bind()
    seq, last, after = 0, _NOTHING, -1
    while True:
        rows = connection.execute(_LIST, {"after": after, "chunk": _CHUNK}).all()
        if not rows:
            break
        batch = []
        for after, *columns in rows:
            seq += 1
            row = json.dumps([seq, *columns], separators=(",", ":"))
            last = hashlib.sha256((last.hex() + row).encode()).digest()
            batch.append({"id": after, "seq": seq, "hash": last})
        connection.execute(_CHAIN, batch)
    connection.execute(_HEAD, {"seq": seq, "hash": last, "base": _NOTHING})
