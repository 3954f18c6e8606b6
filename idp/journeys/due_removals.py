"""Addresses whose removal was asked for and which nobody kept: removed when it is time."""

from idp.accounts.address_removals import AddressRemovals
from idp.children import Children
from idp.storage import Database


class DueRemovals:
    """One address a transaction; portals hear of a claim that ends with it."""

    def __init__(
        self, *, database: Database, removals: AddressRemovals, children: Children
    ) -> None:
        self._database = database
        self._removals = removals
        self._children = children

    def carry_out(self, count: int) -> int:
        """Remove at most `count` addresses; return how many were looked at and still due."""
        with self._database.reading() as tx:
            due = self._removals.due(tx, count)
        done = 0
        for account_id, address_id in due:
            with self._database.writing() as tx, self._children.watched(tx, account_id):
                done += self._removals.carry_out(tx, account_id, address_id)
        return done
