"""To which keys of its client a token is bound (RFC 7800 §3.1, RFC 8705 §3.1, RFC 9449 §6.1)."""

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

_JKT, _X5T = "jkt", "x5t#S256"


class Confirmation(Struct, frozen=True):
    """Each key is needed wherever the token is used; without any, it is a bearer token."""

    jkt: str | None = None
    """The thumbprint of a DPoP key."""
    x5t: str | None = None
    """The thumbprint of a TLS client certificate."""

    @classmethod
    def of(cls, cnf: Mapping[str, Any] | None) -> "Confirmation":
        """Return the keys in the claim `cnf` of a token."""
        return cls() if cnf is None else cls(jkt=cnf.get(_JKT), x5t=cnf.get(_X5T))

    @property
    def cnf(self) -> dict[str, str]:
        """The claim; empty when the token is not bound."""
        members = {_JKT: self.jkt, _X5T: self.x5t}
        return {name: thumbprint for name, thumbprint in members.items() if thumbprint}

    @property
    def token_type(self) -> str:
        """How the token is presented (RFC 9449 §5); a certificate comes with any bearer token."""
        return "DPoP" if self.jkt else "Bearer"

    @property
    def text(self) -> str:
        """Its text in a grant's row; empty when nothing is bound."""
        return json.dumps(self.cnf, sort_keys=True) if self.cnf else ""


UNBOUND = Confirmation()
