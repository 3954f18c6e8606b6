"""Actions of auditors on the record of events: searching, exporting and verifying it."""

import re
from typing import Annotated

from msgspec import Meta, convert

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.shapes import ActionRequest, ActionResponse
from idp.audit import Audit
from idp.audit.admin_events import RecordExported, RecordVerified
from idp.audit.records import Entry
from idp.audit.search import FOREVER, EventFilter, find, latest, oldest
from idp.audit.verification import Anchor, ChainVerification
from idp.errors import Refused, Unknown
from idp.part import Part
from idp.storage import Database

PAGE = "/admin/journal"
_HASH = "^[0-9a-f]{64}$"

Text = Annotated[str, Meta(max_length=200)]
Seconds = Annotated[int, Meta(ge=0, le=FOREVER, extra={"is_moment": True})]
Number = Annotated[int, Meta(ge=0, le=FOREVER)]


class _Given(ActionRequest):
    """The filters of a search; an empty one matches everything."""

    kind: Annotated[Text, Meta(description="`signed_in`, `client_changed` and the like.")] = ""
    actor: Annotated[
        Text, Meta(description="`self`, `anyone`, `provider`, `admin:<id>` or `client:<id>`.")
    ] = ""
    subject: Annotated[Text, Meta(description="The id of the account concerned.")] = ""
    client_id: Annotated[Text, Meta(description="The id of a client.")] = ""
    since: Annotated[Seconds, Meta(description="From this moment on.")] = 0
    until: Annotated[Seconds, Meta(description="Before this moment.")] = FOREVER

    @property
    def wanted(self) -> EventFilter:
        """The same, as the filter of the record."""
        return convert(self, EventFilter, from_attributes=True)


class SearchRecord(_Given):
    """The newest events first; `before` is the `next` of the page before."""

    before: Annotated[Number, Meta(description="Only events of a lower number.")] = FOREVER
    limit: Annotated[int, Meta(ge=1, le=200, description="How many at most.")] = 50


class ExportRecord(_Given):
    """The oldest events first; `after` is the `next` of the page before."""

    after: Annotated[Number, Meta(description="Only events of a higher number.")] = 0
    limit: Annotated[int, Meta(ge=1, le=1_000, description="How many a page.")] = 1_000


class WhichEntry(ActionRequest):
    """One event, by its number."""

    seq: Number


class VerifyRecord(ActionRequest):
    """`anchor_seq` and `anchor_head`: a head that was kept elsewhere, to be found again."""

    anchor_seq: Annotated[Number, Meta(description="The number of a head kept.")] | None = None
    anchor_head: Annotated[str, Meta(max_length=64, description="The hash of that head.")] = ""


class EntriesResponse(ActionResponse):
    """One page; `next` leads to the next one, null: there is none."""

    entries: tuple[Entry, ...]
    next: int | None


class FlawResponse(ActionResponse):
    """What is wrong, and at which row."""

    seq: int
    flaw: str


class VerdictResponse(ActionResponse):
    """Whether the record is whole; if not, its first flaws in order.

    `head` is the last row's hash: kept elsewhere, it shows later that no backup was restored.
    """

    whole: bool
    first_seq: int
    last_seq: int
    rows: int
    head: str
    flaws: tuple[FlawResponse, ...]


class RecordActions(Part):
    """Reads the record; nobody changes it."""

    database: Database
    audit: Audit

    @action("audit.search", "GET /audit/events")
    def search(self, _actor: Actor, asked: SearchRecord) -> EntriesResponse:
        """Search the record of events, the newest first."""
        with self.database.reading() as tx:
            found = latest(tx, asked.wanted, before=asked.before, limit=asked.limit)
        return _page(found, asked.limit)

    @action("audit.show", "GET /audit/events/{seq}", page=f"{PAGE}/{{seq}}")
    def show(self, _actor: Actor, asked: WhichEntry) -> Entry:
        """Show one event.

        Raises Unknown.
        """
        with self.database.reading() as tx:
            entry = find(tx, asked.seq)
        if entry is None:
            raise Unknown("audit.unknown", field="seq")
        return entry

    @action("audit.export", "GET /audit/export")
    def export(self, actor: Actor, asked: ExportRecord) -> EntriesResponse:
        """Export the events page by page, the oldest first.

        The first page is itself recorded as an event.
        """
        if asked.after == 0:
            with self.database.writing() as tx:
                self.audit.record(tx, RecordExported(actor=actor.name))
        with self.database.reading() as tx:
            found = oldest(tx, asked.wanted, after=asked.after, limit=asked.limit)
        return _page(found, asked.limit)

    @action("audit.verify", "GET /audit/verify")
    def verify(self, actor: Actor, asked: VerifyRecord) -> VerdictResponse:
        """Verify that no event was changed, inserted or removed.

        Raises Refused where only half an anchor is given.
        """
        verification = ChainVerification(database=self.database, chain=self.audit.chain)
        verdict = verification.run(_anchor(asked))
        with self.database.writing() as tx:
            event = RecordVerified(
                actor=actor.name, last_seq=verdict.last_seq, flaws=len(verdict.flaws)
            )
            self.audit.record(tx, event)
        return VerdictResponse.of(
            verdict,
            whole=not verdict.flaws,
            head=verdict.head_hash.hex(),
            flaws=tuple(map(FlawResponse.of, verdict.flaws)),
        )


def _anchor(asked: VerifyRecord) -> Anchor | None:
    if asked.anchor_seq is None and not asked.anchor_head:
        return None
    if asked.anchor_seq is None:
        raise Refused("audit.anchor", field="anchor_seq")
    if not re.fullmatch(_HASH, asked.anchor_head):
        raise Refused("audit.anchor", field="anchor_head")
    return Anchor(asked.anchor_seq, bytes.fromhex(asked.anchor_head))


def _page(found: tuple[Entry, ...], limit: int) -> EntriesResponse:
    following = found[-1].seq if len(found) == limit else None
    return EntriesResponse(entries=found, next=following)
