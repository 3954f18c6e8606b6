"""Counting sign-ins: by which way, and how each ended."""

from enum import StrEnum

from idp.measures import Measures, Tries, family_of_tries


class SignInMethod(StrEnum):
    """How somebody comes in."""

    PASSWORD = "password"  # noqa: S105 - a way
    ELSEWHERE = "elsewhere"
    """By another provider's word."""
    SIGN_UP = "sign_up"
    """With an account that was made at this moment."""
    RECOVERY = "recovery"
    """With a new password, after a code."""
    PASSKEY = "passkey"
    SECOND_STEP = "second_step"
    """By a code of an app, or a recovery code, after one of the others had ended well."""


SIGN_INS = family_of_tries(
    "parvis_sign_ins_total",
    "Sign-ins of parents that were tried, by way and by how they ended.",
    SignInMethod,
)


class SignInCounts(Tries):
    """Where every way in counts its tries."""

    def __init__(self, *, measures: Measures) -> None:
        super().__init__(measures=measures, family=SIGN_INS)
