"""How far the times of the record went back at most: a search by time looks no further."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import NUMBER, must

revision = "0109"
down_revision = "0108"
# It writes neither column: for what it recorded a search allows two minutes (idp/audit/search.py).
oldest_code = "0107"

_FOUND = """SELECT COALESCE(MAX(latest_at), 0), COALESCE(MAX(latest_at - at), 0)
            FROM (SELECT at, MAX(at) OVER (ORDER BY seq) AS latest_at FROM audit_event
                  WHERE seq IS NOT NULL) AS in_order"""


def upgrade() -> None:
    """Add both columns to the head; the record is read before anybody has to wait for that."""
    latest_at, went_back = op.get_bind().execute(sa.text(_FOUND)).one()
    op.add_column("audit_head", must("latest_at", NUMBER, server_default="0"))
    op.add_column("audit_head", must("went_back", NUMBER, server_default="0"))
    update = sa.text("UPDATE audit_head SET latest_at = :latest_at, went_back = :went_back")
    op.execute(update.bindparams(latest_at=latest_at, went_back=went_back))
