"""Links from identities to accounts, found by the identity only, never by an address."""

import json

from msgspec.structs import asdict

from idp.additions import UNPROVEN, Added, Addition, AdditionKind
from idp.audit import Audit
from idp.audit.events import IdentityLinked, IdentityUnlinked
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId, new_id
from idp.keys import Vault
from idp.part import Part
from idp.storage import Transaction
from idp.upstream import table
from idp.upstream.model import Identity, Link
from idp.upstream.records import LinkRow

_ABOUT = "upstream_link.identity"


class UpstreamLinks(Part):
    """The links; an identity has one account, an account may have several identities."""

    vault: Vault
    clock: Clock
    audit: Audit

    def find(self, tx: Transaction, identity: Identity) -> Link | None:
        """Return the link of `identity`, None when there is none.

        Raises PersonError PRV-UPSTREAM-SUSPENDED when a recovery suspended it.
        """
        row = tx.row(table.FIND_LINK, identity_hash=identity_hash(self.vault, identity))
        link = None if row is None else self._link(row)
        if link is not None and link.suspended_at is not None:
            raise PersonError("PRV-UPSTREAM-SUSPENDED", "recovery.errors.upstream_suspended")
        return link

    def use(self, tx: Transaction, link: Link) -> bool:
        """Note that the link was used; False when it was removed meanwhile.

        Call it with the account locked, so that the link is not removed afterwards.
        """
        used = {"id": link.id, "account_id": link.account_id}
        return tx.run(table.USE_LINK, **used, now=self._now) == 1

    def add(
        self,
        tx: Transaction,
        account_id: AccountId,
        identity: Identity,
        added: Added = UNPROVEN,
        *,
        linked_by: str,
    ) -> None:
        """Link `identity` to the account; `linked_by` says what proved the account.

        Raises PersonError PRV-UPSTREAM-TAKEN when it opens an account already.
        """
        kept = tx.run(
            table.ADD_LINK,
            id=new_id(),
            account_id=account_id,
            provider=identity.provider,
            identity_hash=identity_hash(self.vault, identity),
            identity_sealed=self.vault.seal(json.dumps(asdict(identity)), _ABOUT),
            now=self._now,
            linked_by=linked_by,
            device=added.device,
            second_proof_at=added.second_proof_at,
        )
        if not kept:
            raise PersonError("PRV-UPSTREAM-TAKEN", "errors.upstream_taken")
        self.audit.record(
            tx,
            IdentityLinked(subject=account_id, provider=identity.provider, linked_by=linked_by),
        )

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[Link, ...]:
        """Return the account's links, the oldest first, without those that are suspended."""
        return tuple(each for each in self.every(tx, account_id) if each.suspended_at is None)

    def every(self, tx: Transaction, account_id: AccountId) -> tuple[Link, ...]:
        """Return the account's links, the oldest first, with those that are suspended."""
        return tuple(self._link(row) for row in tx.rows(table.LIST_LINKS, account_id=account_id))

    def identities(self, tx: Transaction, account_id: AccountId) -> dict[str, Identity]:
        """Return the identity behind each link, by the link's id: for the person who owns it."""
        opened = {
            row.id: json.loads(self.vault.open(row.identity_sealed, _ABOUT))
            for row in tx.rows(table.LIST_LINKS, account_id=account_id)
        }
        return {
            link_id: Identity(**{**known, "key": tuple(known["key"])})
            for link_id, known in opened.items()
        }

    def remove(self, tx: Transaction, account_id: AccountId, link_id: str) -> bool:
        """Remove a link; return whether it existed. The caller ensures another way to sign in."""
        provider = tx.row(table.REMOVE_LINK, id=link_id, account_id=account_id)
        if provider is not None:
            self.audit.record(tx, IdentityUnlinked(subject=account_id, provider=provider))
        return provider is not None

    def move(
        self, tx: Transaction, lost_id: AccountId, account_id: AccountId, added: Added = UNPROVEN
    ) -> None:
        """Let every identity that opened `lost_id` open the account: both are one person's.

        The account has them as `added` now.
        """
        tx.run(
            table.MOVE_LINKS,
            account_id=account_id,
            lost_id=lost_id,
            now=self._now,
            device=added.device,
            second_proof_at=added.second_proof_at,
        )

    def suspend(self, tx: Transaction, account_id: AccountId, *, since: int) -> int:
        """Suspend what was linked after `since` without a second proof; return how many."""
        return tx.run(table.SUSPEND_LINKS, account_id=account_id, since=since, now=self._now)

    def suspended(self, tx: Transaction, account_id: AccountId) -> tuple[Addition, ...]:
        """Return the suspended links."""
        return tuple(
            Addition(
                AdditionKind.LINK, each.id, each.shown or each.provider, each.linked_at, each.device
            )
            for each in self.every(tx, account_id)
            if each.suspended_at is not None
        )

    def restore(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """End a suspension; return whether there was one."""
        values = {"account_id": account_id, "id": addition_id, "now": self._now}
        return kind is AdditionKind.LINK and tx.run(table.RESTORE_LINK, **values) == 1

    def remove_suspended(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """Remove a suspended link; return whether it existed."""
        known = {each.id for each in self.suspended(tx, account_id)}
        is_there = kind is AdditionKind.LINK and addition_id in known
        return is_there and self.remove(tx, account_id, addition_id)

    def forget(self, tx: Transaction, account_id: AccountId) -> None:
        """Remove every link of a closed account."""
        tx.run(table.REMOVE_LINKS, account_id=account_id)

    @property
    def _now(self) -> int:
        return self.clock.seconds()

    def _link(self, row: LinkRow) -> Link:
        return Link(
            row.id,
            row.account_id,
            row.provider,
            json.loads(self.vault.open(row.identity_sealed, _ABOUT))["shown"],
            row.linked_at,
            row.used_at,
            row.added_device,
            row.suspended_at,
        )


def identity_hash(vault: Vault, identity: Identity) -> bytes:
    """Return the keyed hash that finds an identity."""
    return vault.keyed_hash("upstream.identity", json.dumps([identity.provider, *identity.key]))
