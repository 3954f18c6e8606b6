"""A message that was sent while the database went away is not sent again."""

import threading

import psycopg
import pytest
from msgspec.structs import replace

from idp.clock import HOUR
from idp.errors import DatabaseUnavailableError
from idp.mail import Message
from idp.settings import DatabaseSettings, Settings
from idp.storage import Statement
from idp.wiring import build
from tests.conftest import TestClock
from tests.databases import prepare
from tests.mail_server import MailServer
from tests.postgres import Postgres
from tests.workers import new_worker

_STATES = Statement("SELECT state FROM outbox")
_AWAY_SECONDS = 30


def test_a_message_is_noted_as_sent_once_the_database_is_back_and_by_nobody_sent_again(
    server: Postgres, plain_settings: Settings, clock: TestClock, mail_server: MailServer
) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE mail")
    database = DatabaseSettings(url=server.url("mail"), anchor_folder="")
    settings = mail_server.settings(replace(plain_settings, database=database))
    prepare(settings, clock)
    first, second = (build(settings, clock) for _ in range(2))
    with first.database.writing() as tx:
        first.outbox.put(
            tx,
            Message(
                kind="password_changed",
                recipient="zoe@exemple.quebec",
                locale="fr",
                values={"service": "Parvis", "support": "soutien@exemple.quebec"},
            ),
            expires_at=clock.seconds() + HOUR,
        )
    away = threading.Event()

    def stop_server() -> None:
        server.stop("fast")
        away.set()

    mail_server.postbox.when_taken = stop_server
    sender, other = new_worker(first, settings), new_worker(second, settings)
    sending = threading.Thread(target=sender.run_once)
    sending.start()
    # Until `pg_ctl` saw it too: started before that, the new server is taken for the old one.
    assert away.wait(60)
    with pytest.raises(DatabaseUnavailableError):
        other.run_once()
    clock.advance(_AWAY_SECONDS)
    server.start()
    other.run_once()
    sending.join()
    clock.advance(HOUR // 2)
    other.run_once()
    assert len(mail_server.postbox.envelopes) == 1
    with first.database.reading() as tx:
        assert tx.rows(_STATES) == [("sent",)]
    first.database.close()
    second.database.close()
