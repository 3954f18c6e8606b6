"""How somebody was authenticated, as portals are told (RFC 8176, OpenID Connect Core §2)."""

from dataclasses import dataclass

from idp.accounts.model import ACR_ELSEWHERE, ACR_PASSWORD


@dataclass(frozen=True, slots=True)
class Methods:
    """The methods, and the class that they reach."""

    amr: tuple[str, ...]
    acr: str


PASSWORD = Methods(("pwd",), ACR_PASSWORD)
ELSEWHERE = Methods(("fed",), ACR_ELSEWHERE)
"""Another provider's word; the registry of methods has no name for it."""
SEVERAL_FACTORS = Methods(("fed", "mfa"), ACR_ELSEWHERE)
