"""Receivers name people as they know them, and no more (RFC 9493 §3.2, SSF 1.0 §8.1.3)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients import Client, SubjectType
from idp.storage import ActingTransaction
from idp.wiring import Provider
from tests.conftest import Parent, make_parent, make_proof
from tests.databases import on_one_database
from tests.notified_portals import notify
from tests.receivers import Receiver, receiver
from tests.relying_party import RelyingParty, claims_of
from tests.support_actions import support

SECOND = "marie.second@exemple.quebec"
Named = Callable[[Mapping[str, Any]], dict[str, str]]
FORMATS: dict[str, Named] = {
    "iss_sub": lambda told: {"format": "iss_sub", "iss": told["iss"], "sub": told["sub"]},
    "opaque": lambda told: {"format": "opaque", "id": told["sub"]},
    "email": lambda told: {"format": "email", "email": told["email"].upper()},
}


@pytest.fixture
def portal(relying_party: RelyingParty) -> Receiver:
    """A portal that fetches its events."""
    return receiver(relying_party)


def of_kind(party: RelyingParty, **changes: Any) -> Receiver:  # noqa: ANN401
    client: Client = replace(party.client, **changes)
    return receiver(replace(party, client=client))


def hears(portal: Receiver, parent: Parent) -> bool:
    """Tell whether the portal hears that the person's account is disabled."""
    provider = portal.party.provider
    portal.poll(ack=list(portal.poll()))
    support(provider, "disable", who=parent.account.id)
    notify(provider)
    return bool(portal.poll())


def told_of(portal: Receiver, scope: str = "openid email") -> dict[str, Any]:
    """Let the person come, and return what the portal is told of them."""
    tokens = portal.party.tokens(scope=scope)
    known = portal.party.userinfo(tokens["access_token"])
    return {"iss": claims_of(tokens["id_token"])["iss"], **known}


def call(portal: Receiver, verb: str, subject: object) -> tuple[int, str]:
    stream = portal.call("GET", "stream").get_json()[0]["stream_id"]
    answer = portal.call("POST", f"subjects/{verb}", {"stream_id": stream, "subject": subject})
    said = answer.get_json() if answer.is_json else {}
    return answer.status_code, said.get("error_description", "")


@pytest.mark.parametrize("kind", [SubjectType.PUBLIC, SubjectType.PAIRWISE])
@pytest.mark.parametrize("named", FORMATS.values(), ids=FORMATS)
def test_a_person_is_named_in_each_of_three_formats(
    relying_party: RelyingParty, parent: Parent, kind: SubjectType, named: Named
) -> None:
    portal = of_kind(relying_party, subject_type=kind)
    portal.stream()
    subject = named(told_of(portal))
    assert call(portal, "remove", subject) == (204, "")
    assert not hears(portal, parent)


@pytest.mark.parametrize("removed", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("added", FORMATS.values(), ids=FORMATS)
def test_who_is_removed_by_one_name_is_added_by_any(
    portal: Receiver, parent: Parent, removed: Named, added: Named
) -> None:
    portal.stream()
    told = told_of(portal)
    assert call(portal, "remove", removed(told)) == (204, "")
    assert call(portal, "add", added(told)) == (200, "")
    assert hears(portal, parent)


def test_who_may_not_know_addresses_may_not_name_people_by_them(
    relying_party: RelyingParty, parent: Parent
) -> None:
    portal = of_kind(relying_party, scopes=("openid", "gpi"))
    portal.stream()
    status, reason = call(portal, "remove", {"format": "email", "email": parent.address})
    assert (status, reason) == (400, "the format email needs the scope email")


def test_an_address_that_the_portal_was_not_told_names_nobody(
    portal: Receiver, parent: Parent
) -> None:
    """Else the silence that follows would tell whose it is."""
    provider = portal.party.provider
    proof = make_proof(provider, SECOND)
    with provider.database.writing() as tx:
        provider.directory.addresses.add(ActingTransaction(tx), parent.account.id, proof)
    other = make_parent(provider, "leo.roy@exemple.quebec")
    portal.stream()
    told_of(portal)
    for address in (SECOND, other.address, "personne@exemple.quebec"):
        assert call(portal, "remove", {"format": "email", "email": address}) == (204, "")
    assert hears(portal, parent)


def test_an_address_that_was_not_granted_names_nobody(portal: Receiver, parent: Parent) -> None:
    portal.stream()
    told_of(portal, "openid")
    assert call(portal, "remove", {"format": "email", "email": parent.address}) == (204, "")
    assert hears(portal, parent)


@pytest.mark.parametrize("more", [{}, {"session": {"format": "opaque", "id": "a"}}])
def test_complex_subjects_are_refused_with_the_reason(
    portal: Receiver, parent: Parent, more: dict[str, Any]
) -> None:
    portal.stream()
    person = FORMATS["iss_sub"](told_of(portal))
    for verb in ("add", "remove"):
        status, reason = call(portal, verb, {"format": "complex", "user": person, **more})
        assert (status, reason) == (400, "complex subjects are not taken: name the person alone")
    assert hears(portal, parent)


@on_one_database
def test_the_same_statements_are_run_for_known_and_unknown(
    portal: Receiver, parent: Parent, provider: Provider
) -> None:
    portal.stream()
    told_of(portal)
    run: list[str] = []
    # The one connection that this thread reads by, and the one that all write by.
    for begun in (provider.database.reading, provider.database.writing):
        with begun() as tx:
            tx.taken.driver.set_trace_callback(run.append)

    def statements(address: str) -> list[str]:
        run.clear()
        assert call(portal, "remove", {"format": "email", "email": address})[0] == 204
        return [re.sub(r"X'[0-9A-F]*'|'[^']*'|\b\d+\b", "?", each) for each in run]

    statements(parent.address)  # what is kept between requests is there afterwards
    statements("personne@exemple.quebec")
    assert statements(parent.address) == statements("personne@exemple.quebec")
