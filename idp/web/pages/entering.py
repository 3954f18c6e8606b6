"""Shared by the pages to sign in: who is signed in already, the first address, the next page."""

from idp.journeys.begin_session import Entry, HalfIn
from idp.journeys.journey import Mark
from idp.journeys.prove_address import ProveAddress
from idp.journeys.what_next import WhatNext
from idp.web.frame import Leave, SessionCookie
from idp.web.pages.other_ways import return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import SECOND_STEP


def is_in(request: PageRequest, what_next: WhatNext) -> bool:
    """Return whether the browser is signed in, and need not sign in again on this journey."""
    journey, session = request.journey, request.session
    if session is None:
        return False
    return journey is None or not what_next.must_sign_in(journey, session)


def first_address(request: PageRequest, prove_address: ProveAddress) -> str:
    """Return the address in an empty form: typed, proven, the portal's hint, or one's own.

    Empty after choosing another account.
    """
    if request.typed:
        return request.text("address")
    proof = prove_address.look_up(request.asked("proof"), request.visitor)
    if proof is not None:
        return proof.address.written
    journey = request.journey
    if journey is not None and Mark.ACCOUNT_CHANGED in journey.marks:
        return ""
    hint = journey.request.login_hint if journey else None
    # Only for a form that was left open, not for a page that is opened anew.
    left = request.left if request.query.get("notice") == "session-left" else None
    return hint or request.frame.signed_in_as or (left.address if left else "")


def entered(request: PageRequest, entry: Entry, back: str | None = None) -> Leave:
    """Leave for `back`, where the sign-in was asked for, or for the second factor."""
    back = back or return_to(request)
    if isinstance(entry, HalfIn):
        asked = {"return_to": back} if back else {}
        return Leave(request.to(SECOND_STEP, etape=entry.id, **asked))
    session = SessionCookie(entry.token, entry.max_age_seconds)
    return Leave(request.to(back) if back else request.onward(), session=session)
