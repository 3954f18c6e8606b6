"""How somebody was authenticated, as tokens say it (RFC 8176, OpenID Connect Core §2)."""

from msgspec import Struct, structs

from idp.accounts.acr import ACR_ELSEWHERE, ACR_PASSKEY, ACR_PASSWORD, ACR_TWO_FACTORS

_CODE = "otp"


class Methods(Struct, frozen=True):
    """The methods (`amr`), and the class that they reach (`acr`)."""

    amr: tuple[str, ...]
    acr: str

    @property
    def is_whole(self) -> bool:
        """Whether they need no second factor."""
        return self.acr in {ACR_TWO_FACTORS, ACR_PASSKEY} or _CODE in self.amr

    def with_code(self) -> "Methods":
        """Return these methods and a code of the authenticator app, or a recovery code.

        Another provider may have asked for a factor of the same kind: after it, `amr` says `mfa`
        only if it did itself.
        """
        if self.acr != ACR_PASSWORD:
            return structs.replace(self, amr=(*self.amr, _CODE))
        return Methods((*self.amr, _CODE, "mfa"), ACR_TWO_FACTORS)


PASSWORD = Methods(("pwd",), ACR_PASSWORD)
ELSEWHERE = Methods(("fed",), ACR_ELSEWHERE)
"""A sign-in at another provider; the registry of methods has no name for it."""
SEVERAL_FACTORS = Methods(("fed", "mfa"), ACR_ELSEWHERE)
PASSKEY = Methods(("pop", "user", "mfa"), ACR_PASSKEY)
"""Possession of a key, its user present and verified by PIN or body. Neither `hwk` nor `swk`: no
attestation is asked for, so that where the key is stored is not known."""
