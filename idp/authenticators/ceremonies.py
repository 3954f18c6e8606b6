"""The interface to a WebAuthn library (WebAuthn Level 3 §7), loaded on first use.

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
"""In characters; browsers send less than two thousand for a passkey."""


class ResponseRefusedError(Exception):
    """The response of a browser is not valid; the text says why, for the audit record alone."""


class RelyingParty(Struct, frozen=True):
    """The host that passkeys are bound to, and the only origin accepted for it."""

    id: str
    name: str
    origin: str


class User(Struct, frozen=True):
    """The user of a passkey, as the browser's own window shows it."""

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
    """A verified assertion; `user_handle` is None when it has none."""

    sign_count: int
    synced: bool
    backed_up: bool
    user_handle: bytes | None


class Ceremonies(Protocol):
    """The library, with the types of this package."""

    def creation_options(
        self, party: RelyingParty, user: User, challenge: bytes, exclude: Sequence[bytes]
    ) -> str:
        """Return the options of `navigator.credentials.create`, as JSON."""

    def registered(self, response: str, party: RelyingParty, challenge: bytes) -> Registered:
        """Return the credential in `response`. Raises ResponseRefusedError."""

    def credential_id(self, response: str) -> bytes:
        """Return the id of the credential that `response` names. Raises ResponseRefusedError."""

    def asserted(
        self, response: str, party: RelyingParty, challenge: bytes, public_key: bytes
    ) -> Asserted:
        """Return the verified assertion in `response`. Raises ResponseRefusedError."""


def request_options(party: RelyingParty, challenge: bytes, allow: Sequence[bytes]) -> str:
    """Return the options of `navigator.credentials.get`, as JSON (§5.5).

    With an empty `allow`, any passkey may answer. Every sign-in page has it, so it is written
    without the library.
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
    """Return the library, loaded on first use."""
    return cast(Ceremonies, import_module("idp.authenticators._webauthn"))
