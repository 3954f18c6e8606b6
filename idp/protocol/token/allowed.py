"""The tokens that a grant allows, once its transaction is committed."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from idp.tokens.grant import Grant


class Allowed(Struct, frozen=True):
    """The outcome of a grant that was accepted."""

    scope: tuple[str, ...]
    grant: Grant | None = None
    """None: the client acts for itself, and gets an access token alone."""
    claims: Mapping[str, Any] | None = None
    """For the ID token, as they held inside the transaction; None: no ID token."""
    refreshable: bool = False
    seconds: int | None = None
    """The longest life of the access token; None: the house's."""
    act: Mapping[str, Any] | None = None
    """Who acts for the person (RFC 8693 §4.1)."""
    issued_token_type: str | None = None
    """What an exchange says that it issued (RFC 8693 §2.2.1)."""
    resource: tuple[str, ...] = ()
    """What a token of the client's own is for; a grant says it itself (RFC 8707)."""
