"""Which school claims should not have been issued, for auditors."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, structs

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.journal.actions import Number, Seconds
from idp.administration.shapes import ActionRequest, ActionResponse
from idp.audit import Audit
from idp.audit.admin_events import ClaimsRederived
from idp.audit.search import FOREVER
from idp.part import Part
from idp.storage import Database
from idp.tokens.issued_claims import Derived, IssuedTally, Rederivation

_GONE = "gone"
_RIGHT = "right"


class RederiveClaims(ActionRequest):
    """Claims issued from `since` to before `until`; `after` is the `next` of the page before."""

    since: Annotated[Seconds, Meta(description="Issued from this moment on.")] = 0
    until: Annotated[Seconds, Meta(description="Issued before this moment.")] = FOREVER
    after: Annotated[Number, Meta(description="Only claims of a higher number.")] = 0
    limit: Annotated[int, Meta(ge=1, le=1_000, description="How many a page.")] = 1_000


class WrongResponse(ActionResponse):
    """A claim that should not have been issued, and why; times in seconds."""

    id: int
    reason: str
    account_id: str
    client_id: str
    grant_id: str
    sid: str
    link_id: str
    address_id: str
    import_id: int
    first_at: int
    last_at: int
    times: int


class RederivedResponse(ActionResponse):
    """One page; `next` leads to the next one, null: there is none.

    `gone`: the registry import it was derived from was deleted; what was found before still counts.
    `missing` rows were counted in the record and are not there; `altered`: those that are there are
    not those that were counted. Both come with the last page of all issued claims, else null.
    """

    derived: int
    right: int
    gone: int
    wrong: tuple[WrongResponse, ...]
    next: int | None
    missing: int | None = None
    altered: bool | None = None


def joined(pages: Sequence[RederivedResponse]) -> RederivedResponse:
    """Return consecutive pages as one."""
    return structs.replace(
        pages[-1],
        derived=sum(page.derived for page in pages),
        right=sum(page.right for page in pages),
        gone=sum(page.gone for page in pages),
        wrong=tuple(each for page in pages for each in page.wrong),
    )


class IssuedClaimActions(Part):
    """Reads issued claims, and changes none."""

    database: Database
    rederivation: Rederivation
    tally: IssuedTally
    audit: Audit

    @action("audit.rederive", "GET /audit/claims")
    def rederive(self, actor: Actor, asked: RederiveClaims) -> RederivedResponse:
        """Derive issued school claims again; list the wrong ones."""
        found = self.rederivation.between(
            asked.since, asked.until, after=asked.after, chunk=asked.limit
        )
        if asked.after == 0:
            with self.database.writing() as tx:
                self.audit.record(tx, ClaimsRederived(actor=actor.name))
        is_last = len(found) < asked.limit
        is_all = (asked.since, asked.until) == (0, FOREVER)
        count = self.tally.compare(self.database) if is_last and is_all else None
        outcomes = Counter(_outcome(each) for each in found)
        return RederivedResponse(
            derived=len(found),
            right=outcomes[_RIGHT],
            gone=outcomes[_GONE],
            wrong=tuple(
                WrongResponse.of(each.claim, reason=each.reason) for each in found if each.reason
            ),
            next=None if is_last else found[-1].claim.id,
            missing=count.missing if count else None,
            altered=count.altered if count else None,
        )


def _outcome(each: Derived) -> str:
    if each.reason:
        return each.reason
    return _GONE if each.is_gone else _RIGHT
