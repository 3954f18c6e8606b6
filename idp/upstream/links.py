"""Which identity opens which account: found by the identity alone, never by an address."""

import json
from dataclasses import asdict

from idp.audit import Audit
from idp.audit.events import IdentityLinked, IdentityUnlinked
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId, new_id
from idp.keys import Vault
from idp.storage import ActingTransaction, Row, Transaction
from idp.upstream import table
from idp.upstream.model import Identity, Link

_ABOUT = "upstream_link.identity"


class Links:
    """The links; an identity has one account, an account may have several identities."""

    def __init__(self, *, vault: Vault, clock: Clock, audit: Audit) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit

    def find(self, tx: Transaction, identity: Identity) -> Link | None:
        """Return the link of `identity`, None when there is none."""
        row = tx.row(table.FIND_LINK, identity_hash=identity_hash(self._vault, identity))
        return None if row is None else self._link(row)

    def use(self, tx: Transaction, link: Link) -> bool:
        """Note that the link was used; False when it was taken away meanwhile.

        Once its account is held, so that nobody takes it away after this.
        """
        used = {"id": link.id, "account_id": link.account_id}
        return tx.run(table.USE_LINK, **used, now=self._now) == 1

    def add(
        self, tx: Transaction, account_id: AccountId, identity: Identity, *, linked_by: str
    ) -> None:
        """Link `identity` to the account; `linked_by` says what proved the account.

        Raises PersonError PRV-UPSTREAM-TAKEN when it opens an account already.
        """
        added = tx.run(
            table.ADD_LINK,
            id=new_id(),
            account_id=account_id,
            provider=identity.provider,
            identity_hash=identity_hash(self._vault, identity),
            identity_sealed=self._vault.seal(json.dumps(asdict(identity)), _ABOUT),
            now=self._now,
            linked_by=linked_by,
        )
        if not added:
            raise PersonError("PRV-UPSTREAM-TAKEN", "errors.upstream_taken")
        self._audit.record(
            tx,
            IdentityLinked(subject=account_id, provider=identity.provider, linked_by=linked_by),
        )

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[Link, ...]:
        """Return the account's links, the oldest first."""
        return tuple(self._link(row) for row in tx.rows(table.LIST_LINKS, account_id=account_id))

    def identities(self, tx: Transaction, account_id: AccountId) -> dict[str, Identity]:
        """Return the identity behind each link, by the link's id: for the person who owns it."""
        opened = {
            row[0]: json.loads(self._vault.open(row[3], _ABOUT))
            for row in tx.rows(table.LIST_LINKS, account_id=account_id)
        }
        return {
            link_id: Identity(**{**known, "key": tuple(known["key"])})
            for link_id, known in opened.items()
        }

    def remove(self, tx: ActingTransaction, account_id: AccountId, link_id: str) -> bool:
        """Take a link away, tell if the account had it; the caller sees to another way in."""
        row = tx.row(table.REMOVE_LINK, id=link_id, account_id=account_id)
        if row is not None:
            self._audit.record(tx, IdentityUnlinked(subject=account_id, provider=row[0]))
        return row is not None

    def move(self, tx: Transaction, lost_id: AccountId, account_id: AccountId) -> None:
        """Let every identity that opened `lost_id` open the account: both are one person's."""
        tx.run(table.MOVE_LINKS, account_id=account_id, lost_id=lost_id)

    def forget(self, tx: Transaction, account_id: AccountId) -> None:
        """Take every link of a closed account away."""
        tx.run(table.REMOVE_LINKS, account_id=account_id)

    @property
    def _now(self) -> int:
        return self._clock.seconds()

    def _link(self, row: Row) -> Link:
        link_id, account_id, provider, sealed, linked_at, used_at = row
        shown = json.loads(self._vault.open(sealed, _ABOUT))["shown"]
        return Link(link_id, account_id, provider, shown, linked_at, used_at)


def identity_hash(vault: Vault, identity: Identity) -> bytes:
    """Return what an identity is found by."""
    return vault.keyed_hash("upstream.identity", json.dumps([identity.provider, *identity.key]))
