"""OpenID Connect for Identity Assurance 1.0: the school claim in the form that others know."""

import json
from typing import Any

import pytest

from idp.protocol.errors import InvalidRequestError
from idp.wiring import Provider
from tests.acting import acting
from tests.conftest import START, Parent, TestClock
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty, claims_of, fields

__all__ = ["import_lines"]

ASKED: dict[str, Any] = {
    "verification": {"trust_framework": None, "time": None, "evidence": None},
    "claims": {"email": None},
}


@pytest.fixture
def registered(provider: Provider, parent: Parent, import_lines: Import) -> None:
    """The parent's address is on a child's file, and the child is confirmed."""
    import_lines([line()])
    provider.directory.children.confirm(
        acting(provider),
        account_id=parent.account.id,
        organisation="887000",
        typed="1234567",
        network="192.0.2.7",
    )


def answered(party: RelyingParty, asked: object, place: str = "id_token") -> Any:  # noqa: ANN401
    claims = json.dumps({place: {"verified_claims": asked}})
    tokens = party.tokens(scope="openid gpi", claims=claims)
    said = claims_of(tokens["id_token"])
    if place == "userinfo":
        assert "verified_claims" not in said
        said = party.userinfo(tokens["access_token"])
    return said.get("verified_claims")


def changed(**verification: object) -> dict[str, Any]:
    return {**ASKED, "verification": {**ASKED["verification"], **verification}}


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("place", ["id_token", "userinfo"])
def test_it_says_what_the_school_claim_says(relying_party: RelyingParty, place: str) -> None:
    assert answered(relying_party, ASKED, place) == {
        "verification": {
            "trust_framework": "qc_school_registry",
            "time": "2026-11-23T12:00:00Z",
            "evidence": [
                {
                    "type": "electronic_record",
                    "check_details": [{"check_method": "data"}],
                    "time": "2026-11-23T12:00:00Z",
                    "record": {"type": "school_registry", "created_at": "2026-11-23T12:00:00Z"},
                }
            ],
        },
        "claims": {"email": "marie.tremblay@exemple.quebec"},
    }


@pytest.mark.usefixtures("registered")
def test_without_being_asked_nothing_is_said(relying_party: RelyingParty) -> None:
    assert "verified_claims" not in claims_of(relying_party.tokens(scope="openid gpi")["id_token"])


@pytest.mark.usefixtures("registered")
def test_only_what_is_asked_is_said(relying_party: RelyingParty) -> None:
    asked = {
        "verification": {"trust_framework": None},
        "claims": {"email": None, "birthdate": None},
    }
    assert answered(relying_party, asked) == {
        "verification": {"trust_framework": "qc_school_registry"},
        "claims": {"email": "marie.tremblay@exemple.quebec"},
    }


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    "asked",
    [
        changed(trust_framework={"value": "eidas"}),
        changed(trust_framework={"values": ["eidas", "de_aml"]}),
        changed(evidence=[{"type": {"value": "document"}}]),
        changed(assurance_level={"value": "high"}),
        changed(time={"max_age": -1}),
        {**ASKED, "claims": {"email": {"value": "another@exemple.quebec"}}},
        {**ASKED, "claims": {"birthdate": None}},
    ],
)
def test_what_cannot_be_fulfilled_is_left_out_whole(
    relying_party: RelyingParty, asked: object
) -> None:
    assert answered(relying_party, asked) is None


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    "asked",
    [
        changed(trust_framework={"values": ["eidas", "qc_school_registry"]}),
        changed(
            evidence=[{"type": {"value": "document"}}, {"type": {"value": "electronic_record"}}]
        ),
        changed(assurance_level=None),
        changed(assurance_level={"essential": True}),
        changed(time={"max_age": 86_400}),
        {**ASKED, "claims": {"email": {"essential": True, "purpose": "marks and absences"}}},
        {**ASKED, "claims": {"email": None, "birthdate": {"essential": True}}},
        {**ASKED, "claims": {"email": None, "birthdate": {"value": "1980-01-01"}}},
    ],
)
def test_what_can_be_fulfilled_is(relying_party: RelyingParty, asked: object) -> None:
    assert answered(relying_party, asked)["claims"] == {"email": "marie.tremblay@exemple.quebec"}


@pytest.mark.usefixtures("registered")
def test_of_several_requests_those_that_can_be_fulfilled_are(relying_party: RelyingParty) -> None:
    found = answered(relying_party, [changed(trust_framework={"value": "eidas"}), ASKED])
    assert [each["claims"] for each in found] == [{"email": "marie.tremblay@exemple.quebec"}]


@pytest.mark.usefixtures("registered")
def test_it_ends_when_the_school_takes_the_address_away(
    relying_party: RelyingParty, import_lines: Import, clock: TestClock
) -> None:
    claims = json.dumps({"userinfo": {"verified_claims": ASKED}})
    tokens = relying_party.tokens(scope="openid gpi", claims=claims)
    assert "verified_claims" in relying_party.userinfo(tokens["access_token"])
    clock.advance(1)
    import_lines([line(address="other@exemple.quebec")], taken_at=START + 1)
    assert "verified_claims" not in relying_party.userinfo(tokens["access_token"])


@pytest.mark.parametrize(
    "asked",
    [
        "yes",
        [],
        [None],
        {},
        {"claims": {"email": None}},
        {"verification": None, "claims": {"email": None}},
        {"verification": {}, "claims": {"email": None}},
        {"verification": {"trust_framework": None}},
        {"verification": {"trust_framework": None}, "claims": {}},
        {"verification": {"trust_framework": None}, "claims": {"email": 5}},
        {"verification": {"trust_framework": "text"}, "claims": {"email": None}},
        {"verification": {"trust_framework": None}, "claims": {"email": {"purpose": "x" * 301}}},
    ],
)
def test_a_request_that_is_none_is_refused(relying_party: RelyingParty, asked: object) -> None:
    claims = json.dumps({"id_token": {"verified_claims": asked}})
    answer = fields(relying_party.authorize(claims=claims))
    assert answer["error"] == InvalidRequestError.code
