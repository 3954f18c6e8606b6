"""Events of passkeys, authenticator apps and recovery codes: a class each.

`subject` is the holder's id, and `realm` says whether that is an account or an administrator.
"""

from typing import ClassVar

from idp.audit.event import Event, EventOutcome


class PasskeyAdded(Event, frozen=True, kw_only=True):
    """A passkey opens the account from now on; `synced`: its maker copies it between devices."""

    kind: ClassVar[str] = "passkey_added"
    realm: str
    passkey_id: str
    synced: bool


class PasskeyRemoved(Event, frozen=True, kw_only=True):
    """A passkey opens nothing any more."""

    kind: ClassVar[str] = "passkey_removed"
    realm: str
    passkey_id: str


class PasskeyRefused(Event, frozen=True, kw_only=True):
    """A passkey's response was not valid; `reason` is a word of ours.

    `clone`: the signature was right and the counter went back, so that there are two of it.
    """

    kind: ClassVar[str] = "passkey_refused"
    actor: str = "anyone"
    outcome: EventOutcome = EventOutcome.REFUSED
    realm: str
    passkey_id: str
    reason: str


class AppAdded(Event, frozen=True, kw_only=True):
    """An authenticator app is asked from now on after a password."""

    kind: ClassVar[str] = "authenticator_app_added"
    realm: str


class AppRemoved(Event, frozen=True, kw_only=True):
    """The authenticator app and its recovery codes are gone."""

    kind: ClassVar[str] = "authenticator_app_removed"
    realm: str


class RecoveryCodesRenewed(Event, frozen=True, kw_only=True):
    """New recovery codes were shown; the former ones are void."""

    kind: ClassVar[str] = "recovery_codes_renewed"
    realm: str


class RecoveryCodeUsed(Event, frozen=True, kw_only=True):
    """A recovery code was accepted in place of the app's; `left` remain."""

    kind: ClassVar[str] = "recovery_code_used"
    realm: str
    left: int


class SecondFactorRefused(Event, frozen=True, kw_only=True):
    """A wrong code after a right first factor."""

    kind: ClassVar[str] = "second_factor_refused"
    actor: str = "anyone"
    outcome: EventOutcome = EventOutcome.REFUSED
    realm: str


class AuthenticatorsRemoved(Event, frozen=True, kw_only=True):
    """Every factor of a holder besides the password was removed at once."""

    kind: ClassVar[str] = "authenticators_removed"
    realm: str
    passkeys: int
    app: bool
