"""Claims of scopes in the ID token, for portals that never call userinfo.

OpenID Connect Core §5.4 leaves them to userinfo; a member of the registration moves them.
"""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients import Profile
from idp.ids import ClientId
from idp.storage import Query
from idp.wiring import Provider
from tests.accounts.test_details import TOLD, keep
from tests.children.test_facts import confirm
from tests.conftest import Parent, TestClock, register
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty, claims_of, fields
from tests.specifications.test_oidc_core_standard_claims import (
    ADDRESS,
    ALL,
    PHONE,
    PROFILE,
    told_in,
)

__all__ = ["import_lines"]

PERSON = "openid profile email phone address offline_access"
EVERYTHING = f"{PERSON} gpi gpi.children"
TIMES = Query(int, "SELECT times FROM issued_claim")


@pytest.fixture
def party(provider: Provider, parent: Parent, relying_party: RelyingParty) -> RelyingParty:
    """A portal whose ID tokens say everything; the parent told everything."""
    keep(provider, parent.account.id, TOLD)
    client = replace(
        relying_party.client,
        id=ClientId("reader"),
        scopes=tuple(EVERYTHING.split()),
        profile=Profile.LEGACY,
        grant_types=("authorization_code", "implicit", "refresh_token"),
        response_types=("code", "code id_token", "id_token token", "code id_token token"),
        scope_claims_in_id_token=True,
        child_numbers=True,
    )
    registered = register(provider, client)
    return replace(relying_party, client=client, secret=registered.secret)


def said(token: str) -> dict[str, Any]:
    return told_in(claims_of(token))


def test_a_code_and_each_renewal_bring_them(party: RelyingParty) -> None:
    tokens = party.tokens(scope=PERSON)
    renewed = party.refresh(tokens["refresh_token"])
    for each in (tokens, renewed):
        assert said(each["id_token"]) == ALL
        assert claims_of(each["id_token"])["email_verified"] is True
    assert told_in(party.userinfo(tokens["access_token"])) == ALL


@pytest.mark.parametrize(
    "response_type", ["code id_token", "id_token token", "code id_token token"]
)
def test_tokens_through_the_browser_bring_them(party: RelyingParty, response_type: str) -> None:
    answer = fields(party.authorize(response_type=response_type, scope=PERSON))
    assert said(answer["id_token"]) == ALL
    if "code" in answer:
        assert said(party.redeem(answer["code"])["id_token"]) == ALL


def test_only_those_of_granted_scopes(party: RelyingParty) -> None:
    assert said(party.tokens(scope="openid phone")["id_token"]) == PHONE
    assert said(party.tokens(scope="openid")["id_token"]) == {}
    tokens = party.tokens(scope="openid profile address offline_access")
    narrowed = party.refresh(tokens["refresh_token"], scope="openid address")
    assert said(narrowed["id_token"]) == ADDRESS


def test_not_those_of_a_scope_that_was_taken_from_the_portal(party: RelyingParty) -> None:
    tokens = party.tokens(scope=PERSON)
    fewer = ("openid", "profile", "offline_access")
    again = register(party.provider, replace(party.client, scopes=fewer))
    later = replace(party, secret=again.secret)
    assert said(later.refresh(tokens["refresh_token"])["id_token"]) == PROFILE


def test_a_claim_asked_for_by_name_comes_beside_them(party: RelyingParty) -> None:
    asked = json.dumps({"id_token": {"phone_number": None}, "userinfo": {"address": None}})
    tokens = party.tokens(scope="openid profile", claims=asked)
    wanted = PROFILE | {"phone_number": PHONE["phone_number"]}
    assert said(tokens["id_token"]) == wanted
    assert told_in(party.userinfo(tokens["access_token"])) == PROFILE | ADDRESS


@pytest.fixture
def family(provider: Provider, parent: Parent, clock: TestClock, import_lines: Import) -> Parent:
    """A parent with one confirmed child."""
    import_lines([line()])
    clock.advance(minutes=1)
    confirm(provider, parent)
    return parent


@pytest.mark.usefixtures("family")
def test_what_a_token_tells_of_the_school_is_noted_once_and_never_a_number(
    party: RelyingParty,
) -> None:
    tokens = party.tokens(scope=EVERYTHING)
    claims = claims_of(tokens["id_token"])
    assert claims["gpi_email_verified"] is True
    assert "fiche_number" not in claims["gpi_children"][0]
    party.refresh(tokens["refresh_token"])
    party.userinfo(tokens["access_token"])
    with party.provider.database.reading() as tx:
        assert [*tx.rows(TIMES)] == [2]
