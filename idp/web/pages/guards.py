"""Who may open a page: anybody, a signed-in person, or one who signed in recently."""

from collections.abc import Callable
from typing import TypeVar

from idp.journeys.steps import SIGN_IN
from idp.web.frame import Guard, Leave
from idp.web.pages.page_request import PageRequest, SignedInRequest

S = TypeVar("S")
Back = Callable[[PageRequest], str]
"""Returns the path that the sign-in returns to."""
SignedInGuard = Guard[PageRequest, SignedInRequest, SignedInRequest]


def to_sign_in(request: PageRequest, back: str, **said: str) -> Leave:
    """Leave for the sign-in page, which continues the journey, or else returns to `back`.

    It says so when the session was left for too long.
    """
    if request.left is not None:
        said.setdefault("notice", "session-left")
    if request.journey is None:
        said["return_to"] = back
    return Leave(request.to(SIGN_IN.path, **said))


def signed_in(back: Back) -> SignedInGuard:
    """Return the guard of a page that needs a session."""

    def admit(request: PageRequest) -> SignedInRequest | Leave:
        if isinstance(request, SignedInRequest):
            return request
        return to_sign_in(request, back(request))

    return Guard(admit, admit)


def fresh(back: Back) -> SignedInGuard:
    """Return the guard of a page that needs a recent sign-in, and asks for one."""

    def admit(request: PageRequest) -> SignedInRequest | Leave:
        if not isinstance(request, SignedInRequest):
            return to_sign_in(request, back(request))
        if not request.is_fresh:
            asked = {"return_to": back(request), "notice": "sign-in-again"}
            return Leave(request.to(SIGN_IN.path, **asked))
        return request

    return Guard(admit, admit)


def _anybody(request: PageRequest) -> PageRequest:
    return request


def _itself(request: PageRequest) -> str:
    return request.path


PUBLIC = Guard(_anybody, _anybody)
SIGNED_IN = signed_in(_itself)
FRESH = fresh(_itself)
