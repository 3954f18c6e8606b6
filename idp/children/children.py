"""The package's interface: what journeys, tokens and the command line ask about children."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from idp.audit import Audit
from idp.audit.events import ChildUnlinked
from idp.children import table
from idp.children.bound_link import move_links
from idp.children.confirm import ChildConfirmation, Student, boards_of_account
from idp.children.current import CurrentFacts
from idp.children.endings import ClaimEndings
from idp.children.letters.holding import forget_letters, move_letters
from idp.children.links import ChildLinks
from idp.children.model import (
    AffectedAccount,
    Confirmed,
    LinkedChild,
    LinkTime,
    SchoolFacts,
    SchoolStatus,
)
from idp.children.offers import ChildOffers
from idp.clock import Clock
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.limits import Left, Limits
from idp.settings import Settings
from idp.signals import SignalKind, Signals
from idp.storage import Acting, ActingTransaction, Transaction


class Children:
    """Confirmed children, and the facts behind the claim."""

    def __init__(
        self,
        *,
        vault: Vault,
        clock: Clock,
        limits: Limits,
        audit: Audit,
        signals: Signals,
        settings: Settings,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit
        self._signals = signals
        self.offers = ChildOffers(clock=clock, days=settings.registry.offer_days)
        self.endings = ClaimEndings(clock=clock, signals=signals)
        self._links = ChildLinks(vault=vault, clock=clock)
        self._current = CurrentFacts(vault=vault, clock=clock)
        self._confirmation = ChildConfirmation(
            vault=vault, clock=clock, limits=limits, audit=audit, settings=settings
        )

    def confirm(
        self,
        acting: Acting,
        *,
        account_id: AccountId,
        organisation: str,
        typed: str,
        network: str,
    ) -> Confirmed:
        """Confirm children by one number: see `ChildConfirmation.confirm` for what it raises."""
        return self._confirmation.confirm(
            acting,
            account_id=account_id,
            organisation=organisation,
            typed=typed,
            network=network,
        )

    def confirm_known(
        self, tx: Transaction, account_id: AccountId, known: Collection[Student]
    ) -> frozenset[Student]:
        """Confirm children by what a former system knew: see `ChildConfirmation.confirm_known`."""
        return self._confirmation.confirm_known(tx, account_id, known)

    def tries_left(self, tx: Transaction, account_id: AccountId) -> Left:
        """Return how many more numbers the account may try, and until when."""
        return self._confirmation.tries_left(tx, account_id)

    def boards(self, tx: Transaction, account_id: AccountId) -> tuple[tuple[str, str], ...]:
        """Return code and name of each organisation whose registry lists a proven address."""
        return boards_of_account(tx, account_id, self._clock.seconds())

    def facts(self, tx: Transaction, account_id: AccountId) -> SchoolFacts:
        """Return what the registry in force says of the account now."""
        return self._current.read(tx, account_id)

    def numbers(self, tx: Transaction, account_id: AccountId) -> dict[bytes, str]:
        """Return fiche numbers by student key, of links that are valid: for userinfo alone."""
        return self._current.numbers(tx, account_id)

    def linked(self, tx: Transaction, account_id: AccountId) -> tuple[LinkedChild, ...]:
        """Return the children that the account confirmed, valid or not."""
        return self._links.of_account(tx, account_id)

    def times(self, tx: Transaction, link_ids: Collection[str]) -> list[LinkTime]:
        """Return which accounts had the links and when, in order; no erased ones."""
        return tx.among(table.LINK_TIMES, [(each,) for each in link_ids])

    def unconfirmed_count(self, tx: Transaction, account_id: AccountId) -> int:
        """Return how many files list a proven address and are not confirmed: a count, no names."""
        now = self._clock.seconds()
        return tx.row(table.COUNT_UNCONFIRMED, account_id=account_id, now=now) or 0

    def unlink(self, tx: ActingTransaction, account_id: AccountId, link_id: str) -> bool:
        """Remove one link; return whether the account had it."""
        link = {"account_id": account_id, "id": link_id}
        row = tx.row(table.REMOVE_LINK, **link)
        if row is None:
            return False
        tx.run(
            table.ADD_PAST_LINK,
            **link,
            organisation=row.organisation,
            student_key=row.student_key,
            confirmed_at=row.confirmed_at,
            now=self._clock.seconds(),
        )
        self._audit.record(tx, ChildUnlinked(subject=account_id))
        return True

    @contextmanager
    def watched(self, tx: Transaction, account_id: AccountId) -> Iterator[None]:
        """Notify portals when the school claim is true before and not after."""
        before = self._current.read(tx, account_id).status
        yield
        if before is not SchoolStatus.VERIFIED:
            return
        if self._current.read(tx, account_id).status is not SchoolStatus.VERIFIED:
            self._signals.record(tx, SignalKind.SCHOOL_CLAIM_LOST, account_id)

    def forget(self, tx: Transaction, account_id: AccountId) -> None:
        """Erase every link of an account, and what it put on file."""
        tx.run(table.REMOVE_LINKS, account_id=account_id)
        tx.run(table.FORGET_PAST_LINKS, account_id=account_id)
        tx.run(table.FORGET_OFFER, account_id=account_id)
        forget_letters(tx, self._vault, account_id, self._clock.seconds())

    def move(self, tx: Transaction, lost_id: AccountId, account_id: AccountId) -> None:
        """Move the links of `lost_id` to the account: both are one person's."""
        tx.run(table.LINKS_PASS, account_id=lost_id, now=self._clock.seconds())
        move_links(tx, self._vault, lost_id, account_id)
        tx.run(table.REMOVE_LINKS, account_id=lost_id)
        move_letters(tx, lost_id, account_id)
        forget_letters(tx, self._vault, lost_id, self._clock.seconds())

    def notify_lost(self, tx: Transaction, import_id: int) -> int:
        """Notify portals of each account whose claim ends with `import_id`; return how many.

        Call it before that import comes into force, in the same transaction.
        """
        self.endings.notify_up_to_now(tx)
        now = self._clock.seconds()
        kind = SignalKind.SCHOOL_CLAIM_LOST.value
        return tx.run(table.TELL_LOST, import_id=import_id, now=now, kind=kind)

    def links_lost(self, tx: Transaction, import_id: int) -> dict[tuple[str, str], int]:
        """Return how many links that are valid now would not be under `import_id`.

        By organisation and the school in which each child was confirmed.
        """
        rows = tx.rows(table.COUNT_LOST, import_id=import_id, now=self._clock.seconds())
        return {(row.organisation, row.school): row.links for row in rows}

    def claims_lost(self, tx: Transaction, import_id: int) -> int:
        """Return how many accounts would keep no child under `import_id`."""
        now = self._clock.seconds()
        return tx.row(table.COUNT_CLAIMS_LOST, import_id=import_id, now=now) or 0

    def affected_accounts(
        self, tx: Transaction, import_id: int, *, after: str, count: int
    ) -> tuple[AffectedAccount, ...]:
        """Return accounts that would lose children under `import_id`, those after `after`."""
        values = {"import_id": import_id, "after": after, "count": count}
        return tuple(tx.rows(table.LIST_LOST, now=self._clock.seconds(), **values))
