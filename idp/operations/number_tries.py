"""Children's numbers that administrators try for somebody: guessing stays slow for them as well.

A fiche number has seven digits, and an answer tells whether it is of a file that lists an address.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from idp.limits import Charge, Limits
from idp.limits.names import NUMBER_TRIED_ADMINISTRATOR, NUMBER_TRIED_PERSON
from idp.operations.actor import Actor
from idp.storage import Database, Transaction


class Try:
    """A number on trial; `right` once it turned out to be of that person's child."""

    right = False


class NumberTries:
    """Counts tries by whom they are for, and by who tries; what was right is given back."""

    def __init__(self, *, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    @contextmanager
    def counted(self, actor: Actor, person: str) -> Iterator[Try]:
        """Count a try for `person` (an account's id, or the normal form of an address).

        Raises TooManyError, before anything is told.
        """
        charges: tuple[Charge, ...] = (
            (NUMBER_TRIED_ADMINISTRATOR, actor.name),
            (NUMBER_TRIED_PERSON, person),
        )
        with self._database.writing() as tx:
            self._limits.charge_all(tx, charges)
        tried = Try()
        yield tried
        if tried.right:
            with self._database.writing() as tx:
                self._give_back(tx, charges)

    def _give_back(self, tx: Transaction, charges: tuple[Charge, ...]) -> None:
        self._limits.give_back(tx, charges)
