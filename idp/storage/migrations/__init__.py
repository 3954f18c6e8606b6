"""The shape of the database, one file a step, applied in order by Alembic."""
