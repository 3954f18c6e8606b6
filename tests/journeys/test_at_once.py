"""A code given in one statement, in a session that is not read first."""

import psycopg

from idp.clock import HOUR
from idp.journeys.arrival import GoTo, Outcome
from idp.storage import Query
from tests.between import before_write
from tests.conftest import Parent, TestClock
from tests.databases import on_postgresql
from tests.relying_party import RelyingParty, claims_of

_SEEN = Query(int, "SELECT seen_at FROM browser_session WHERE ended_at IS NULL")
_GRANTS = Query(int, "SELECT COUNT(*) AS number FROM authorization_grant")


def is_sent_to_a_page(outcome: Outcome) -> bool:
    return isinstance(outcome, GoTo)


def grants(party: RelyingParty) -> int:
    with party.provider.database.reading() as tx:
        return tx.row(_GRANTS) or 0


def test_the_grant_says_what_the_session_says(relying_party: RelyingParty) -> None:
    at_once = relying_party.tokens()
    read_before = relying_party.tokens(max_age="1000")
    assert grants(relying_party) == 2
    told = [claims_of(each["id_token"]) for each in (at_once, read_before)]
    for name in ("sub", "sid", "auth_time", "amr", "acr", "aud", "nonce"):
        assert told[0][name] == told[1][name], name


def test_one_transaction_writes_it(relying_party: RelyingParty) -> None:
    with before_write(relying_party.provider, 2, lambda: None) as second:
        assert relying_party.code()
    assert second == []


def test_a_session_that_is_over_leads_to_the_sign_in(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    clock.advance(minutes=31)
    assert is_sent_to_a_page(relying_party.authorize())
    assert grants(relying_party) == 0


def test_the_session_of_an_account_that_was_closed_gives_nothing(
    relying_party: RelyingParty, parent: Parent, clock: TestClock
) -> None:
    provider = relying_party.provider
    with provider.database.writing() as tx:
        erase_at = clock.seconds() + HOUR
        provider.directory.accounts.close(tx, parent.account.id, erase_at=erase_at)
    assert is_sent_to_a_page(relying_party.authorize())
    assert grants(relying_party) == 0


def test_its_use_is_recorded_thirty_times_in_its_idle_time(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    def seen() -> int | None:
        with relying_party.provider.database.reading() as tx:
            return tx.row(_SEEN)

    began = clock.seconds()
    clock.advance(seconds=59)
    assert relying_party.code()
    assert seen() == began
    clock.advance(seconds=2)
    assert relying_party.code()
    assert seen() == clock.seconds()
    assert grants(relying_party) == 2


@on_postgresql
def test_a_connection_that_died_since_is_noticed_by_nobody(relying_party: RelyingParty) -> None:
    relying_party.authorize()
    url = relying_party.provider.settings.database.url
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert relying_party.code()
    assert grants(relying_party) == 2
