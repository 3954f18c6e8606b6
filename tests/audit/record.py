"""What somebody can do to the record who can write to the database, and more than it lets."""

from idp.audit.events import SessionsEnded
from idp.audit.verification import ChainVerification, LocatedFlaw, Verdict
from idp.storage import Statement
from idp.wiring import Provider

_TRIGGERS = {
    "sqlite": Statement("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"),
    "postgresql": Statement(
        """SELECT tgname, CAST(CAST(tgrelid AS regclass) AS text) FROM pg_trigger
           WHERE NOT tgisinternal"""
    ),
}


def record(provider: Provider, count: int) -> None:
    """Record `count` events, each in a transaction of its own."""
    for number in range(count):
        with provider.database.writing() as tx:
            provider.audit.record(tx, SessionsEnded(subject="account", count=number))


def verify(provider: Provider) -> Verdict:
    return ChainVerification(database=provider.database, chain=provider.audit.chain).run()


def flaws(provider: Provider) -> tuple[LocatedFlaw, ...]:
    return verify(provider).flaws


def tamper(provider: Provider, *commands: str) -> None:
    """Take the guards away, as the owner of the tables can, then run `commands`."""
    with provider.database.writing() as tx:
        for name, on in tx.rows(_TRIGGERS[tx.dialect]):
            if on.startswith("audit_"):
                of = f" ON {on}" if tx.dialect == "postgresql" else ""
                tx.run(Statement(f"DROP TRIGGER {name}{of}"))
        for command in commands:
            tx.run(Statement(command))
