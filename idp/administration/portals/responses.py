"""Responses about portals; a secret is in the response that makes it, and in no other."""

import json
from typing import Any
from urllib.parse import urlsplit

from msgspec import structs

from idp.administration.shapes import ActionResponse, Changed
from idp.clients import AuthenticationMethod, Client
from idp.clients.descriptions import DescribedClient, Note
from idp.clients.expiry import live_secrets, secret_endings
from idp.clients.metadata import write_metadata
from idp.translations import words_in

_SOON_DAYS = 60


class SecretResponse(ActionResponse, kw_only=True):
    """A secret that is valid; times in seconds, null: no end."""

    id: str
    created_at: int
    expires_at: int | None


class PortalResponse(ActionResponse, kw_only=True):
    """A portal, as listed.

    `secret_days_left`, and `secret_ends_at` in seconds: of the last of its secrets; null when one
    never ends.
    """

    id: str
    name_fr: str
    name_en: str
    host: str
    profile: str
    authentication: str
    disabled: bool
    self_registered: bool
    secrets: tuple[SecretResponse, ...]
    secret_days_left: int | None
    secret_ends_at: int | None

    @property
    def uses_secret(self) -> bool:
        """Whether it authenticates by a secret."""
        return AuthenticationMethod(self.authentication).has_secret

    @property
    def secret_state(self) -> str:
        """The state of its last secret: `none` that ends, `good`, `ending` soon or `over`."""
        left = self.secret_days_left
        if left is None:
            return "none"
        return "over" if left < 0 else "ending" if left < _SOON_DAYS else "good"


class PortalsResponse(ActionResponse, kw_only=True):
    """Every portal, by id."""

    portals: tuple[PortalResponse, ...]


class PortalDetails(PortalResponse, kw_only=True):
    """A portal with everything that it is registered with."""

    metadata: dict[str, Any]

    @property
    def can_be_tried(self) -> bool:
        """Whether parents can sign in to it."""
        return not self.disabled and "authorization_code" in self.metadata["grant_types"]


class SecretMade(Changed, kw_only=True):
    """A new secret, shown this once; null for a portal that uses none."""

    secret: str | None = None
    expires_at: int | None = None


class NoteResponse(ActionResponse, kw_only=True):
    """What became of a member of a description; `text` says why, in English."""

    source: str
    target: str
    value: str
    why: str
    text: str


class Described(ActionResponse, kw_only=True):
    """The portal that a description becomes; `id` once it is registered."""

    format: str
    metadata: dict[str, Any]
    taken: tuple[NoteResponse, ...]
    safer: tuple[NoteResponse, ...]
    left: tuple[NoteResponse, ...]
    refused: tuple[NoteResponse, ...]
    id: str | None = None
    secret: str | None = None
    expires_at: int | None = None


class Previewed(ActionResponse, kw_only=True):
    """A branding that may be saved; contrasts of its colour with the light and the dark page."""

    id: str
    host: str
    contrast_light: float
    contrast_dark: float
    enough: bool
    """Whether both are at least 3:1 (WCAG 2.2 §1.4.11)."""


class SignInResponse(ActionResponse, kw_only=True):
    """One sign-in. `outcome`: `redeemed`, `waiting`, `unredeemed` or `ended`."""

    account: str
    at: int
    methods: tuple[str, ...]
    outcome: str


class SignInsResponse(ActionResponse, kw_only=True):
    """Recent sign-ins, the newest first, as far as they are kept; counts stop at `most`."""

    id: str
    last_hour: int
    last_day: int
    most: int
    sign_ins: tuple[SignInResponse, ...]


class RefusalResponse(ActionResponse, kw_only=True):
    """One reason: how often at least, and when last. `text` says it in English.

    `last_reference` is on the page of the last time, and in the log.
    """

    reason: str
    times: int
    last_at: int
    last_reference: str | None
    text: str


class FoundRefusalResponse(ActionResponse, kw_only=True):
    """The portal that was refused, why, and when; `text` says it in English."""

    client_id: str
    reason: str
    last_at: int
    text: str


class RefusalsResponse(ActionResponse, kw_only=True):
    """Why a portal was refused in the last seven days, the latest reason first."""

    id: str
    refusals: tuple[RefusalResponse, ...]


def portal_response(client: Client, now: int) -> PortalResponse:
    """Return `client` as listed."""
    return PortalResponse.of(client, **_computed(client, now))


def details(client: Client, now: int) -> PortalDetails:
    """Return everything about `client`."""
    metadata = json.loads(write_metadata(client))
    return PortalDetails.of(client, **_computed(client, now), metadata=metadata)


def described(reading: DescribedClient, made: SecretMade | None = None) -> Described:
    """Return the response about a description that was read."""
    return Described(
        format=reading.format,
        metadata=reading.members,
        taken=tuple(map(_note, reading.taken)),
        safer=tuple(map(_note, reading.safer)),
        left=tuple(map(_note, reading.left)),
        refused=tuple(map(_note, reading.refused)),
        **(structs.asdict(made) if made else {}),
    )


def _computed(client: Client, now: int) -> dict[str, Any]:
    ending = next(secret_endings((client,), now), None)
    first = next(filter(None, (client.start_uri, *client.redirect_uris)), "")
    return {
        "name_fr": client.branding.name_fr,
        "name_en": client.branding.name_en,
        "host": urlsplit(first).hostname or "",
        "authentication": client.token_endpoint_auth_method,
        "secrets": tuple(map(SecretResponse.of, live_secrets(client, now))),
        "secret_days_left": ending.days_left if ending else None,
        "secret_ends_at": ending.ends_at if ending else None,
    }


def _note(each: Note) -> NoteResponse:
    text = words_in("en").say(f"descriptions.why.{each.why}") if each.why else ""
    return NoteResponse.of(each, text=text)
