"""What is counted, and which event of the record counts as what."""

import json
from enum import StrEnum

from msgspec import Struct

from idp.audit.authenticator_events import PasskeyRefused, SecondFactorRefused
from idp.audit.events import (
    AccountCreated,
    ChildRefused,
    ChildrenConfirmed,
    SignedIn,
    SignInRefused,
    UpstreamFailed,
)
from idp.audit.records import RecordedEvent

_ELSEWHERE, _PASSKEY = "fed", "pop"


class Subject(StrEnum):
    """What a chart is about."""

    SIGN_INS = "sign_ins"
    SIGN_UPS = "sign_ups"
    CLAIMS = "claims"
    """Numbers of children that parents typed."""
    CODES = "codes"
    """Codes sent by mail, and wrong ones that were typed."""
    MAIL = "mail"
    """Messages whose fate is known."""


class Series(Struct, frozen=True, order=True):
    """One series of counts; `way` is empty where there is only one."""

    subject: Subject
    way: str
    outcome: str


def _series(subject: Subject, ways: str, outcomes: str) -> tuple[Series, ...]:
    return tuple(
        Series(subject, way, outcome)
        for way in ways.split() or [""]
        for outcome in outcomes.split()
    )


SERIES = (
    *_series(Subject.SIGN_INS, "password passkey elsewhere second_step", "done refused"),
    *_series(Subject.SIGN_UPS, "", "done"),
    *_series(Subject.CLAIMS, "", "done refused"),
    *_series(Subject.CODES, "", "done wrong"),
    *_series(Subject.MAIL, "", "sent refused expired"),
)
"""Every count, in the order in which they are shown. A second step is counted when it is refused;
a sign-in that had one counts by its first."""

_BY_KIND = {
    AccountCreated.kind: Series(Subject.SIGN_UPS, "", "done"),
    ChildrenConfirmed.kind: Series(Subject.CLAIMS, "", "done"),
    ChildRefused.kind: Series(Subject.CLAIMS, "", "refused"),
    SignInRefused.kind: Series(Subject.SIGN_INS, "password", "refused"),
    UpstreamFailed.kind: Series(Subject.SIGN_INS, "elsewhere", "refused"),
}
_OF_A_REALM = {
    PasskeyRefused.kind: Series(Subject.SIGN_INS, "passkey", "refused"),
    SecondFactorRefused.kind: Series(Subject.SIGN_INS, "second_step", "refused"),
}
_ACCOUNT = "account"


def series_of(event: RecordedEvent) -> Series | None:
    """Return what `event` counts as, None for nothing."""
    if event.kind == SignedIn.kind:
        way = _way(frozenset(json.loads(event.details)["methods"].split()))
        return Series(Subject.SIGN_INS, way, "done")
    if event.kind in _OF_A_REALM:
        is_parents = json.loads(event.details)["realm"] == _ACCOUNT
        return _OF_A_REALM[event.kind] if is_parents else None
    return _BY_KIND.get(event.kind)


def _way(methods: frozenset[str]) -> str:
    """Return the first factor of a session, from its `amr` (RFC 8176)."""
    if _ELSEWHERE in methods:
        return "elsewhere"
    if _PASSKEY in methods:
        return "passkey"
    return "password"
