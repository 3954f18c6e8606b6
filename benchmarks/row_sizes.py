"""How many rows an account has on PostgreSQL, and how many bytes each takes with its indexes.

    python -m benchmarks.row_sizes [--accounts 2000]

Parents have an address, a password and a confirmed child, are signed in once and were given tokens
by one portal; what they were written left. Their school's registry is imported once. Sizes are
those of tables and indexes after `VACUUM FULL`, so without what a database at work leaves behind.
"""

import argparse
import tempfile
from pathlib import Path

import psycopg

from benchmarks.notifications import portal_of, sign_everybody_in
from idp.clock import SystemClock
from idp.mail.model import DeliveryState, MailReply
from idp.mail.queue import Queue
from idp.settings import DatabaseSettings, KeySettings, PasswordSettings, Settings
from idp.wiring import Provider, build
from tests.databases import Template, postgresql

_SIZES = """SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2000)
    accounts = parser.parse_args().accounts
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "postgresql").mkdir()
        with postgresql(folder / "postgresql") as url:
            provider = _provider(folder, url)
            parties = [portal_of(provider, "https://portal.example.org", 0, events=False)]
            sign_everybody_in(provider, folder, parties, accounts)
            _send_everything(provider)
            database = provider.settings.database.url
            provider.database.close()
            _print(database, accounts)


def _provider(folder: Path, url: str) -> Provider:
    settings = Settings(
        database=DatabaseSettings(url=url),
        keys=KeySettings(encryption_key_file=str(folder / "encryption.key")),
        passwords=PasswordSettings(),
    )
    return build(Template(url, settings, SystemClock()).copy(folder), SystemClock())


def _send_everything(provider: Provider) -> None:
    queue = Queue(vault=provider.vault, clock=provider.clock, settings=provider.settings)
    while True:
        with provider.database.writing() as tx:
            if not (batch := queue.lease(tx)):
                return
            for each in batch:
                queue.settle(tx, each, MailReply(DeliveryState.SENT, "250"))


def _print(url: str, accounts: int) -> None:
    print(f"{'table':24}{'rows an account':>16}{'row':>8}{'indexes':>9}{'an account':>12}  bytes")
    whole = 0.0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM FULL")
        for name, table, indexes in connection.execute(_SIZES).fetchall():
            counted = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
            rows = counted[0] if counted else 0
            if rows < accounts / 2:
                continue
            share = (table + indexes) / accounts
            whole += share
            each = f"{table / rows:8.0f}{indexes / rows:9.0f}"
            print(f"{name:24}{rows / accounts:16.1f}{each}{share:12.0f}")
    print(f"{'':57}{whole:12.0f}")


if __name__ == "__main__":
    main()
