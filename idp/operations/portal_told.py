"""What administrators are told of portals; never a secret that was told before."""

import json
from typing import Any
from urllib.parse import urlsplit

from idp.clients import Client, StoredSecret
from idp.clients.descriptions import Note, Reading
from idp.clients.expiry import live_secrets, secret_endings
from idp.clients.metadata import write_metadata
from idp.operations.asking import Told
from idp.translations import words_in


class SecretTold(Told, kw_only=True):
    """A secret that works; times in seconds, null: no end."""

    id: str
    created_at: int
    expires_at: int | None


class PortalTold(Told, kw_only=True):
    """A portal in a line. `secret_days_left`: null when no secret ends."""

    id: str
    name_fr: str
    name_en: str
    host: str
    profile: str
    authentication: str
    disabled: bool
    self_registered: bool
    secrets: tuple[SecretTold, ...]
    secret_days_left: int | None


class PortalsTold(Told, kw_only=True):
    """Every portal, by id."""

    portals: tuple[PortalTold, ...]


class PortalDetails(PortalTold, kw_only=True):
    """A portal with everything that it is registered with."""

    metadata: dict[str, Any]


class PortalChanged(Told, kw_only=True):
    """Which portal changed."""

    id: str


class SecretMade(PortalChanged, kw_only=True):
    """A secret, told this once; null for a portal that uses none."""

    secret: str | None = None
    expires_at: int | None = None


class NoteTold(Told, kw_only=True):
    """What became of a member of a description; `text` says why, in English."""

    source: str
    target: str
    value: str
    why: str
    text: str


class Described(Told, kw_only=True):
    """What a description becomes; `id` once it is registered."""

    format: str
    metadata: dict[str, Any]
    taken: tuple[NoteTold, ...]
    safer: tuple[NoteTold, ...]
    left: tuple[NoteTold, ...]
    refused: tuple[NoteTold, ...]
    id: str | None = None
    secret: str | None = None
    expires_at: int | None = None


class Previewed(Told, kw_only=True):
    """A branding that may be saved; contrasts of its colour with the pages it stands on."""

    id: str
    host: str
    contrast_light: float
    contrast_dark: float
    enough: bool
    """Whether both are at least 3:1 (WCAG 2.2 §1.4.11)."""


class SignInTold(Told, kw_only=True):
    """One sign-in. `outcome`: `redeemed`, `waiting`, `unredeemed` or `ended`."""

    account: str
    at: int
    methods: tuple[str, ...]
    outcome: str


class SignInsTold(Told, kw_only=True):
    """Who came lately, the newest first, as far as it is still kept; counts stop at `most`."""

    id: str
    last_hour: int
    last_day: int
    most: int
    sign_ins: tuple[SignInTold, ...]


def told(client: Client, now: int) -> PortalTold:
    """Return `client` in a line."""
    return PortalTold(**_line(client, now))


def details(client: Client, now: int) -> PortalDetails:
    """Return everything about `client`."""
    return PortalDetails(**_line(client, now), metadata=json.loads(write_metadata(client)))


def described(reading: Reading, made: SecretMade | None = None) -> Described:
    """Return what became of a description."""
    return Described(
        format=reading.format,
        metadata=reading.members,
        taken=tuple(map(_note, reading.taken)),
        safer=tuple(map(_note, reading.safer)),
        left=tuple(map(_note, reading.left)),
        refused=tuple(map(_note, reading.refused)),
        id=made.id if made else None,
        secret=made.secret if made else None,
        expires_at=made.expires_at if made else None,
    )


def _line(client: Client, now: int) -> dict[str, Any]:
    ending = next(secret_endings((client,), now), None)
    first = next(filter(None, (client.start_uri, *client.redirect_uris)), "")
    return {
        "id": client.id,
        "name_fr": client.branding.name_fr,
        "name_en": client.branding.name_en,
        "host": urlsplit(first).hostname or "",
        "profile": str(client.profile),
        "authentication": str(client.token_endpoint_auth_method),
        "disabled": client.disabled,
        "self_registered": client.self_registered,
        "secrets": tuple(map(_secret, live_secrets(client, now))),
        "secret_days_left": ending.days_left if ending else None,
    }


def _secret(each: StoredSecret) -> SecretTold:
    return SecretTold(id=each.id, created_at=each.created_at, expires_at=each.expires_at)


def _note(each: Note) -> NoteTold:
    text = words_in("en").say(f"descriptions.why.{each.why}") if each.why else ""
    return NoteTold(
        source=each.source, target=each.target, value=each.value, why=each.why, text=text
    )
