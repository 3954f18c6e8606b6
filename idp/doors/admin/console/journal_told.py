"""Deriving again, from the console, what tokens told of the school."""

from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.views.console.journal import ToldView
from idp.operations.told_claims import RederivedTold, ToldClaimOperations

# Twenty thousand: what one request goes through in some seconds. The command goes through all.
_MOST_PAGES = 20


def rederived(request: AdministratorRequest) -> ToldView:
    """Return what is wrong of all that was told, as far as one request can go."""
    pages: list[RederivedTold] = []
    after: int | None = 0
    while after is not None and len(pages) < _MOST_PAGES:
        pages.append(request.read(ToldClaimOperations.rederive, after=str(after)))
        after = pages[-1].next
    return ToldView(
        derived=sum(page.derived for page in pages),
        gone=sum(page.gone for page in pages),
        wrong=tuple(each for page in pages for each in page.wrong),
        more=after is not None,
        missing=pages[-1].missing or 0,
        altered=bool(pages[-1].altered),
    )
