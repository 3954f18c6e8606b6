"""What Alembic runs: the steps on the connection that `idp.storage.migrating` hands in."""

from alembic import context

connection = context.config.attributes["connection"]
if connection.dialect.name == "sqlite":
    # The driver begins no transaction by itself. In this one all steps are applied, or none, and
    # a second caller waits at its door.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
