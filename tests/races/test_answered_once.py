"""A portal's request is answered once, whatever is pressed at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from threading import Barrier

import pytest
from msgspec.structs import replace

from idp.accounts import Session
from idp.clients import Profile
from idp.journeys.arrival import Outcome
from idp.journeys.journey import Journey, Mark
from idp.journeys.steps import CONSENT
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.storage import Statement
from tests.between import before_write
from tests.conftest import Parent, register
from tests.relying_party import RelyingParty, fields, journey_of, page, post, sign_in
from tests.signing_party import signing_party

pytestmark = pytest.mark.race
ROUNDS = 20
SHORT, LONG = 0.5, 30.0
CONSENTS = Statement("SELECT COUNT(*) FROM consent")
LIVE = Statement("SELECT COUNT(*) FROM authorization_grant WHERE revoked_at IS NULL")


@pytest.fixture
def asking(relying_party: RelyingParty) -> RelyingParty:
    """A portal that needs a consent."""
    client = replace(relying_party.client, asks_consent=True)
    return replace(relying_party, client=register(relying_party.provider, client).client)


def session_of(party: RelyingParty) -> Session:
    with party.provider.database.reading() as tx:
        session = party.provider.directory.sessions.find(tx, party.session or "")
    assert session is not None
    return session


def read(party: RelyingParty, journey_id: str) -> Journey:
    with party.provider.database.reading() as tx:
        journey = party.provider.journeys.waiting.get(tx, journey_id)
    assert journey is not None
    return journey


def refuse(party: RelyingParty, journey_id: str) -> None:
    party.provider.journeys.way_marks.turn_back(read(party, journey_id))


def agree(party: RelyingParty, journey_id: str) -> None:
    marks, journey = party.provider.journeys.way_marks, read(party, journey_id)
    marks.agree(journey, party.client, session_of(party))


def count(party: RelyingParty, counted: Statement) -> int:
    with party.provider.database.reading() as tx:
        return int((tx.row(counted) or (0,))[0])


def at_once(acts: list[Callable[[], Outcome]]) -> list[Outcome]:
    barrier = Barrier(len(acts))

    def one(act: Callable[[], Outcome]) -> Outcome:
        barrier.wait(timeout=LONG)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_who_agrees_and_refuses_at_once_sends_one_answer(
    asking: RelyingParty, parent: Parent
) -> None:
    elsewhere = replace(asking, session=sign_in(asking.provider, parent.account))
    for _ in range(ROUNDS):
        journey_id = journey_of(asking.authorize(prompt="consent"))

        def pressed(
            press: Callable[[RelyingParty, str], None],
            party: RelyingParty,
            journey_id: str = journey_id,
        ) -> Outcome:
            press(party, journey_id)
            return party.resume(journey_id)

        outcomes = at_once(
            [
                partial(pressed, press, party)
                for press in (agree, refuse)
                for party in (asking, elsewhere)
            ]
        )
        sent = [each for each in outcomes if isinstance(each, AuthorizationResponse)]
        assert len({each.fields for each in sent}) == 1
        assert all(page(each) == "/" for each in outcomes if each not in sent)


def test_a_refusal_that_comes_before_the_code_is_written_wins(asking: RelyingParty) -> None:
    journey_id = journey_of(asking.authorize())
    agree(asking, journey_id)
    with before_write(asking.provider, 1, lambda: refuse(asking, journey_id)) as ran:
        answer = fields(asking.resume(journey_id))
    assert ran
    assert answer["error"] == "access_denied"
    assert fields(asking.resume(journey_id)) == answer
    assert count(asking, LIVE) == 0


def test_an_error_that_comes_after_the_code_is_not_sent(relying_party: RelyingParty) -> None:
    """One browser has no session, another has: both resume what asks for no page."""
    asked = {**relying_party.asks, "prompt": "none"}
    arrival = relying_party.provider.journeys.arrival
    journey_id = journey_of(arrival.arrive(post(asked), None, "192.0.2.7"))
    given: list[Outcome] = []

    def answer() -> None:
        given.append(relying_party.resume(journey_id))

    with before_write(relying_party.provider, 1, answer) as ran:
        late = arrival.resume(journey_id, None)
    assert ran
    assert fields(given[0])["code"]
    assert page(late) == "/"  # the start of the portal


def test_of_two_journeys_of_one_pushed_request_one_is_answered(
    relying_party: RelyingParty,
) -> None:
    party = signing_party(relying_party, Profile.FAPI2)
    request_uri = party.push(prompt="select_account")["request_uri"]
    kept, refused = (journey_of(party.opens(request_uri)) for _ in range(2))
    party.provider.journeys.way_marks.keep_account(read(party, kept), session_of(party))
    refuse(party, refused)
    assert "code" in fields(party.resume(kept))
    for _ in range(2):  # pressed twice
        assert page(party.resume(refused)) == "/"


def test_a_page_that_marks_while_the_code_is_written_stops_neither(asking: RelyingParty) -> None:
    provider, session = asking.provider, session_of(asking)
    journey_id = journey_of(asking.authorize())
    agree(asking, journey_id)
    with ThreadPoolExecutor(1) as pool:
        with provider.directory.session_database.acting(session) as tx:
            answered = pool.submit(asking.resume, journey_id)
            assert not wait([answered], SHORT).done
            provider.journeys.waiting.mark(tx, read(asking, journey_id), Mark.CHILD_SKIPPED)
        assert fields(answered.result(LONG))["code"]


def test_who_turned_back_is_asked_nothing_more(asking: RelyingParty) -> None:
    """A page that is still open would take a yes, and the portal be told no."""
    journey_id = journey_of(asking.authorize())
    next_of = asking.provider.journeys.what_next
    assert next_of.step(read(asking, journey_id), session_of(asking)) is CONSENT
    refuse(asking, journey_id)
    assert next_of.step(read(asking, journey_id), session_of(asking)) is None


def test_a_mark_that_is_made_again_adds_nothing(asking: RelyingParty) -> None:
    journey_id = journey_of(asking.authorize())
    for mark in (Mark.ACCOUNT_KEPT, Mark.CONSENTED, Mark.ACCOUNT_KEPT):
        with asking.provider.database.writing() as tx:
            asking.provider.journeys.waiting.mark(tx, read(asking, journey_id), mark)
    assert read(asking, journey_id).marks == (Mark.ACCOUNT_KEPT, Mark.CONSENTED)


def test_who_agrees_after_the_refusal_was_sent_agrees_to_nothing(asking: RelyingParty) -> None:
    journey_id = journey_of(asking.authorize())
    page_still_open = read(asking, journey_id)
    refuse(asking, journey_id)
    assert fields(asking.resume(journey_id))["error"] == "access_denied"
    marks = asking.provider.journeys.way_marks
    marks.agree(page_still_open, asking.client, session_of(asking))
    assert count(asking, CONSENTS) == 0
