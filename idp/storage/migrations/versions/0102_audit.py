"""The record of events: a chain, and append-only in the database itself."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, COUNTED, NUMBER, TEXT, index, may, must

revision = "0102"
down_revision = "0101"

# What the database refuses, whoever asks: to change a row of the chain, to delete one that the
# head still names, to move the head back. Retention moves the head first.
_MOVED_BACK = """NEW.seq < OLD.seq OR NEW.first_seq < OLD.first_seq
                 OR NEW.first_seq > NEW.seq + 1"""
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
    """Create the tables."""
    op.create_table(
        "audit_event",
        must("id", COUNTED, primary_key=True),
        must("at", NUMBER),
        must("kind", TEXT),
        must("actor", TEXT),
        may("subject", TEXT),
        may("client_id", TEXT),
        must("outcome", TEXT),
        may("request_id", TEXT),
        must("details", TEXT),
        # Empty where somebody wrote a row beside the chain.
        may("seq", NUMBER),
        may("hash", BYTES),
    )
    # The searches of idp/audit/table.py, each page by page from the newest row.
    index("audit_by_seq", "audit_event", ["seq"], unique=True)
    index("audit_of_subject", "audit_event", ["subject", "seq"])
    index("audit_of_client", "audit_event", ["client_id", "seq"])
    index("audit_of_actor", "audit_event", ["actor", "seq"])
    index("audit_of_kind", "audit_event", ["kind", "seq"])
    index("audit_by_time", "audit_event", ["at"])
    op.create_table(
        # One row, which `parvis init` makes: its code needs the keys of this database.
        "audit_head",
        must("id", NUMBER, sa.CheckConstraint("id = 1"), primary_key=True),
        must("seq", NUMBER),
        must("hash", BYTES),
        must("first_seq", NUMBER),
        must("base_hash", BYTES),
        must("mac", BYTES),
    )
    for trigger in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(trigger)
