"""What this room asks of a WebAuthn library (WebAuthn Level 3 §7), and where it is loaded.

The library costs a quarter of a second to import: a process that only answers portals never
does.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from msgspec import Struct

from idp.clock import MINUTE

TIMEOUT_MILLISECONDS = 5 * MINUTE * 1000
LONGEST_RESPONSE = 16_384
"""Characters; what browsers send for a passkey is below two thousand."""


class ResponseRefusedError(Exception):
    """The answer of a browser cannot be believed; the text says why, to the record alone."""


class RelyingParty(Struct, frozen=True):
    """Who asks: the host that passkeys are bound to, and the one origin that may speak for it."""

    id: str
    name: str
    origin: str


class User(Struct, frozen=True):
    """For whom a passkey is made, as the browser's own window shows it."""

    handle: bytes
    name: str
    display_name: str


class Registered(Struct, frozen=True):
    """A new credential; `synced` is its backup eligibility, `backed_up` its backup state."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: str
    synced: bool
    backed_up: bool


class Asserted(Struct, frozen=True):
    """What an answer with a right signature says; `user_handle` is None when it names nobody."""

    sign_count: int
    synced: bool
    backed_up: bool
    user_handle: bytes | None


class Ceremonies(Protocol):
    """The library, in the shapes of this room."""

    def creation_options(
        self, party: RelyingParty, user: User, challenge: bytes, exclude: Sequence[bytes]
    ) -> str:
        """Return what `navigator.credentials.create` takes, as JSON."""

    def registered(self, response: str, party: RelyingParty, challenge: bytes) -> Registered:
        """Return the credential that `response` brings. Raises ResponseRefusedError."""

    def credential_id(self, response: str) -> bytes:
        """Return which credential `response` claims to be of. Raises ResponseRefusedError."""

    def asserted(
        self, response: str, party: RelyingParty, challenge: bytes, public_key: bytes
    ) -> Asserted:
        """Return what `response` says once it is verified. Raises ResponseRefusedError."""


def request_options(party: RelyingParty, challenge: bytes, allow: Sequence[bytes]) -> str:
    """Return what `navigator.credentials.get` takes, as JSON (§5.5).

    Nobody in `allow`: whoever has a passkey here may answer. Every sign-in page carries it, so it
    is written without the library.
    """
    descriptors = [{"type": "public-key", "id": _base64url(each)} for each in allow]
    return json.dumps(
        {
            "challenge": _base64url(challenge),
            "timeout": TIMEOUT_MILLISECONDS,
            "rpId": party.id,
            "allowCredentials": descriptors,
            "userVerification": "required",
        }
    )


def _base64url(plain: bytes) -> str:
    return urlsafe_b64encode(plain).rstrip(b"=").decode()


@cache
def ceremonies() -> Ceremonies:
    """Return the library, loaded by whoever asks first."""
    return cast(Ceremonies, import_module("idp.authenticators._webauthn"))
