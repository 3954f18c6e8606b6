"""`/admin/cles`: the signing keys on their time line, one of them, and its revocation."""

from typing import Any

from idp.clock import DAY, MINUTE
from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.admin.console.guards import ADMINISTRATOR
from idp.doors.admin.console.key_bars import bars_of, now_on_bars
from idp.doors.admin.console.paths import KEYS
from idp.doors.frame import Answer, Leave, unplaced
from idp.doors.views.console.keys import (
    AlgorithmView,
    EncryptionKeyView,
    KeyPage,
    KeysPage,
    KeyView,
    PhaseView,
    PortalHitView,
    RevocationPage,
)
from idp.errors import Refused, Unknown
from idp.keys.record import KeyState
from idp.operations.action import Action
from idp.operations.key_model import AlgorithmTold, KeysTold, KeyTold, MoveKey, Moves
from idp.operations.key_revocation import KeyRevocation
from idp.operations.keys import KeyOperations
from idp.spelling.dates import day, time_of_day

_TURNS: dict[str, Action[Any, Moves]] = {"rotate": KeyOperations.rotate, "add": KeyOperations.add}
_MOVES: dict[str, tuple[Action[MoveKey, Moves], str]] = {
    "activate": (KeyOperations.activate, "key_signs"),
    "retire": (KeyOperations.retire, "key_retired"),
    "remove": (KeyOperations.remove, "key_removed"),
}


class KeysDoor:
    """Every key, a rotation, a new algorithm, the encryption key."""

    path = KEYS
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        told: KeysTold = request.read(KeyOperations.show)
        key = told.encryption_key
        return KeysPage(
            errors=unplaced(request.problem),
            algorithms=tuple(
                _algorithm(each, told.now, request.locale) for each in told.algorithms if each.keys
            ),
            unused=tuple(each.algorithm for each in told.algorithms if not _signs(each)),
            lead_days=-(-told.lead_seconds // DAY),
            rotation_days=told.rotation_days,
            encryption_key=EncryptionKeyView(
                kind=key.kind,
                name=key.name,
                next_kind=key.successor_kind,
                next_name=key.successor_name,
                has_next=key.has_successor,
                is_changed=key.is_changed,
            ),
            changes=request.may(KeyOperations.rotate),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        wish = request.text("action")
        if wish == "rekey":
            sealed = request.do(KeyOperations.rekey).sealed
            return Leave(request.to(KEYS, notice="keys_sealed" if sealed else "keys_nothing_due"))
        if wish not in _TURNS:
            raise Refused("asked.choice", field="action", name="action")
        moved = request.do(_TURNS[wish]).moves
        return Leave(request.to(KEYS, notice="keys_moved" if moved else "keys_nothing_due"))


class KeyDoor:
    """One key."""

    path = f"{KEYS}/<kid>"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        told: KeysTold = request.read(KeyOperations.show)
        family, key = _find(told, request.named["kid"])
        pending = [each for each in family.keys if each.state is KeyState.PENDING]
        return KeyPage(
            errors=unplaced(request.problem),
            key=_view(key, told.now, request.locale),
            has_successor=bool(pending),
            is_successor_safe=any(each.safe_to_activate_at <= told.now for each in pending),
            changes=request.may(KeyOperations.activate),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        wish = request.text("action")
        if wish not in _MOVES:
            raise Refused("asked.choice", field="action", name="action")
        action, notice = _MOVES[wish]
        request.do(action)
        return Leave(request.to(KEYS, notice=notice))


class RevocationDoor:
    """What revoking a key breaks, and the button that does it."""

    path = f"{KEYS}/<kid>/revocation"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown; a key that is gone already is shown as it is."""
        told: KeysTold = request.read(KeyOperations.show)
        _, key = _find(told, request.named["kid"])
        if not key.state.is_published:
            return Leave(f"{KEYS}/{key.kid}")
        weighed = request.read(KeyRevocation.weigh)
        english = request.locale == "en"
        return RevocationPage(
            errors=unplaced(request.problem),
            key=_view(key, told.now, request.locale),
            signs_access_tokens=weighed.signs_access_tokens,
            portals=tuple(
                PortalHitView(
                    name=each.name_en if english else each.name_fr,
                    client_id=each.client_id,
                    sessions=each.sessions,
                )
                for each in weighed.portals
            ),
            sessions=weighed.sessions,
            successor_kid=weighed.successor_kid,
            successor_is_safe=weighed.successor_is_safe,
            minutes=-(-weighed.refused_everywhere_seconds // MINUTE),
            changes=request.may(KeyOperations.revoke),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Revoke it."""
        request.do(KeyOperations.revoke)
        return Leave(request.to(KEYS, notice="key_revoked"))


def _find(told: KeysTold, kid: str) -> tuple[AlgorithmTold, KeyTold]:
    for family in told.algorithms:
        for key in family.keys:
            if key.kid == kid:
                return family, key
    raise Unknown("keys.unknown", kid=kid)


def _signs(told: AlgorithmTold) -> bool:
    return any(each.state is KeyState.ACTIVE for each in told.keys)


def _algorithm(told: AlgorithmTold, now: int, locale: str) -> AlgorithmView:
    # Two of one second, by who signed first.
    keys = tuple(sorted(told.keys, key=lambda each: (each.published_at, each.activated_at or now)))
    bars = bars_of(keys, now)
    states = {each.state for each in told.keys}
    return AlgorithmView(
        name=told.algorithm,
        keys=tuple(
            _view(key, now, locale, bar)
            for key, bar in reversed(tuple(zip(keys, bars, strict=True)))
        ),
        now=now_on_bars(keys, now),
        turns=_moment(told.next_at, locale),
        may_turn=KeyState.ACTIVE in states
        and not any(each.asked_at for each in told.keys if each.state is KeyState.PENDING),
    )


def _view(key: KeyTold, now: int, locale: str, phases: tuple[PhaseView, ...] = ()) -> KeyView:
    pending = key.state is KeyState.PENDING
    return KeyView(
        kid=key.kid,
        algorithm=key.algorithm,
        state=key.state,
        kept_in=key.kept_in,
        published=_moment(key.published_at, locale) or "",
        safe_to_sign=_moment(key.safe_to_activate_at, locale) if pending else None,
        is_safe_to_sign=pending and key.safe_to_activate_at <= now,
        signed_from=_moment(key.activated_at, locale),
        signed_until=_moment(key.retired_at, locale),
        can_go=_moment(key.safe_to_remove_at, locale) if key.removed_at is None else None,
        is_safe_to_remove=key.safe_to_remove_at is not None and key.safe_to_remove_at <= now,
        withdrawn=_moment(key.revoked_at or key.removed_at, locale),
        phases=phases,
    )


def _moment(at: int | None, locale: str) -> str | None:
    return None if at is None else f"{day(at, locale)}, {time_of_day(at, locale)}"
