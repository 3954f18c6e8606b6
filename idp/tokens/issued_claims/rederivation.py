"""Derives issued school claims again, from the past, to find those that were wrong.

Three things must have been true when a token said `gpi_email_verified`: the account had proven the
address, the registry in force listed it on the child's file, the account had confirmed the child.
Each is read where its past is kept, none where the token took it from; and the beginning of a link
or an address must be in the audit record, which only this provider can write.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from enum import StrEnum

from msgspec import Struct

from idp.accounts import Addresses
from idp.accounts.model import AddressTime
from idp.children import Children, LinkTime
from idp.clock import Clock
from idp.part import Part
from idp.registry import Registry
from idp.storage import Database, Transaction
from idp.tokens.issued_claims import table
from idp.tokens.issued_claims.claim import IssuedClaim
from idp.tokens.issued_claims.listings import Listings, Place
from idp.tokens.issued_claims.past import SLACK_SECONDS, Events, by_id, owned_at

_Imports = tuple[tuple[int, int], ...]
"""The imports of an organisation by their numbers, and since when each was in force."""
_ADDRESS_BEGAN = frozenset({"account_created", "address_proven"})
_LINK_BEGAN = frozenset({"children_confirmed", "letter_used"})


class WrongReason(StrEnum):
    """What was not true."""

    NO_ADDRESS = "no_address"
    """The account did not have the address then."""
    ADDRESS_UNRECORDED = "address_unrecorded"
    """It had the address, but the audit record has no proof of it."""
    NO_LINK = "no_link"
    """The account had not confirmed the child, or not any more."""
    LINK_UNRECORDED = "link_unrecorded"
    """It had the link, but the audit record has no confirmation."""
    NOT_IN_FORCE = "not_in_force"
    """Another registry import was in force."""
    NOT_LISTED = "not_listed"
    """That import did not list the address on the child's file, or not any more."""
    ALTERED = "altered"
    """The contact of that import was changed in the database since."""
    ACCOUNT_SHUT = "account_shut"
    """The account was disabled or closed."""


class Derived(Struct, frozen=True):
    """The result for one claim: `reason` is None when it was right.

    `is_gone`: the import's contacts were deleted since, so that it cannot be derived any more;
    `reason` is then what was found while it could.
    """

    claim: IssuedClaim
    reason: str | None
    is_gone: bool = False


class Rederivation(Part):
    """Reads the past of links, addresses, imports and accounts."""

    database: Database
    addresses: Addresses
    children: Children
    registry: Registry
    clock: Clock
    kept_imports: int

    def waiting(self, *, chunk: int) -> tuple[Derived, ...]:
        """Derive at most `chunk` claims that were issued since they were derived last."""
        with self.database.reading() as tx:
            return self._derive(tx, tx.rows(table.LIST_WAITING, chunk=chunk))

    def between(self, since: int, until: int, *, after: int, chunk: int) -> tuple[Derived, ...]:
        """Derive at most `chunk` claims of that time whose number is above `after`."""
        span = {"since": since, "until": until, "after": after}
        with self.database.reading() as tx:
            return self._derive(tx, tx.rows(table.LIST_BETWEEN, **span, chunk=chunk))

    def note(self, tx: Transaction, found: Collection[Derived]) -> list[Derived]:
        """Store the results; return the new wrong claims."""
        alike: defaultdict[str | None, list[tuple[int, int]]] = defaultdict(list)
        for each in found:
            alike[each.reason].append((each.claim.id, each.claim.last_at))
        noted: set[int] = set()
        for reason, keys in alike.items():
            now = self.clock.seconds()
            noted.update(tx.among(table.DERIVED, keys, reason=reason, now=now))
        return [
            each
            for each in found
            if each.reason and not each.claim.reason and each.claim.id in noted
        ]

    def _derive(self, tx: Transaction, claims: Sequence[IssuedClaim]) -> tuple[Derived, ...]:
        """Derive `claims`; what they stand on is read once for all of them."""
        if not claims:
            return ()
        links = by_id(self.children.times(tx, {each.link_id for each in claims}))
        addresses = by_id(self.addresses.times(tx, {each.address_id for each in claims}))
        events = Events(tx, {each.account_id for each in claims})
        reasons, places = {}, {}
        for claim in claims:
            held, proven = links[claim.link_id], addresses[claim.address_id]
            reasons[claim.id] = _holding(claim, held, proven, events)
            if reasons[claim.id] is None:
                places[claim.id] = _place(claim, held[-1], proven[-1])
        listings = Listings(tx, self.registry, places.values())
        return tuple(
            self._in_registry(claim, places[claim.id], listings)
            if claim.id in places
            else Derived(claim, reasons[claim.id])
            for claim in claims
        )

    def _in_registry(self, claim: IssuedClaim, place: Place, listings: Listings) -> Derived:
        past = listings.in_force(place.organisation)
        if not all(_in_force(past, claim.import_id, at) for at in claim.moments):
            return Derived(claim, WrongReason.NOT_IN_FORCE)
        found = {_listed(place, at, listings) for at in claim.moments}
        if found == {None}:
            return Derived(claim, None)
        if WrongReason.ALTERED in found:
            return Derived(claim, WrongReason.ALTERED)
        # Contacts are deleted in pieces: those to be deleted count as gone.
        later = {import_id for import_id, _ in past if import_id > claim.import_id}
        kept = listings.holds(place.organisation, claim.import_id)
        if not kept or len(later) >= self.kept_imports:
            return Derived(claim, claim.reason, is_gone=True)
        return Derived(claim, WrongReason.NOT_LISTED)


def _listed(place: Place, at: int, listings: Listings) -> WrongReason | None:
    """Return why no contact of that import gave the address access then; None: one did."""
    found = listings.access(place, at)
    if any(each.holds(at) for each in found):
        return None
    if any(not each.is_bound for each in found):
        return WrongReason.ALTERED
    return WrongReason.NOT_LISTED


def _holding(
    claim: IssuedClaim,
    links: Sequence[LinkTime],
    addresses: Sequence[AddressTime],
    events: Events,
) -> WrongReason | None:
    """Return what was wrong with the account, its address or its link."""
    account_id = claim.account_id
    if any(events.is_shut(account_id, at) for at in claim.moments):
        return WrongReason.ACCOUNT_SHUT
    if not all(owned_at(addresses, account_id, at) for at in claim.moments):
        return WrongReason.NO_ADDRESS
    if not events.began(account_id, _ADDRESS_BEGAN, addresses[0].since_at):
        return WrongReason.ADDRESS_UNRECORDED
    if not all(owned_at(links, account_id, at) for at in claim.moments):
        return WrongReason.NO_LINK
    if not events.began(account_id, _LINK_BEGAN, links[0].since_at):
        return WrongReason.LINK_UNRECORDED
    return None


def _place(claim: IssuedClaim, link: LinkTime, address: AddressTime) -> Place:
    return Place(link.organisation, claim.import_id, link.student_key, address.address_hash)


def _in_force(past: _Imports, import_id: int, at: int) -> bool:
    """Return whether the import was in force then, or was replaced within the tolerance."""
    now = [number for number, since_at in past if since_at <= at + SLACK_SECONDS]
    before = [number for number, since_at in past if since_at <= at - SLACK_SECONDS]
    late = now[len(before) :]
    return import_id in (*before[-1:], *late)
