"""A portal gets nothing by a consent that is taken back while it asks."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from msgspec.structs import replace
from typing_extensions import override

from idp.accounts import Session
from idp.audit import Audit
from idp.audit.event import Event
from idp.clients import Client
from idp.journeys.own_portals import OwnPortals
from idp.journeys.steps import CONSENT
from idp.protocol.errors import InvalidGrantError
from idp.storage import ActingTransaction, Statement, Transaction
from idp.tokens.authorization_code import Authorized, give_code
from idp.wiring import Provider
from tests.acting import session_of
from tests.between import before_write
from tests.conftest import Parent, register
from tests.relying_party import RelyingParty, fields, page
from tests.specifications.test_rfc7523_jwt_bearer_grant import assertion, redeem, worker

pytestmark = pytest.mark.race
LIVE = Statement("SELECT COUNT(*) FROM authorization_grant WHERE revoked_at IS NULL")
SHORT, LONG = 0.5, 30.0


class Slow(Audit):
    """What a withdrawal does last takes its time, so that others come before its commit."""

    reached: threading.Event
    goes_on: threading.Event

    @override
    def record(self, tx: Transaction, event: Event) -> None:
        self.reached.set()
        assert self.goes_on.wait(LONG)
        super().record(tx, event)


@pytest.fixture
def slow(provider: Provider) -> Slow:
    slow = Slow(clock=provider.clock, macs=provider.vault)
    slow.reached, slow.goes_on = threading.Event(), threading.Event()
    return slow


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def agree(provider: Provider, parent: Parent, client: Client) -> None:
    with provider.database.writing() as tx:
        provider.directory.consents.give(
            ActingTransaction(tx), parent.account.id, client.id, client.scopes
        )


@pytest.fixture
def asking(relying_party: RelyingParty, parent: Parent) -> RelyingParty:
    """A portal to which the parent agreed."""
    provider = relying_party.provider
    client = register(provider, replace(relying_party.client, asks_consent=True)).client
    agree(provider, parent, client)
    return replace(relying_party, client=client)


def own_portals(provider: Provider, audit: Audit) -> OwnPortals:
    return OwnPortals(
        database=provider.directory.session_database,
        clients=provider.directory.clients,
        consents=provider.directory.consents,
        logout=provider.notifications.backchannel_logout,
        events=provider.notifications.security_events,
        frontchannel=provider.notifications.frontchannel_logout,
        audit=audit,
        clock=provider.clock,
    )


def begin_withdrawal(
    pool: ThreadPoolExecutor, slow: Slow, party: RelyingParty, session: Session
) -> Future[tuple[str, ...]]:
    """Let everything be withdrawn, and not be committed."""
    portals = own_portals(party.provider, slow)
    withdrawn = pool.submit(portals.withdraw, session, party.client.id)
    assert slow.reached.wait(LONG)
    return withdrawn


def own_session(party: RelyingParty) -> Session:
    with party.provider.database.reading() as tx:
        session = party.provider.directory.sessions.find(tx, party.session or "")
    assert session is not None
    return session


def live_grants(provider: Provider) -> int:
    with provider.database.reading() as tx:
        return int((tx.row(LIVE) or (0,))[0])


def test_a_consent_that_is_gone_when_the_grant_is_written_is_asked_for_again(
    asking: RelyingParty, parent: Parent
) -> None:
    provider = asking.provider
    other = session_of(provider, parent.account)

    def withdraw() -> None:
        own_portals(provider, provider.audit).withdraw(other, asking.client.id)

    with before_write(provider, 1, withdraw) as ran:
        answered = asking.authorize()
    assert ran
    assert page(answered) == CONSENT.path
    assert live_grants(provider) == 0
    agree(provider, parent, asking.client)
    with before_write(provider, 1, withdraw):
        silent = fields(asking.authorize(prompt="none"))
    assert silent["error"] == "consent_required"


@pytest.mark.parametrize("browser", ["same", "another"])
def test_who_asks_during_a_withdrawal_waits_for_it(
    asking: RelyingParty, parent: Parent, pool: ThreadPoolExecutor, slow: Slow, browser: str
) -> None:
    session = own_session(asking)
    if browser == "another":
        session = session_of(asking.provider, parent.account)
    withdrawn = begin_withdrawal(pool, slow, asking, session)
    answered = pool.submit(asking.authorize)
    assert not wait([answered], SHORT).done
    slow.goes_on.set()
    withdrawn.result(LONG)
    assert page(answered.result(LONG)) == CONSENT.path
    assert live_grants(asking.provider) == 0


def test_a_withdrawal_waits_for_the_grant_that_is_being_written_and_ends_it(
    asking: RelyingParty, parent: Parent, pool: ThreadPoolExecutor
) -> None:
    provider, session = asking.provider, own_session(asking)
    other = session_of(provider, parent.account)
    authorized = Authorized(
        client_id=asking.client.id,
        account_id=session.account_id,
        sid=session.sid,
        scope=asking.client.scopes,
        claims=None,
        redirect_uri=asking.client.redirect_uris[0],
        code_challenge=None,
        nonce=None,
        auth_time=session.auth_time,
        amr=session.amr,
        acr=session.acr,
        by_consent=True,
    )
    with provider.database.writing() as tx:
        give_code(
            tx,
            authorized,
            session,
            now=provider.clock.seconds(),
            settings=provider.settings.tokens,
            code_seconds=60,
        )
        withdrawn = pool.submit(
            own_portals(provider, provider.audit).withdraw, other, asking.client.id
        )
        assert not wait([withdrawn], SHORT).done
    withdrawn.result(LONG)
    assert live_grants(provider) == 0


def test_an_assertion_buys_nothing_during_a_withdrawal(
    relying_party: RelyingParty, parent: Parent, pool: ThreadPoolExecutor, slow: Slow
) -> None:
    party = worker(relying_party, asks_consent=True)
    agree(party.provider, parent, party.client)
    token = assertion(party, parent)
    withdrawn = begin_withdrawal(pool, slow, party, session_of(party.provider, parent.account))
    bought = pool.submit(redeem, party, token)
    assert not wait([bought], SHORT).done
    slow.goes_on.set()
    withdrawn.result(LONG)
    with pytest.raises(InvalidGrantError):
        bought.result(LONG)
    assert live_grants(party.provider) == 0
