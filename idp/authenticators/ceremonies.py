"""What this room asks of a WebAuthn library (WebAuthn Level 3 §7), and where it is loaded.

The library costs a quarter of a second to import: a process that only answers portals never
does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol, cast

LONGEST_RESPONSE = 16_384
"""Characters; what browsers send for a passkey is below two thousand."""


class ResponseRefusedError(Exception):
    """The answer of a browser cannot be believed; the text says why, to the record alone."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks: the host that passkeys are bound to, and the one origin that may speak for it."""

    id: str
    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class User:
    """For whom a passkey is made, as the browser's own window shows it."""

    handle: bytes
    name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A new credential; `synced` is its backup eligibility, `backed_up` its backup state."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: str
    synced: bool
    backed_up: bool


@dataclass(frozen=True, slots=True)
class Asserted:
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

    def request_options(self, party: RelyingParty, challenge: bytes, allow: Sequence[bytes]) -> str:
        """Return what `navigator.credentials.get` takes, as JSON."""

    def registered(self, response: str, party: RelyingParty, challenge: bytes) -> Registered:
        """Return the credential that `response` brings. Raises ResponseRefusedError."""

    def credential_id(self, response: str) -> bytes:
        """Return which credential `response` claims to be of. Raises ResponseRefusedError."""

    def asserted(
        self, response: str, party: RelyingParty, challenge: bytes, public_key: bytes
    ) -> Asserted:
        """Return what `response` says once it is verified. Raises ResponseRefusedError."""


@cache
def ceremonies() -> Ceremonies:
    """Return the library, loaded by whoever asks first."""
    return cast(Ceremonies, import_module("idp.authenticators._webauthn"))
