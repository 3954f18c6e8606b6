"""When a page must be shown, and when none may be (OpenID Connect Core §3.1.2.1, §3.1.2.6)."""

import json

import pytest
from msgspec.structs import replace

from idp.clients import MatchPolicy
from idp.ids import ClientId
from idp.journeys.journey import Mark
from tests.conftest import TestClock, make_parent, register
from tests.relying_party import (
    Changes,
    RelyingParty,
    claims_of,
    fields,
    journey_of,
    page,
    sign_in,
)


def test_a_session_is_enough(relying_party: RelyingParty) -> None:
    assert fields(relying_party.authorize())["code"]
    assert fields(relying_party.authorize(prompt="none"))["code"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({}, "/connexion"),
        ({"prompt": "login"}, "/connexion"),
        ({"prompt": "create"}, "/inscription"),
    ],
)
def test_without_a_session_a_page_is_shown(
    relying_party: RelyingParty, changes: dict[str, Changes], path: str
) -> None:
    stranger = replace(relying_party, session=None)
    assert page(stranger.authorize(**changes)) == path


@pytest.mark.parametrize(
    ("prompt", "path"),
    [
        ("login", "/connexion"),
        ("select_account login", "/connexion"),
        ("create", "/inscription"),
        ("select_account", "/choix-du-compte"),
    ],
)
def test_a_prompt_shows_a_page_in_spite_of_the_session(
    relying_party: RelyingParty, prompt: str, path: str
) -> None:
    assert page(relying_party.authorize(prompt=prompt)) == path


