"""The classes of a sign-in (`acr`), and which of them a sign-in reaches (OpenID Connect Core §2).

They are ordered: a sign-in of a higher class meets a lower one, so that a portal that asks for
the least it needs is not refused because a parent did more.
"""

from collections.abc import Sequence

ACR_PASSWORD = "urn:parvis:acr:password"  # noqa: S105 - the name of a level, not a password
ACR_ELSEWHERE = "urn:parvis:acr:federated"
"""A sign-in at another provider, whatever it asked for: outside the order."""
ACR_TWO_FACTORS = "urn:parvis:acr:two-factors"
"""A password, and a code of an authenticator app or a recovery code."""
ACR_PASSKEY = "urn:parvis:acr:passkey"
"""A passkey that verified its user: two factors that resist phishing."""

_REACHED = {
    ACR_TWO_FACTORS: (ACR_TWO_FACTORS, ACR_PASSWORD),
    ACR_PASSKEY: (ACR_PASSKEY, ACR_TWO_FACTORS, ACR_PASSWORD),
}
ACR_VALUES = (ACR_PASSWORD, ACR_ELSEWHERE, ACR_TWO_FACTORS, ACR_PASSKEY)


def reached(acr: str, asked: Sequence[str]) -> str | None:
    """Return which of the classes that are `asked` for a sign-in of class `acr` reaches.

    Its own when that is among them, else the first in their order; None: none of them.
    """
    classes = _REACHED.get(acr, (acr,))
    if acr in asked:
        return acr
    return next((each for each in asked if each in classes), None)
