"""Counts sign-ins by method and result."""

from enum import StrEnum

from idp.measures import Measures, Tries, family_of_tries


class SignInMethod(StrEnum):
    """How somebody signs in."""

    PASSWORD = "password"  # noqa: S105 - a way
    ELSEWHERE = "elsewhere"
    """At another provider."""
    SIGN_UP = "sign_up"
    """With an account that was just created."""
    RECOVERY = "recovery"
    """With a new password, after a code."""
    PASSKEY = "passkey"
    SECOND_STEP = "second_step"
    """By a code of an app, or a recovery code, after one of the others."""


SIGN_INS = family_of_tries(
    "parvis_sign_ins_total",
    "Sign-ins of parents that were tried, by way and by how they ended.",
    SignInMethod,
)


class SignInCounts(Tries):
    """The tries of every method."""

    def __init__(self, *, measures: Measures) -> None:
        super().__init__(measures=measures, family=SIGN_INS)