def test_nobody_is_asked_to_choose_who_has_just_signed_in(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    stranger = replace(relying_party, session=None)
    asked = stranger.authorize(prompt="select_account")
    assert page(asked) == "/connexion"
    clock.advance(5)
    journey = journey_of(asked)
    again = sign_in_again(relying_party, journey)
    assert fields(relying_party.resume(journey, again))["code"]


@pytest.mark.parametrize(
    "asks", [{"prompt": "login"}, {"max_age": "0"}, {"prompt": "select_account"}]
)
def test_a_sign_in_of_the_same_second_is_not_for_this_request(
    relying_party: RelyingParty, asks: dict[str, Changes]
) -> None:
    """Right before it, and for another request that came in the same second."""
    first, second = (journey_of(relying_party.authorize(**asks)) for _ in range(2))
    assert page(relying_party.resume(first)) in {"/connexion", "/choix-du-compte"}
    again = sign_in_again(relying_party, first)
    assert page(relying_party.resume(second, again)) in {"/connexion", "/choix-du-compte"}
    assert fields(relying_party.resume(first, again))["code"]


def test_an_account_is_chosen_once_a_journey(relying_party: RelyingParty, clock: TestClock) -> None:
    clock.advance(5)
    journey_id = journey_of(relying_party.authorize(prompt="select_account"))
    mark(relying_party, journey_id, Mark.ACCOUNT_CHANGED)
    assert page(relying_party.resume(journey_id)) == "/connexion"
    mark(relying_party, journey_id, Mark.ACCOUNT_KEPT)
    assert fields(relying_party.resume(journey_id))["code"]
    assert page(relying_party.authorize(prompt="select_account")) == "/choix-du-compte"


def mark(party: RelyingParty, journey_id: str, what: Mark) -> None:
    with party.provider.database.writing() as tx:
        journey = party.provider.journeys.waiting.get(tx, journey_id)
        assert journey is not None
        party.provider.journeys.waiting.mark(tx, journey, what)


def test_prompt_consent_asks_although_the_portal_is_the_boards_own(
    relying_party: RelyingParty,
) -> None:
    assert page(relying_party.authorize(prompt="consent")) == "/consentement"


@pytest.mark.parametrize(
    "prompt", ["none login", "none none", "NONE", "create_account", "none\tconsent"]
)
def test_a_contradiction_is_an_invalid_request(relying_party: RelyingParty, prompt: str) -> None:
    outcome = relying_party.authorize(prompt=prompt)
    if prompt == "none none":
        assert fields(outcome)["code"]
    else:
        assert fields(outcome)["error"] == "invalid_request"


@pytest.mark.parametrize("age", ["-1", "1.5", "1e9", "x", "٣", " 1", "9" * 10])
def test_max_age_is_a_whole_number(relying_party: RelyingParty, age: str) -> None:
    assert fields(relying_party.authorize(max_age=age))["error"] == "invalid_request"


def test_max_age_asks_again_after_its_time(relying_party: RelyingParty, clock: TestClock) -> None:
    clock.advance(60)
    assert fields(relying_party.authorize(max_age="60"))["code"]
    clock.advance(1)
    assert page(relying_party.authorize(max_age="60")) == "/connexion"


def test_max_age_zero_asks_at_once_and_is_content_with_one_sign_in(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    clock.advance(5)
    asked = relying_party.authorize(max_age="0")
    assert page(asked) == "/connexion"
    journey = journey_of(asked)
    assert page(relying_party.resume(journey)) == "/connexion"
    clock.advance(5)
    again = sign_in_again(relying_party, journey)
    answer = fields(relying_party.resume(journey, again))
    claims = claims_of(relying_party.redeem(answer["code"])["id_token"])
    assert claims["auth_time"] == clock.seconds()


def test_prompt_login_then_the_back_button_still_asks(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    clock.advance(5)
    journey = journey_of(relying_party.authorize(prompt="login"))
    assert page(relying_party.resume(journey)) == "/connexion"


@pytest.mark.parametrize("changes", [{"max_age": "0"}, {"max_age": "1"}])
def test_prompt_none_never_shows_a_page(
    relying_party: RelyingParty, clock: TestClock, changes: dict[str, Changes]
) -> None:
    clock.advance(2)
    answer = fields(relying_party.authorize(prompt="none", **changes))
    assert answer["error"] == "login_required"


def test_prompt_none_without_a_session_is_login_required(relying_party: RelyingParty) -> None:
    stranger = replace(relying_party, session=None)
    assert fields(stranger.authorize(prompt="none"))["error"] == "login_required"


def test_prompt_none_without_a_confirmed_child_is_interaction_required(
    relying_party: RelyingParty,
) -> None:
    answer = fields(relying_party.authorize(prompt="none", scope="openid gpi"))
    assert answer["error"] == "interaction_required"


def test_prompt_none_without_consent_is_consent_required(relying_party: RelyingParty) -> None:
    answer = fields(third_party(relying_party).authorize(prompt="none"))
    assert answer["error"] == "consent_required"
    assert not answer.keys() & {"sub", "code"}


def test_a_hint_of_somebody_else_is_login_required(relying_party: RelyingParty) -> None:
    other = make_parent(relying_party.provider, "jean.tremblay@exemple.quebec")
    elsewhere = replace(relying_party, session=sign_in(relying_party.provider, other.account))
    hint = elsewhere.tokens()["id_token"]
    answer = fields(relying_party.authorize(prompt="none", id_token_hint=hint))
    assert answer["error"] == "login_required"


def test_a_hint_of_the_same_person_is_answered(relying_party: RelyingParty) -> None:
    hint = relying_party.tokens()["id_token"]
    assert fields(relying_party.authorize(prompt="none", id_token_hint=hint))["code"]


def test_a_sign_in_by_somebody_else_than_was_meant_is_told_to_the_portal(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    hint = relying_party.tokens()["id_token"]
    other = make_parent(relying_party.provider, "jean.tremblay@exemple.quebec")
    clock.advance(5)
    asked = replace(relying_party, session=None).authorize(id_token_hint=hint)
    journey = journey_of(asked)
    session = sign_in(relying_party.provider, other.account, journey)
    answer = fields(relying_party.resume(journey, session))
    assert answer["error"] == "login_required"


@pytest.mark.parametrize("place", ["id_token", "userinfo"])
def test_a_hint_and_a_claim_that_differ_are_refused(
    relying_party: RelyingParty, place: str
) -> None:
    hint = relying_party.tokens()["id_token"]
    claims = json.dumps({place: {"sub": {"value": "somebody-else"}}})
    answer = fields(relying_party.authorize(id_token_hint=hint, claims=claims))
    assert answer["error"] == "invalid_request"


@pytest.mark.parametrize("place", ["id_token", "userinfo"])
def test_a_subject_asked_for_in_either_answer_is_the_only_one(
    relying_party: RelyingParty, place: str
) -> None:
    mine = claims_of(relying_party.tokens()["id_token"])["sub"]
    for subject, outcome in ((mine, "code"), ("somebody-else", "error")):
        claims = json.dumps({place: {"sub": {"value": subject}}})
        assert outcome in fields(relying_party.authorize(prompt="none", claims=claims))
    both = json.dumps({"id_token": {"sub": {"value": mine}}, "userinfo": {"sub": {"value": "x"}}})
    assert fields(relying_party.authorize(claims=both))["error"] == "invalid_request"


def test_a_consent_given_in_one_browser_is_none_in_another(relying_party: RelyingParty) -> None:
    """Whoever receives the address of a journey must be asked for himself."""
    party = third_party(relying_party)
    provider = party.provider
    asked = party.authorize()
    assert page(asked) == "/consentement"
    with provider.database.writing() as tx:
        journey = provider.journeys.waiting.get(tx, journey_of(asked))
        assert journey is not None
        provider.journeys.waiting.mark(tx, journey, Mark.CONSENTED)
    assert page(party.resume(journey.id)) == "/consentement"


def test_no_mark_leads_past_a_portal_that_requires_a_match(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    asked = relying_party.authorize(scope="openid gpi")
    assert page(asked) == "/enfant"
    with provider.database.writing() as tx:
        journey = provider.journeys.waiting.get(tx, journey_of(asked))
        assert journey is not None
        provider.journeys.waiting.mark(tx, journey, Mark.CHILD_SKIPPED)
    assert page(relying_party.resume(journey.id)) == "/enfant"


def test_a_portal_that_only_wants_to_know_is_answered_when_the_child_is_skipped(
    relying_party: RelyingParty,
) -> None:
    provider = relying_party.provider
    client = replace(relying_party.client, id=ClientId("informed"), match_policy=MatchPolicy.INFORM)
    informed = replace(relying_party, client=client, secret=register(provider, client).secret)
    journey_id = journey_of(informed.authorize(scope="openid gpi"))
    with provider.database.writing() as tx:
        journey = provider.journeys.waiting.get(tx, journey_id)
        assert journey is not None
        provider.journeys.waiting.mark(tx, journey, Mark.CHILD_SKIPPED)
    tokens = informed.redeem(fields(informed.resume(journey_id))["code"])
    assert claims_of(tokens["id_token"])["gpi_email_verified"] is False


def test_who_turns_back_sends_access_denied_with_the_state(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    provider = relying_party.provider
    journey_id = journey_of(relying_party.authorize(scope="openid gpi", response_mode="form_post"))
    with provider.database.writing() as tx:
        journey = provider.journeys.waiting.get(tx, journey_id)
        assert journey is not None
        provider.journeys.waiting.mark(tx, journey, Mark.REFUSED)
    answer = fields(relying_party.resume(journey_id))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "the-state"
    # Pressed twice: the browser dropped that answer, and comes again.
    assert fields(relying_party.resume(journey_id)) == answer
    clock.advance(6)
    assert page(relying_party.resume(journey_id)) == "/"  # the start of the portal


def test_who_turns_back_after_a_code_sends_no_second_answer(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    journey_id = journey_of(relying_party.authorize(prompt="select_account"))
    outcomes = []
    for mark in (Mark.ACCOUNT_KEPT, Mark.REFUSED):
        with provider.database.writing() as tx:
            journey = provider.journeys.waiting.get(tx, journey_id)
            assert journey is not None
            provider.journeys.waiting.mark(tx, journey, mark)
        outcomes.append(relying_party.resume(journey_id))
    assert "code" in fields(outcomes[0])
    assert page(outcomes[1]) == "/"  # the start of the portal


def third_party(relying_party: RelyingParty) -> RelyingParty:
    client = replace(relying_party.client, id=ClientId("third-party"), asks_consent=True)
    registered = register(relying_party.provider, client)
    return replace(relying_party, client=client, secret=registered.secret)


def sign_in_again(relying_party: RelyingParty, journey: str | None = None) -> str:
    provider = relying_party.provider
    with provider.database.reading() as tx:
        session = provider.directory.sessions.find(tx, relying_party.session or "")
        assert session is not None
        account = provider.directory.accounts.get(tx, session.account_id)
    return sign_in(provider, account, journey)


def test_the_age_that_a_portal_registered_holds_unless_the_request_says_another(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    client = replace(relying_party.client, id=ClientId("careful"), default_max_age=60)
    careful = replace(
        relying_party, client=client, secret=register(relying_party.provider, client).secret
    )
    clock.advance(61)
    assert page(careful.authorize()) == "/connexion"
    assert fields(careful.authorize(prompt="none"))["error"] == "login_required"
    assert fields(careful.authorize(max_age="90"))["code"]


ELSEWHERE = json.dumps(
    {"id_token": {"acr": {"essential": True, "values": ["urn:parvis:acr:federated"]}}}
)


def test_a_sign_in_of_another_class_than_the_essential_one_is_not_enough(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    clock.advance(5)
    assert fields(relying_party.authorize(claims=ELSEWHERE, prompt="none"))["error"] == (
        "login_required"
    )
    asked = relying_party.authorize(claims=ELSEWHERE)
    assert page(asked) == "/connexion"
    clock.advance(5)
    journey = journey_of(asked)
    answer = fields(relying_party.resume(journey, sign_in_again(relying_party, journey)))
    assert answer["error"] == "unmet_authentication_requirements"


def test_a_sign_in_of_the_essential_class_is(relying_party: RelyingParty) -> None:
    asked = {"essential": True, "values": ["urn:parvis:acr:federated", "urn:parvis:acr:password"]}
    claims = json.dumps({"id_token": {"acr": asked}})
    assert fields(relying_party.authorize(claims=claims))["code"]
