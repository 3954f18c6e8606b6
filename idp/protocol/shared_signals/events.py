"""The security events of each signal: OpenID CAEP 1.0 §3, OpenID RISC 1.0 §2.

An event reports only that something changed: the receiver reads current claims at userinfo.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from idp.signals import Signal, SignalKind

_CAEP = "https://schemas.openid.net/secevent/caep/event-type"
_RISC = "https://schemas.openid.net/secevent/risc/event-type"
SESSION_REVOKED = f"{_CAEP}/session-revoked"
TOKEN_CLAIMS_CHANGE = f"{_CAEP}/token-claims-change"
CREDENTIAL_CHANGE = f"{_CAEP}/credential-change"
ACCOUNT_DISABLED = f"{_RISC}/account-disabled"
ACCOUNT_ENABLED = f"{_RISC}/account-enabled"
ACCOUNT_PURGED = f"{_RISC}/account-purged"
RECOVERY_INFORMATION_CHANGED = f"{_RISC}/recovery-information-changed"
SUPPORTED = (
    *(SESSION_REVOKED, TOKEN_CLAIMS_CHANGE, CREDENTIAL_CHANGE),
    *(ACCOUNT_DISABLED, ACCOUNT_ENABLED, ACCOUNT_PURGED, RECOVERY_INFORMATION_CHANGED),
)
VERIFICATION = "https://schemas.openid.net/secevent/ssf/event-type/verification"

_SCHOOL_SCOPE = "gpi"
_OF_ACCOUNT = {
    SignalKind.ACCOUNT_DISABLED: ACCOUNT_DISABLED,
    SignalKind.ACCOUNT_ENABLED: ACCOUNT_ENABLED,
    # A closed account may be reopened for a while; an erased one cannot.
    SignalKind.ACCOUNT_CLOSED: ACCOUNT_DISABLED,
    SignalKind.ACCOUNT_ERASED: ACCOUNT_PURGED,
    # Control of an address of the account is enough to set its password.
    SignalKind.ADDRESS_ADDED: RECOVERY_INFORMATION_CHANGED,
    SignalKind.ADDRESS_REMOVED: RECOVERY_INFORMATION_CHANGED,
}


class SecurityEvent(Struct, frozen=True):
    """One event: its type and its members."""

    type: str
    content: dict[str, Any]


def of_session(signal: Signal) -> SecurityEvent | None:
    """Return the event for each session that `signal` ended (CAEP §3.1)."""
    if not signal.kind.ends_sessions:
        return None
    return SecurityEvent(SESSION_REVOKED, {"event_timestamp": signal.at})


def of_withdrawal(at: int) -> SecurityEvent:
    """Return the event when a person withdrew this one receiver's access (CAEP §3.1).

    `at` is a time in seconds. Its subject is the person: all their sessions there are over.
    """
    content = {
        "event_timestamp": at,
        "initiating_entity": "user",
        "reason_admin": {
            "fr": "La personne a retiré à ce portail l’accès à son compte.",
            "en": "The person took back this portal’s access to their account.",
        },
    }
    return SecurityEvent(SESSION_REVOKED, content)


def of_account(signal: Signal, scope: frozenset[str]) -> Iterator[SecurityEvent]:
    """Yield the account's events for a receiver that was granted `scope`."""
    if signal.kind is SignalKind.SCHOOL_CLAIM_LOST and _SCHOOL_SCOPE in scope:
        yield SecurityEvent(
            TOKEN_CLAIMS_CHANGE,
            {
                "event_timestamp": signal.at,
                "claims": {"gpi_email_verified": False},
                "reason_admin": {
                    "fr": "L’adresse n’est plus au dossier d’un enfant confirmé.",
                    "en": "The address is no longer on the file of a confirmed child.",
                },
            },
        )
    elif signal.kind is SignalKind.PASSWORD_CHANGED:
        yield SecurityEvent(
            CREDENTIAL_CHANGE,
            {
                "event_timestamp": signal.at,
                "credential_type": "password",
                "change_type": "update",
            },
        )
    elif signal.kind in _OF_ACCOUNT:
        # RISC 1.0 defines no members for these that we could fill.
        yield SecurityEvent(_OF_ACCOUNT[signal.kind], {})
