"""Derives issued school claims again, from the past, to find those that were wrong.

Three things must have been true when a token said `gpi_email_verified`: the account had proven the
address, the registry in force listed it on the child's file, the account had confirmed the child.
Each is read where its past is kept, none where the token took it from; and the beginning of a link
or an address must be in the audit record, which only this provider can write.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache, partial

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
from idp.tokens.issued_claims.past import SLACK_SECONDS, Events, owned_at

_Imports = tuple[tuple[int, int], ...]
"""The imports of an organisation by their numbers, and since when each was in force."""
_Past = Callable[[str], _Imports]
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

    def note(self, tx: Transaction, each: Derived) -> bool:
        """Store the result; return whether it is a new wrong claim."""
        changed = tx.run(
            table.DERIVED,
            id=each.claim.id,
            last_at=each.claim.last_at,
            reason=each.reason,
            now=self.clock.seconds(),
        )
        return bool(changed and each.reason and not each.claim.reason)

    def _derive(self, tx: Transaction, claims: Iterable[IssuedClaim]) -> tuple[Derived, ...]:
        events = Events(tx)
        # Many claims are of the same few organisations.
        past = cache(partial(self.registry.past, tx))
        return tuple(self._one(tx, claim, events, past) for claim in claims)

    def _one(self, tx: Transaction, claim: IssuedClaim, events: Events, past: _Past) -> Derived:
        links = self.children.times(tx, claim.link_id)
        addresses = self.addresses.times(tx, claim.address_id)
        reason = _holding(claim, links, addresses, events)
        if reason is not None:
            return Derived(claim, reason)
        return self._in_registry(tx, claim, links[-1], addresses[-1], past(links[-1].organisation))

    def _in_registry(
        self,
        tx: Transaction,
        claim: IssuedClaim,
        link: LinkTime,
        address: AddressTime,
        past: _Imports,
    ) -> Derived:
        if not all(_in_force(past, claim.import_id, at) for at in claim.moments):
            return Derived(claim, WrongReason.NOT_IN_FORCE)
        found = {self._listed(tx, claim, link, address, at) for at in claim.moments}
        if found == {None}:
            return Derived(claim, None)
        if WrongReason.ALTERED in found:
            return Derived(claim, WrongReason.ALTERED)
        # Contacts are deleted in pieces: those to be deleted count as gone.
        later = {import_id for import_id, _ in past if import_id > claim.import_id}
        kept = self.registry.holds(tx, link.organisation, claim.import_id)
        if not kept or len(later) >= self.kept_imports:
            return Derived(claim, claim.reason, is_gone=True)
        return Derived(claim, WrongReason.NOT_LISTED)

    def _listed(
        self, tx: Transaction, claim: IssuedClaim, link: LinkTime, address: AddressTime, at: int
    ) -> WrongReason | None:
        """Return why no contact of that import gave the address access then; None: one did."""
        reason = WrongReason.NOT_LISTED
        student_key, digest = bytes(link.student_key), bytes(address.address_hash)
        corrected = tx.rows(
            table.CORRECTED,
            address_hash=digest,
            student_key=student_key,
            latest=at + SLACK_SECONDS,
            earliest=at - SLACK_SECONDS,
        )
        for each in (digest, *corrected):
            contact = (each, student_key)
            access = self.registry.access(tx, link.organisation, claim.import_id, contact)
            if access is not None and access.holds(at):
                return None
            if access is not None and not access.is_bound:
                reason = WrongReason.ALTERED
        return reason


def _holding(
    claim: IssuedClaim,
    links: tuple[LinkTime, ...],
    addresses: tuple[AddressTime, ...],
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


def _in_force(past: _Imports, import_id: int, at: int) -> bool:
    """Return whether the import was in force then, or was replaced within the tolerance."""
    now = [number for number, since_at in past if since_at <= at + SLACK_SECONDS]
    before = [number for number, since_at in past if since_at <= at - SLACK_SECONDS]
    late = now[len(before) :]
    return import_id in (*before[-1:], *late)
