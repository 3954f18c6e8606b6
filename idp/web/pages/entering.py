"""Coming in: who is in already, the address to begin with, and where each first factor leads."""

from idp.journeys.begin_session import Entry, HalfIn
from idp.journeys.journey import Mark
from idp.journeys.prove_address import ProveAddress
from idp.journeys.what_next import WhatNext
from idp.web.frame import Leave, SessionCookie
from idp.web.pages.other_ways import return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import SECOND_STEP


def is_in(request: PageRequest, what_next: WhatNext) -> bool:
    """Return whether who asks is signed in, and may stay so on this journey."""
    journey, session = request.journey, request.session
    if session is None:
        return False
    return journey is None or not what_next.must_sign_in(journey, session)


def first_address(request: PageRequest, prove_address: ProveAddress) -> str:
    """Return the address that a form begins with: typed, proven, the portal's hint, or one's own.

    Empty for who chose to go on with another account.
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
    # Told to who comes from a page that was left open, and to nobody who opens another.
    left = request.left if request.query.get("notice") == "session-left" else None
    return hint or request.frame.signed_in_as or (left.address if left else "")


def entered(request: PageRequest, entry: Entry, back: str | None = None) -> Leave:
    """Leave for `back`, where the sign-in was asked for, or for what is still to be proven."""
    back = back or return_to(request)
    if isinstance(entry, HalfIn):
        asked = {"return_to": back} if back else {}
        return Leave(request.to(SECOND_STEP, etape=entry.id, **asked))
    session = SessionCookie(entry.token, entry.max_age_seconds)
    return Leave(request.to(back) if back else request.onward(), session=session)
