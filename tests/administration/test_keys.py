import pytest
from msgspec.structs import replace

from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.keys.actions import KeyActions
from idp.administration.keys.schemas import AddAlgorithm, MoveKey, Moves, RotateKeys, WhichKey
from idp.administration.shapes import Nothing
from idp.clock import DAY
from idp.errors import Refused
from idp.keys.record import KeyState
from idp.rotation import Move
from idp.settings import Settings
from idp.tokens.relying_clients import sessions_of_client
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.relying_party import RelyingParty, post

ACTOR = Actor(name="admin:test", roles=EVERY_ROLE, is_fresh=True)
ES256 = RotateKeys(algorithms=("ES256",))


@pytest.fixture
def operations(provider: Provider) -> KeyActions:
    return provider.administration.keys


def states(provider: Provider, algorithm: str) -> list[KeyState]:
    with provider.database.reading() as tx:
        records = provider.key_lifecycle.records(tx)
    return sorted(each.state for each in records if each.algorithm == algorithm)


def moved(moves: Moves | tuple[Move, ...]) -> list[KeyState]:
    made = moves.moves if isinstance(moves, Moves) else moves
    return [each.state for each in made]


def test_rotation_publishes_first_signs_later_and_withdraws_last(
    operations: KeyActions, provider: Provider, clock: TestClock
) -> None:
    before = provider.keys.active("ES256").kid
    assert moved(operations.rotate(ACTOR, ES256)) == [KeyState.PENDING]
    assert provider.keys.active("ES256").kid == before
    assert moved(operations.rotate(ACTOR, ES256)) == []

    clock.advance(provider.settings.keys.publication_lead_seconds)
    (move,) = operations.rotate(ACTOR, ES256).moves
    assert move.state is KeyState.ACTIVE
    assert provider.keys.active("ES256").kid == move.kid != before
    assert provider.keys.verifying(before) is not None

    clock.advance(provider.settings.tokens.longest_id_token_seconds + 3600)
    assert KeyState.REMOVED in moved(operations.rotate(ACTOR, ES256))
    assert provider.keys.verifying(before) is None


def test_a_timer_leaves_young_keys_alone(operations: KeyActions, clock: TestClock) -> None:
    asked = RotateKeys(algorithms=("ES256",), older_than_days=1)
    clock.advance(10)
    assert moved(operations.rotate(ACTOR, asked)) == []
    clock.advance(DAY)
    assert moved(operations.rotate(ACTOR, asked)) == [KeyState.PENDING]


def test_a_key_without_successor_is_not_retired(operations: KeyActions, provider: Provider) -> None:
    kid = provider.keys.active("RS256").kid
    with pytest.raises(Refused) as refused:
        operations.retire(ACTOR, MoveKey(kid=kid))
    assert refused.value.key == "keys.no_successor"
    assert provider.keys.active("RS256").kid == kid


def test_a_retired_key_stays_published_while_its_tokens_live(
    operations: KeyActions, provider: Provider
) -> None:
    kid = provider.keys.active("ES256").kid
    operations.retire(ACTOR, MoveKey(kid=kid, early=True))
    with pytest.raises(Refused) as refused:
        operations.remove(ACTOR, MoveKey(kid=kid))
    assert refused.value.key == "keys.still_needed"
    assert states(provider, "ES256") == [KeyState.ACTIVE, KeyState.RETIRED]


def test_a_successor_always_waits_and_takes_over_on_the_day(
    provider: Provider, clock: TestClock
) -> None:
    before = provider.keys.active("ES256").kid
    period = provider.settings.keys.rotation_days * DAY
    assert moved(provider.rotation.keep_turning()) == [KeyState.PENDING] * 4
    assert moved(provider.rotation.keep_turning()) == []
    clock.advance(period - 1)
    assert moved(provider.rotation.keep_turning()) == []
    assert provider.keys.active("ES256").kid == before
    clock.advance(1)
    turned = sorted(moved(provider.rotation.keep_turning()))
    assert turned == [KeyState.ACTIVE] * 4 + [KeyState.PENDING] * 4
    assert provider.keys.active("ES256").kid != before
    clock.advance(2 * DAY)
    assert moved(provider.rotation.keep_turning()) == [KeyState.REMOVED] * 4


