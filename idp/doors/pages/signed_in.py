"""Pages that are only for somebody who is signed in, some of them only for a while."""

from idp.accounts import Session
from idp.clock import MINUTE, Clock
from idp.doors.pages.answer import Leave
from idp.doors.pages.page_request import PageRequest
from idp.journeys.steps import SIGN_IN

_FRESH_SECONDS = 15 * MINUTE


def to_sign_in(request: PageRequest, back: str, **said: str) -> Leave:
    """Leave for the sign-in page, which leads on with the journey, or else back to `back`."""
    if request.journey is None:
        said["return_to"] = back
    return Leave(request.to(SIGN_IN.path, **said))


def to_sign_in_again(request: PageRequest, back: str) -> Leave:
    """Leave for the sign-in page, which says why a password is asked once more."""
    return Leave(request.to(SIGN_IN.path, return_to=back, notice="sign-in-again"))


def is_fresh(session: Session, clock: Clock) -> bool:
    """Tell whether the password was given recently enough for what a thief would do first."""
    return clock.seconds() - session.auth_time <= _FRESH_SECONDS
