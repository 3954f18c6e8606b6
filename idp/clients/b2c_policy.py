"""What Azure AD B2C called a policy or a user flow: a journey of a portal, with a name."""

from enum import StrEnum

from msgspec import Struct


class PolicyJourney(StrEnum):
    """What a policy asks of the person."""

    SIGN_IN = "sign_in"
    """To sign in, or to create an account first."""
    SIGN_UP = "sign_up"
    """To create an account."""
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a journey
    """To choose a new password, which signs in."""
    EDIT_PROFILE = "edit_profile"
    """To look through one's details, signed in."""


class B2CPolicy(Struct, frozen=True):
    """A policy of a client, by the name that its aliases have after the tenant."""

    name: str
    journey: PolicyJourney = PolicyJourney.SIGN_IN
    reports_forgotten_password: bool = False
    """Whether *forgotten password* goes to the portal as `AADB2C90118`: it then sends the person
    to its policy for that. Otherwise the password is reset on the spot."""
    is_named_in_acr: bool = False
    """Whether ID tokens name it in `acr`, in small letters, and not in `tfp`."""


_OURS = frozenset(
    (
        *("iss", "sub", "aud", "exp", "iat", "nbf", "jti", "auth_time", "nonce", "amr", "acr"),
        *("azp", "sid", "cnf", "act", "at_hash", "c_hash", "s_hash", "ver", "oid", "tfp", "emails"),
        *("email", "email_verified", "phone_number", "phone_number_verified", "address", "name"),
        *("given_name", "family_name", "locale", "updated_at", "verified_claims"),
    )
)


def is_said_by_us(claim: str) -> bool:
    """Return whether portals trust us for `claim`: what a person typed is never called so."""
    return claim in _OURS or claim.startswith("gpi")