def test_a_successor_that_waits_takes_over_when_asked_at_once_or_when_it_is_safe(
    operations: KeyActions, provider: Provider, clock: TestClock
) -> None:
    provider.rotation.keep_turning()
    assert moved(operations.rotate(ACTOR, ES256)) == [KeyState.PENDING]
    before = provider.keys.active("ES256").kid
    clock.advance(provider.settings.keys.publication_lead_seconds)
    # The one that was asked, and the next to wait for its turn; of the other algorithms, none.
    assert moved(provider.rotation.keep_turning()) == [KeyState.ACTIVE, KeyState.PENDING]
    clock.advance(provider.settings.keys.publication_lead_seconds)
    assert moved(provider.rotation.keep_turning()) == [KeyState.REMOVED]
    (now,) = operations.rotate(ACTOR, ES256).moves
    assert now.state is KeyState.ACTIVE
    assert before != now.kid == provider.keys.active("ES256").kid


def test_a_rotation_is_scheduled_for_a_day_and_may_be_moved_until_then(
    operations: KeyActions, provider: Provider, clock: TestClock
) -> None:
    before = provider.keys.active("ES256").kid
    day = clock.now + 20 * DAY

    def asked(at: int | None) -> RotateKeys:
        return RotateKeys(algorithms=("ES256",), at=at)

    def next_at() -> int | None:
        response = operations.show(ACTOR, Nothing())
        return next(each.next_at for each in response.algorithms if each.algorithm == "ES256")

    assert moved(operations.rotate(ACTOR, asked(day))) == [KeyState.PENDING]
    assert next_at() == day
    assert moved(operations.rotate(ACTOR, asked(day))) == []
    assert moved(operations.rotate(ACTOR, asked(day + DAY))) == [KeyState.PENDING]
    assert next_at() == day + DAY
    clock.advance(20 * DAY)
    provider.rotation.keep_turning()
    assert provider.keys.active("ES256").kid == before
    clock.advance(DAY)
    provider.rotation.keep_turning()
    assert provider.keys.active("ES256").kid != before


def test_what_is_scheduled_may_be_done_as_soon_as_it_is_safe_after_all(
    operations: KeyActions, provider: Provider, clock: TestClock
) -> None:
    operations.rotate(ACTOR, RotateKeys(algorithms=("ES256",), at=clock.now + 60 * DAY))
    clock.advance(provider.settings.keys.publication_lead_seconds)
    (move,) = operations.rotate(ACTOR, ES256).moves
    assert move.state is KeyState.ACTIVE


def test_no_day_is_chosen_after_the_schedule(operations: KeyActions, clock: TestClock) -> None:
    with pytest.raises(Refused) as refused:
        operations.rotate(ACTOR, RotateKeys(algorithms=("ES256",), at=clock.now + 91 * DAY))
    assert (refused.value.key, refused.value.field) == ("keys.after_schedule", "at")


def test_a_day_too_soon_waits_until_it_is_safe(
    operations: KeyActions, provider: Provider, clock: TestClock
) -> None:
    lead = provider.settings.keys.publication_lead_seconds
    operations.rotate(ACTOR, RotateKeys(algorithms=("ES256",), at=clock.now + DAY))
    response = operations.show(ACTOR, Nothing())
    (es256,) = (each for each in response.algorithms if each.algorithm == "ES256")
    assert es256.next_at == es256.soonest_at == clock.now + lead


@pytest.mark.parametrize("house_settings", ["sqlite"], indirect=True)
def test_without_a_schedule_only_what_was_begun_is_ended(
    house_settings: Settings, clock: TestClock
) -> None:
    keys = replace(house_settings.keys, rotation_days=0)
    provider = build(replace(house_settings, keys=keys), clock)
    operations = provider.administration.keys
    clock.advance(400 * DAY)
    assert moved(provider.rotation.keep_turning()) == []
    assert moved(operations.rotate(ACTOR, ES256)) == [KeyState.PENDING]
    clock.advance(provider.settings.keys.publication_lead_seconds)
    assert moved(provider.rotation.keep_turning()) == [KeyState.ACTIVE]
    provider.database.close()


