"""Deriving issued school claims again, from the console."""

from idp.administration.journal.issued_claims import IssuedClaimActions, RederivedResponse, joined
from idp.web.console.console_request import AdministratorRequest

# Twenty thousand claims take one request some seconds. The command derives all.
_MOST_PAGES = 20


def rederived(request: AdministratorRequest) -> RederivedResponse:
    """Return the wrong ones of the first `_MOST_PAGES` pages of issued claims."""
    pages: list[RederivedResponse] = []
    after: int | None = 0
    while after is not None and len(pages) < _MOST_PAGES:
        pages.append(request.read(IssuedClaimActions.rederive, after=str(after)))
        after = pages[-1].next
    return joined(pages)
