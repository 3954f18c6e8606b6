"""Limits on the children's numbers that administrators try: guessing stays slow for them, too.

A fiche number has seven digits, and a response reveals whether its file lists an address.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from idp.administration.actor import Actor
from idp.limits import Charge, Limits
from idp.limits.names import NUMBER_TRIED_ADMINISTRATOR, NUMBER_TRIED_PERSON
from idp.part import Part
from idp.storage import Database, Transaction


class SupportTry:
    """A number that is tried; `right` once it turned out to be of that person's child."""

    right = False


class NumberTries(Part):
    """Counts tries for each person and by each actor; a right one is not counted."""

    database: Database
    limits: Limits

    @contextmanager
    def counted(self, actor: Actor, person: str) -> Iterator[SupportTry]:
        """Count a try for `person` (an account's id, or the normal form of an address).

        Raises TooManyError, before anything is revealed.
        """
        charges: tuple[Charge, ...] = (
            (NUMBER_TRIED_ADMINISTRATOR, actor.name),
            (NUMBER_TRIED_PERSON, person),
        )
        with self.database.writing() as tx:
            self.limits.charge_all(tx, charges)
        tried = SupportTry()
        yield tried
        if tried.right:
            with self.database.writing() as tx:
                self._give_back(tx, charges)

    def _give_back(self, tx: Transaction, charges: tuple[Charge, ...]) -> None:
        self.limits.give_back(tx, charges)
