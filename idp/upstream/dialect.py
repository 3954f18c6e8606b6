"""What differs between kinds of provider: issuer, identity and errors."""

from collections.abc import Mapping
from typing import Any, Protocol

from idp.upstream.model import Identity
from idp.upstream.outcomes import UpstreamOutcome

Claims = Mapping[str, Any]
Key = Mapping[str, Any]
"""A member of the published keys, as it was published."""


class NotTrustedError(Exception):
    """A check failed; the text names the check, never the value."""


class Dialect(Protocol):
    """The checks and readings of one kind of provider."""

    def check_metadata(self, metadata: Claims, discovery_uri: str) -> None:
        """Refuse metadata of another issuer. Raises NotTrustedError."""
        ...

    def check_issuer(self, claims: Claims, metadata: Claims, key: Key) -> None:
        """Refuse a token whose issuer is not exactly the one there may be. Raises NotTrustedError.

        `key` is the one that verified the token.
        """
        ...

    def identity(self, provider: str, claims: Claims) -> Identity:
        """Return the person's identity. Raises NotTrustedError."""
        ...

    def outcome(self, error: str, description: str) -> UpstreamOutcome:
        """Return what an error means for the person."""
        ...

    def detail(self, error: str, description: str) -> str:
        """Return the parts of an error that may be logged: names and numbers of a known format."""
        ...
