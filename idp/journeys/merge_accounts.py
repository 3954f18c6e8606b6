"""Merges two accounts of one person, signed in to one, by a code to an address of the other.

The account one is signed in to stays, with its `sub`; the other ends. Only the parent can finish
it: support may only write to both accounts where to begin
(docs/decisions/0012-support-that-cannot-take-over.md).
"""

from msgspec import Struct

from idp.accounts import (
    Account,
    AccountDetails,
    Accounts,
    Addresses,
    EmailVerification,
    EmailVerifications,
    Purpose,
    Session,
    SessionDatabase,
)
from idp.additions import AccountBrowsers
from idp.authenticators import Authenticators, Realm
from idp.authenticators.model import Holder
from idp.children import Children
from idp.consents import Consents
from idp.errors import PersonError
from idp.ids import AccountId
from idp.imported_accounts import ImportedAccounts
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.storage import Transaction
from idp.tokens.eviction import Eviction
from idp.tokens.relying_clients import held_of_account, keep_last_relying_clients
from idp.upstream import UpstreamLinks


class Side(Struct, frozen=True):
    """One of the two accounts, as the page shows it; `created_at` in seconds.

    `identities` are the linked ones at other providers, as they are shown.
    """

    account: Account
    addresses: tuple[str, ...]
    children: int
    portals: int
    identities: tuple[str, ...]


class MergeAccounts(Part):
    """Shows what is merged first, then merges by a button."""

    database: SessionDatabase
    accounts: Accounts
    addresses: Addresses
    details: AccountDetails
    email_verifications: EmailVerifications
    children: Children
    consents: Consents
    links: UpstreamLinks
    imported_accounts: ImportedAccounts
    authenticators: Authenticators
    eviction: Eviction
    account_browsers: AccountBrowsers

    def preview(self, account_id: AccountId, proof: EmailVerification) -> tuple[Side, Side]:
        """Return the account that stays and the one that ends.

        Raises PersonError: PRV-PROOF-GONE, PRV-MERGE-NONE (the address has no account),
        PRV-MERGE-SAME (it has this one), PRV-MERGE-FACTORS, PRV-ACCOUNT-CLOSED.
        """
        with self.database.reading() as tx:
            lost = self._other(tx, account_id, proof)
            return self._side(tx, self.accounts.get(tx, account_id)), self._side(tx, lost)

    def merge(self, session: Session, proof: EmailVerification, visitor: Visitor) -> None:
        """Join the other account to this one.

        Raises what `preview` raises, and PersonError PRV-SECOND-PROOF-DUE, as any addition does.
        """
        account_id = session.account_id
        with self.database.reading() as tx:
            lost_id = self._other(tx, account_id, proof).id
        with self.database.acting(session, beside=lost_id) as tx:
            added = self.account_browsers.added(tx, account_id, visitor.browser, visitor.device)
            self.email_verifications.spend(tx, proof)
            if self._other(tx, account_id, proof).id != lost_id:
                raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
            self.addresses.prove_again(tx, lost_id, proof.address, proven_at=proof.proven_at)
            # Read before the merge, after which nothing says which portals to notify.
            agreed = self.consents.of_account(tx, lost_id)
            keep_last_relying_clients(tx, lost_id, (each.client_id for each in agreed))
            self.details.move(tx, lost_id, account_id)
            self.children.move(tx, lost_id, account_id)
            self.links.move(tx, lost_id, account_id, added)
            self.imported_accounts.move(tx, lost_id, account_id)
            # Tokens name the `sub` that ends; its portals are notified by the signal.
            self.eviction.evict(tx, self.accounts.hold(tx, lost_id))
            # After the sessions, which a grant by consent locks first, to avoid a deadlock.
            self.consents.move(tx, lost_id, account_id)
            self.accounts.absorb(tx, account_id, lost_id, added)

    def _other(self, tx: Transaction, account_id: AccountId, proof: EmailVerification) -> Account:
        begun_here = proof.purpose is Purpose.MERGE and proof.account_id == account_id
        if not begun_here or proof.proven_at is None:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        other = self.accounts.find_that_has(tx, proof.address)
        if other is None:
            raise PersonError("PRV-MERGE-NONE", "errors.merge_none", field="address")
        if other.id == account_id:
            raise PersonError("PRV-MERGE-SAME", "errors.merge_same", field="address")
        if not self.addresses.recovers(tx, other.id, proof.address):
            raise PersonError(
                "PRV-ADDRESS-RECENT", "recovery.errors.address_recent", field="address"
            )
        if other.disabled or self.accounts.get(tx, account_id).disabled:
            raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        standing = self.authenticators.enrolled_factors(tx, Holder(Realm.ACCOUNT, other.id))
        if standing.passkeys or standing.has_app:
            # A code by mail does not open it, so it must not end it either.
            raise PersonError("PRV-MERGE-FACTORS", "errors.merge_factors", field="address")
        return other

    def _side(self, tx: Transaction, account: Account) -> Side:
        return Side(
            account=account,
            addresses=tuple(
                each.address.written for each in self.addresses.of_account(tx, account.id)
            ),
            children=len(self.children.linked(tx, account.id)),
            portals=len({each.client_id for each in held_of_account(tx, account.id)}),
            identities=tuple(
                each.shown or each.provider for each in self.links.of_account(tx, account.id)
            ),
        )
