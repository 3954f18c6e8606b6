"""The signing keys, as an administrator may meet them."""

from typing import Any

from msgspec.structs import replace

from idp.doors.views import Frame, Page
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
from tests.doors.views.console.sample import CONSOLE_FRAME, at_console, refused
from tests.doors.views.sample import Sample

ACTIVE = KeyView(
    kid="q0mFJ2-7xkX1yWb3",
    algorithm="RS256",
    state="active",
    kept_in="database",
    published="1er septembre 2026, 8 h 05",
    safe_to_sign=None,
    is_safe_to_sign=False,
    signed_from="6 septembre 2026, 9 h 05",
    signed_until=None,
    can_go=None,
    is_safe_to_remove=False,
    withdrawn=None,
    phases=(PhaseView("pending", 100, 60), PhaseView("active", 160, 840)),
)
PENDING = replace(
    ACTIVE,
    kid="_W3v0uQ8bYt5Lz1K",
    state="pending",
    kept_in="token",
    safe_to_sign="6 décembre 2026, 9 h 05",
    signed_from=None,
    phases=(PhaseView("pending", 900, 100),),
)
SAFE = replace(PENDING, is_safe_to_sign=True)
RETIRED = replace(
    ACTIVE,
    kid="H2n8aR4dUe6Xc9Mp",
    state="retired",
    kept_in="files",
    signed_until="6 septembre 2026, 9 h 05",
    can_go="7 septembre 2026, 9 h 10",
    phases=(PhaseView("active", 0, 160), PhaseView("retired", 160, 20)),
)
REMOVED = replace(RETIRED, state="removed", can_go=None, withdrawn="7 septembre 2026, 9 h 11")
REVOKED = replace(REMOVED, state="revoked")
FILE = EncryptionKeyView(
    kind="file",
    name="keys/encryption.key",
    next_kind="file",
    next_name="keys/next-encryption.key",
    has_next=False,
    is_changed=False,
)


def _list(frame: Frame, **changes: Any) -> Page:  # noqa: ANN401 - members of a view
    members: dict[str, Any] = {
        "algorithms": (
            AlgorithmView(
                "RS256", (PENDING, ACTIVE, RETIRED), 850, PENDING.safe_to_sign, may_turn=False
            ),
            AlgorithmView("ES256", (ACTIVE, REVOKED, REMOVED), 850, None, may_turn=True),
        ),
        "unused": ("EdDSA", "PS256"),
        "lead_days": 6,
        "rotation_days": 90,
        "encryption_key": FILE,
        "changes": True,
        **changes,
    }
    return KeysPage(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _one(frame: Frame, key: KeyView, **changes: Any) -> Page:  # noqa: ANN401
    members = {"has_successor": False, "is_successor_safe": False, "changes": True, **changes}
    return KeyPage(frame=at_console(frame), console=CONSOLE_FRAME, key=key, **members)


def _revocation(frame: Frame, **changes: Any) -> Page:  # noqa: ANN401
    members: dict[str, Any] = {
        "key": ACTIVE,
        "signs_access_tokens": True,
        "portals": (PortalHitView("Portail Mozaïk", "mozaik", 1234), PortalHitView("Bus", "b", 1)),
        "sessions": 1235,
        "successor_kid": None,
        "successor_is_safe": False,
        "minutes": 5,
        "changes": True,
        **changes,
    }
    return RevocationPage(frame=at_console(frame), console=CONSOLE_FRAME, **members)


KEYS = (
    Sample("console-keys", _list),
    Sample(
        "console-keys-read",
        lambda frame: _list(
            frame,
            changes=False,
            rotation_days=0,
            encryption_key=replace(FILE, kind="token", name="kek", is_changed=True, has_next=True),
        ),
    ),
    Sample(
        "console-keys-refused",
        lambda frame: _list(
            frame,
            errors=refused("keys.pending_already", None, algorithm="RS256"),
            encryption_key=replace(FILE, kind="environment", name="KEK", has_next=True),
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
            errors=refused("keys.still_needed", None, kid=RETIRED.kid, at="2026-09-07 13:10 UTC"),
        ),
    ),
    Sample("console-key-over", lambda frame: _one(frame, replace(RETIRED, is_safe_to_remove=True))),
    Sample("console-key-removed", lambda frame: _one(frame, REMOVED)),
    Sample("console-key-revoked", lambda frame: _one(frame, REVOKED, changes=False)),
    Sample("console-key-revocation", _revocation),
    Sample(
        "console-key-revocation-followed",
        lambda frame: _revocation(frame, successor_kid=PENDING.kid, successor_is_safe=True),
    ),
    Sample(
        "console-key-revocation-early",
        lambda frame: _revocation(
            frame, successor_kid=PENDING.kid, errors=refused("asked.not_fresh", None)
        ),
    ),
    Sample(
        "console-key-revocation-unused",
        lambda frame: _revocation(
            frame, signs_access_tokens=False, portals=(), sessions=0, changes=False
        ),
    ),
)