def test_a_revoked_key_is_gone_and_its_successor_signs(
    operations: KeyActions, provider: Provider
) -> None:
    leaked = provider.keys.active("ES256").kid
    revoked, successor = operations.revoke(ACTOR, WhichKey(kid=leaked)).moves
    assert (revoked.kid, revoked.state) == (leaked, KeyState.REVOKED)
    assert provider.keys.active("ES256").kid == successor.kid
    assert provider.keys.verifying(leaked) is None
    assert leaked not in provider.keys.current().document.decode()
    with pytest.raises(Refused) as refused:
        operations.revoke(ACTOR, WhichKey(kid=leaked))
    assert refused.value.key == "keys.gone"


def test_a_published_successor_takes_over_from_a_revoked_key(
    operations: KeyActions, provider: Provider, clock: TestClock
) -> None:
    (pending,) = operations.rotate(ACTOR, ES256).moves
    clock.advance(provider.settings.keys.publication_lead_seconds)
    leaked = provider.keys.active("ES256").kid
    _, successor = operations.revoke(ACTOR, WhichKey(kid=leaked)).moves
    assert successor.kid == pending.kid == provider.keys.active("ES256").kid


def test_what_a_revocation_breaks_is_said_beforehand(
    provider: Provider, relying_party: RelyingParty
) -> None:
    relying_party.tokens()
    impact = provider.administration.key_revocation.impact
    response = impact(ACTOR, WhichKey(kid=provider.keys.active("RS256").kid))
    assert (response.signs_id_tokens, response.signs_access_tokens) == (True, False)
    assert [(each.client_id, each.sessions) for each in response.portals] == [("relying-party", 1)]
    assert (response.successor_kid, response.successor_is_safe) == (None, False)
    assert response.refused_everywhere_seconds <= 300
    response = impact(ACTOR, WhichKey(kid=provider.keys.active("ES256").kid))
    assert (response.signs_id_tokens, response.signs_access_tokens) == (False, True)


def test_sessions_are_counted_among_the_newest_grants_alone(
    provider: Provider, relying_party: RelyingParty
) -> None:
    def counted(most: int) -> tuple[int, bool]:
        with provider.database.reading() as tx:
            now = provider.clock.seconds()
            return sessions_of_client(tx, relying_party.client.id, now, most=most)

    relying_party.tokens()
    relying_party.tokens()  # in the same session
    assert counted(3) == (1, True)
    assert counted(2) == (1, False)
    assert counted(1) == (1, False)


def test_what_a_revoked_key_signed_is_refused_here(
    operations: KeyActions, provider: Provider, relying_party: RelyingParty
) -> None:
    def introspected(token: str) -> object:
        party = relying_party
        form = {"client_id": party.client.id, "client_secret": party.secret, "token": token}
        return provider.protocol.introspection.answer(post(form))["active"]

    tokens = relying_party.tokens()
    assert introspected(tokens["access_token"]) is True
    operations.revoke(ACTOR, WhichKey(kid=provider.keys.active("ES256").kid))
    assert introspected(tokens["access_token"]) is False
    # Nothing signs refresh tokens: the portal goes on.
    renewed = relying_party.refresh(tokens["refresh_token"])
    assert introspected(renewed["access_token"]) is True


def test_an_algorithm_is_added_once(operations: KeyActions, provider: Provider) -> None:
    with pytest.raises(Refused) as refused:
        operations.add(ACTOR, AddAlgorithm(algorithm="RS256"))
    assert refused.value.key == "keys.signs_already"
    with pytest.raises(Refused):
        operations.activate(ACTOR, MoveKey(kid=provider.keys.active("RS256").kid, early=True))
