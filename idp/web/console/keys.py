"""`/admin/cles`: the signing keys with their dates, one of them, and its revocation."""

from typing import Any

from idp.administration.action import Action
from idp.administration.keys.actions import KeyActions
from idp.administration.keys.revocation import KeyRevocation
from idp.administration.keys.schemas import (
    AlgorithmResponse,
    KeyResponse,
    KeysResponse,
    MoveKey,
    Moves,
)
from idp.clock import DAY, HOUR, MINUTE
from idp.errors import Unknown
from idp.keys.record import KeyState
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.key_bars import time_line_of
from idp.web.console.paths import KEYS
from idp.web.console.typed_moment import typed_moment
from idp.web.frame import Answer, Leave, unplaced
from idp.web.views.console.keys import KeysView, KeyView, RevocationView

_TURNS: dict[str, Action[Any, Moves]] = {"rotate": KeyActions.rotate, "add": KeyActions.add}
_MOVES: dict[str, tuple[Action[MoveKey, Moves], str]] = {
    "activate": (KeyActions.activate, "key_signs"),
    "retire": (KeyActions.retire, "key_retired"),
    "remove": (KeyActions.remove, "key_removed"),
}

_UNITS = {"days": DAY, "hours": HOUR, "minutes": MINUTE, "seconds": 1}


class KeysPage:
    """Every key, a rotation, a new algorithm, the encryption key."""

    path = KEYS
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        keys = request.read(KeyActions.show)
        return KeysView(
            errors=unplaced(request.problem),
            keys=keys,
            shown=tuple(time_line_of(each, keys.now) for each in keys.algorithms if each.keys),
            lead=_parts_of(keys.lead_seconds),
            changes=request.may(KeyActions.rotate),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        if request.text("action") == "rekey":
            sealed = request.do(KeyActions.rekey).sealed
            return Leave(request.to(KEYS, notice="keys_sealed" if sealed else "keys_nothing_due"))
        at = typed_moment(request, "at")
        moved = request.do(request.chosen(_TURNS), **({"at": at} if at else {})).moves
        return Leave(request.to(KEYS, notice="keys_moved" if moved else "keys_nothing_due"))


class KeyPage:
    """One key."""

    path = f"{KEYS}/<kid>"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        response = request.read(KeyActions.show)
        family, key = _find(response, request.named["kid"])
        pending = [each for each in family.keys if each.state is KeyState.PENDING]
        return KeyView(
            errors=unplaced(request.problem),
            key=key,
            now=response.now,
            has_successor=bool(pending),
            is_successor_safe=any(each.safe_to_activate_at <= response.now for each in pending),
            changes=request.may(KeyActions.activate),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        action, notice = request.chosen(_MOVES)
        request.do(action)
        return Leave(request.to(KEYS, notice=notice))


class RevocationPage:
    """What revoking a key breaks, and the button that does it."""

    path = f"{KEYS}/<kid>/revocation"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page; redirect to the key when it is withdrawn already. Raises Unknown."""
        response = request.read(KeyActions.show)
        _, key = _find(response, request.named["kid"])
        if not key.state.is_published:
            return Leave(f"{KEYS}/{key.kid}")
        impact = request.read(KeyRevocation.impact)
        return RevocationView(
            errors=unplaced(request.problem),
            impact=impact,
            minutes=-(-impact.refused_everywhere_seconds // MINUTE),
            changes=request.may(KeyActions.revoke),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Revoke it."""
        request.do(KeyActions.revoke)
        return Leave(request.to(KEYS, notice="key_revoked"))


def _find(response: KeysResponse, kid: str) -> tuple[AlgorithmResponse, KeyResponse]:
    for family in response.algorithms:
        for key in family.keys:
            if key.kid == kid:
                return family, key
    raise Unknown("keys.unknown", kid=kid)


def _parts_of(seconds: int) -> tuple[tuple[str, int], ...]:
    """Return a length of time as counts of its units, the largest first, none of them 0."""
    parts = []
    for unit, length in _UNITS.items():
        count, seconds = divmod(seconds, length)
        if count:
            parts.append((unit, count))
    return tuple(parts)
