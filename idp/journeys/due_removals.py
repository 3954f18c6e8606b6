"""Removes addresses at the time that was asked for, unless they were kept."""

from idp.accounts.address_removals import AddressRemovals
from idp.children import Children
from idp.part import Part
from idp.storage import Database


class DueRemovals(Part):
    """One address a transaction; portals are notified of a claim that ends with it."""

    database: Database
    removals: AddressRemovals
    children: Children

    def carry_out(self, count: int) -> int:
        """Remove at most `count` addresses; return how many were looked at and still due."""
        with self.database.reading() as tx:
            due = self.removals.due(tx, count)
        done = 0
        for account_id, address_id in due:
            with self.database.writing() as tx, self.children.watched(tx, account_id):
                done += self.removals.carry_out(tx, account_id, address_id)
        return done
