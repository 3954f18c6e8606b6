"""Deriving again, from the console, what tokens told of the school."""

from idp.administration.journal.issued_claims import IssuedClaimActions, RederivedResponse, joined
from idp.web.console.console_request import AdministratorRequest

# Twenty thousand: what one request goes through in some seconds. The command goes through all.
_MOST_PAGES = 20


def rederived(request: AdministratorRequest) -> RederivedResponse:
    """Return what is wrong of all that was told, as far as one request can go."""
    pages: list[RederivedResponse] = []
    after: int | None = 0
    while after is not None and len(pages) < _MOST_PAGES:
        pages.append(request.read(IssuedClaimActions.rederive, after=str(after)))
        after = pages[-1].next
    return joined(pages)
