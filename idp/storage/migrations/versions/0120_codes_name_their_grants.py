"""A code names its grant: the index of every code's hash goes, but for codes that do not."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import index

revision = "0120"
down_revision = "0119"
# It looks codes up by their hash: among a few grants without an index, or by the one of before.
oldest_code = "0107"

_FEW = 100_000
_COUNT = f"SELECT COUNT(*) FROM (SELECT 1 FROM authorization_grant LIMIT {_FEW}) AS counted"
_NAMES = {"uq": "%(table_name)s_%(column_0_name)s_key"}


def upgrade() -> None:
    """Replace the index, unless nodes of the version before would read many grants without it."""
    many = op.get_bind().execute(sa.text(_COUNT)).scalar_one() == _FEW
    if many and op.get_bind().dialect.name == "postgresql":
        return
    with op.batch_alter_table("authorization_grant", naming_convention=_NAMES) as table:
        table.drop_constraint("authorization_grant_code_hash_key", type_="unique")
    index("grant_of_code", "authorization_grant", ["code_hash"], where="length(id) = 22")
