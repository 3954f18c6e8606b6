"""What is told of each thing that happens: OpenID CAEP 1.0 §3, OpenID RISC 1.0 §2.

An event never says more than that something changed: what holds now is asked at userinfo.
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
    # Closed, it may be opened again for a while; erased, it is gone.
    SignalKind.ACCOUNT_CLOSED: ACCOUNT_DISABLED,
    SignalKind.ACCOUNT_ERASED: ACCOUNT_PURGED,
    # Whoever controls an address of the account can set its password.
    SignalKind.ADDRESS_ADDED: RECOVERY_INFORMATION_CHANGED,
    SignalKind.ADDRESS_REMOVED: RECOVERY_INFORMATION_CHANGED,
}


class SecurityEvent(Struct, frozen=True):
    """One event: its type, and what it says."""

    type: str
    content: dict[str, Any]


def of_session(signal: Signal) -> SecurityEvent | None:
    """Return what is said of each session that `signal` ended (CAEP §3.1)."""
    if not signal.kind.ends_sessions:
        return None
    return SecurityEvent(SESSION_REVOKED, {"event_timestamp": signal.at})


def of_withdrawal(at: int) -> SecurityEvent:
    """Return what is said when a person took back what this one receiver was allowed (§3.1).

    `at` is a time in seconds. It is said of the person: every session of theirs there is over.
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
    """Give what is said of the account to a receiver that was granted `scope`."""
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
        # RISC 1.0 gives these no members of their own that we would have.
        yield SecurityEvent(_OF_ACCOUNT[signal.kind], {})
