"""The signing keys, as an administrator may meet them."""

from typing import Any

from msgspec.structs import replace

from idp.administration.keys.revocation import PortalHit, RevocationImpact
from idp.administration.keys.schemas import (
    AlgorithmResponse,
    EncryptionKeyResponse,
    KeyResponse,
    KeysResponse,
)
from idp.clock import DAY, HOUR
from idp.keys.private_keys import KeptIn
from idp.keys.record import KeyState
from idp.web.console.key_bars import time_line_of
from idp.web.views import Frame, View
from idp.web.views.console.keys import BarsView, KeysView, KeyView, RevocationView
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused
from tests.web.views.sample import Sample

ACTIVE = KeyResponse(
    kid="q0mFJ2-7xkX1yWb3",
    algorithm="RS256",
    state=KeyState.ACTIVE,
    kept_in=KeptIn.DATABASE,
    published_at=START - 83 * DAY,
    safe_to_activate_at=START - 78 * DAY,
    activated_at=START - 77 * DAY,
    scheduled_at=START + 13 * DAY,
    asked_at=None,
    retired_at=None,
    safe_to_remove_at=None,
    removed_at=None,
    revoked_at=None,
)
PENDING = replace(
    ACTIVE,
    kid="_W3v0uQ8bYt5Lz1K",
    state=KeyState.PENDING,
    kept_in=KeptIn.TOKEN,
    published_at=START - DAY,
    safe_to_activate_at=START + 5 * DAY,
    activated_at=None,
    scheduled_at=None,
    asked_at=START,
)
SAFE = replace(PENDING, safe_to_activate_at=START - HOUR)
RETIRED = replace(
    ACTIVE,
    kid="H2n8aR4dUe6Xc9Mp",
    state=KeyState.RETIRED,
    kept_in=KeptIn.FILES,
    retired_at=START - 2 * HOUR,
    safe_to_remove_at=START + HOUR,
)
REMOVED = replace(RETIRED, state=KeyState.REMOVED, removed_at=START)
REVOKED = replace(RETIRED, state=KeyState.REVOKED, removed_at=START, revoked_at=START)
FILE = EncryptionKeyResponse(
    kind="file",
    name="keys/encryption.key",
    successor_kind="file",
    successor_name="keys/next-encryption.key",
    has_successor=False,
    is_changed=False,
)


def algorithm_of(name: str, *keys: KeyResponse) -> AlgorithmResponse:
    """Return an algorithm with `keys`, which turn when the pending one may sign."""
    next_at = PENDING.safe_to_activate_at if PENDING in keys else None
    return AlgorithmResponse(algorithm=name, keys=keys, next_at=next_at, soonest_at=START + 5 * DAY)


def _bars(name: str, *keys: KeyResponse) -> BarsView:
    return time_line_of(algorithm_of(name, *keys), START)


def _list(
    frame: Frame,
    *,
    rotation_days: int = 90,
    encryption_key: EncryptionKeyResponse = FILE,
    **changes: Any,  # noqa: ANN401 - members of a view
) -> View:
    shown = (_bars("RS256", RETIRED, ACTIVE, PENDING), _bars("ES256", REMOVED, REVOKED, ACTIVE))
    unused = (
        AlgorithmResponse(algorithm=name, keys=(), next_at=None, soonest_at=None)
        for name in ("EdDSA", "PS256")
    )
    keys = KeysResponse(
        now=START,
        lead_seconds=6 * DAY,
        rotation_days=rotation_days,
        algorithms=(*(each.algorithm for each in shown), *unused),
        encryption_key=encryption_key,
    )
    members = {
        "keys": keys,
        "shown": shown,
        "lead": (("days", 5), ("hours", 1)),
        "changes": True,
        **changes,
    }
    return KeysView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _one(frame: Frame, key: KeyResponse, **changes: Any) -> View:  # noqa: ANN401
    members = {"has_successor": False, "is_successor_safe": False, "changes": True, **changes}
    return KeyView(frame=at_console(frame), console=CONSOLE_FRAME, key=key, now=START, **members)


WEIGHED = RevocationImpact(
    key=ACTIVE,
    signs_id_tokens=True,
    signs_access_tokens=True,
    portals=(
        PortalHit(
            client_id="mozaik",
            name_fr="Portail Mozaïk",
            name_en="Mozaïk Portal",
            sessions=1234,
            is_counted=False,
        ),
        PortalHit(client_id="b", name_fr="Bus", name_en="Bus", sessions=1),
    ),
    sessions=1235,
    is_counted=False,
    successor_kid=None,
    successor_is_safe=False,
    refused_here_seconds=1,
    refused_everywhere_seconds=301,
)


def _revocation(
    frame: Frame,
    impact: RevocationImpact = WEIGHED,
    **changes: Any,  # noqa: ANN401 - members of a view
) -> View:
    members: dict[str, Any] = {"impact": impact, "minutes": 6, "changes": True, **changes}
    return RevocationView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


KEYS = (
    Sample("console-keys", _list),
    Sample(
        "console-keys-read",
        lambda frame: _list(
            frame,
            changes=False,
            rotation_days=0,
            encryption_key=replace(
                FILE, kind="token", name="kek", is_changed=True, has_successor=True
            ),
        ),
    ),
    Sample(
        "console-keys-refused",
        lambda frame: _list(
            frame,
            errors=refused("keys.pending_already", None, algorithm="RS256"),
            encryption_key=replace(FILE, kind="environment", name="KEK", has_successor=True),
        ),
    ),
    Sample("console-key-pending", lambda frame: _one(frame, PENDING)),
    Sample("console-key-safe", lambda frame: _one(frame, SAFE)),
    Sample("console-key-active", lambda frame: _one(frame, ACTIVE)),
    Sample("console-key-followed", lambda frame: _one(frame, ACTIVE, has_successor=True)),
    Sample(
        "console-key-followed-safely",
        lambda frame: _one(frame, ACTIVE, has_successor=True, is_successor_safe=True),
    ),
    Sample(
        "console-key-retired",
        lambda frame: _one(
            frame,
            RETIRED,
            errors=refused("keys.still_needed", None, kid=RETIRED.kid, at=1_788_786_600),
        ),
    ),
    Sample(
        "console-key-over", lambda frame: _one(frame, replace(RETIRED, safe_to_remove_at=START))
    ),
    Sample("console-key-removed", lambda frame: _one(frame, REMOVED)),
    Sample("console-key-revoked", lambda frame: _one(frame, REVOKED, changes=False)),
    Sample("console-key-revocation", _revocation),
    Sample(
        "console-key-revocation-followed",
        lambda frame: _revocation(
            frame, replace(WEIGHED, successor_kid=PENDING.kid, successor_is_safe=True)
        ),
    ),
    Sample(
        "console-key-revocation-early",
        lambda frame: _revocation(
            frame,
            replace(WEIGHED, successor_kid=PENDING.kid),
            errors=refused("asked.not_fresh", None),
        ),
    ),
    Sample(
        "console-key-revocation-unused",
        lambda frame: _revocation(
            frame,
            replace(WEIGHED, signs_access_tokens=False, portals=(), sessions=0),
            changes=False,
        ),
    ),
)
