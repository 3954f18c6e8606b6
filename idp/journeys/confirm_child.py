"""Confirms a child by a number on the report card."""

from functools import partial

from idp.accounts import Addresses, Session, SessionDatabase
from idp.children import Children, SchoolFacts
from idp.ids import AccountId
from idp.journeys.visitor import Visitor
from idp.limits import Left
from idp.normalisation.address import Address
from idp.normalisation.fiche_number import shown_lengths
from idp.settings import RegistrySettings


class ConfirmChild:
    """What the child page shows and does; the registry decides whether a number matches."""

    def __init__(
        self,
        *,
        database: SessionDatabase,
        children: Children,
        addresses: Addresses,
        settings: RegistrySettings,
    ) -> None:
        self._database = database
        self._children = children
        self._addresses = addresses
        self.number_length = shown_lengths(settings.fiche_digits)
        """How many digits fiche numbers have here."""
        self.each = settings.confirm == "each"
        """Whether every child is confirmed by a number of their own."""

    def boards(self, account_id: AccountId) -> tuple[tuple[str, str], ...]:
        """Return code and name of the organisations that list one of the account's addresses.

        A parent may choose from these: they reveal nothing of anybody else's file.
        """
        with self._database.reading() as tx:
            return self._children.boards(tx, account_id)

    def compared(self, account_id: AccountId) -> tuple[Address, ...]:
        """Return the addresses that are compared with the child's file."""
        with self._database.reading() as tx:
            return tuple(each.address for each in self._addresses.of_account(tx, account_id))

    def facts(self, account_id: AccountId) -> SchoolFacts:
        """Return the school claims of the account as of now."""
        with self._database.reading() as tx:
            return self._children.facts(tx, account_id)

    def tries_left(self, account_id: AccountId) -> Left:
        """Return how many more numbers the account may try, and until when."""
        with self._database.reading() as tx:
            return self._children.tries_left(tx, account_id)

    def confirm(self, session: Session, organisation: str, typed: str, visitor: Visitor) -> int:
        """Link the child, and return how many children were linked by it.

        Raises PersonError PRV-NUMBER-..., PRV-CHILD-NO-MATCH, PRV-CHILD-BOARD, PRV-TOO-MANY.
        """
        confirmed = self._children.confirm(
            partial(self._database.acting, session),
            account_id=session.account_id,
            organisation=organisation,
            typed=typed,
            network=visitor.network,
        )
        return confirmed.children
