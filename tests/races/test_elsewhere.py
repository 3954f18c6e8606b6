"""Twenty clicks at once on what may happen once: joining, and taking the last way in away."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.accounts import EmailVerification, NewSession
from idp.errors import PersonError
from idp.journeys.visitor import Visitor
from idp.storage import Statement
from idp.upstream import Attempt, Identity, Returned, UpstreamArrival, UpstreamPurpose
from idp.wiring import Provider
from tests.accounts.letters import codes_in_outbox
from tests.conftest import Parent, make_parent

pytestmark = pytest.mark.race
CLICKS = 20
ADDRESS = "zoe.gagnon@exemple.quebec"
VISITOR = Visitor("a browser", "192.0.2.0", "Firefox", "fr", "Portail", None)


def at_once(act: Callable[[int], object]) -> int:
    """Do `act` many times at once, and return how many times it went well."""
    barrier = threading.Barrier(CLICKS)

    def one(number: int) -> bool:
        barrier.wait(timeout=10)
        try:
            act(number)
        except PersonError:
            return False
        return True

    with ThreadPoolExecutor(CLICKS) as pool:
        return sum(pool.map(one, range(CLICKS)))


def identity(number: int) -> Identity:
    return Identity("microsoft", ("tenant", str(number)), "https://issuer", str(number), "Zoé")


def arrived(provider: Provider) -> tuple[UpstreamArrival, EmailVerification]:
    """Return somebody who came by another provider, and proved an address."""
    attempt = Attempt("microsoft", UpstreamPurpose.SIGN_IN, None, None, "nonce", "verifier")
    with provider.database.writing() as tx:
        person = Returned(identity(0), attempt, None)
        arrival_id = provider.directory.upstream_arrivals.keep(tx, person, VISITOR.browser)
    journeys = provider.journeys
    arrival = journeys.join_elsewhere.find(arrival_id, VISITOR)
    proof = journeys.join_elsewhere.prove(arrival, ADDRESS, VISITOR, former="")
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR)
    return arrival, journeys.prove_address.find(proof.id, VISITOR)


def counted(provider: Provider, table: str) -> int:
    with provider.database.reading() as tx:
        row = tx.row(Statement(f"SELECT COUNT(*) FROM {table}"))
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("joins", [True, False])
def test_of_many_clicks_one_joins(provider: Provider, joins: bool) -> None:  # noqa: FBT001 - a case
    if joins:
        make_parent(provider, ADDRESS)
    arrival, proof = arrived(provider)
    finish = provider.journeys.join_elsewhere.finish
    assert at_once(lambda _: finish(arrival, proof, VISITOR, joins=joins)) == 1
    assert counted(provider, "account") == 1
    assert counted(provider, "upstream_link") == 1
    assert counted(provider, "browser_session") == 1


def test_of_many_removals_at_once_one_way_in_is_left(provider: Provider, parent: Parent) -> None:
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE account SET password_hash = NULL"))
        for number in range(CLICKS):
            provider.directory.upstream_links.add(
                tx, parent.account.id, identity(number), linked_by="session"
            )
        links = provider.directory.upstream_links.of_account(tx, parent.account.id)
        session = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, parent.account.id),
            NewSession(amr=("fed",), acr="urn:parvis:acr:federated"),
            replacing=None,
        ).session
    ways = provider.own_account.own_ways
    assert at_once(lambda number: ways.remove(session, links[number].id)) == CLICKS - 1
    assert counted(provider, "upstream_link") == 1
