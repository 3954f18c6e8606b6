"""Uses an activation letter: a proven address for the file, and the code on the paper."""

from functools import partial

from idp.accounts import Addresses, ProvenAddress, Session, SessionDatabase
from idp.children.letters import Letters
from idp.ids import AccountId
from idp.journeys.visitor import Visitor


class UseLetter:
    """The actions of the letter's page."""

    def __init__(
        self, *, database: SessionDatabase, letters: Letters, addresses: Addresses
    ) -> None:
        self._database = database
        self._letters = letters
        self._addresses = addresses

    def addresses(self, account_id: AccountId) -> tuple[ProvenAddress, ...]:
        """Return the addresses that may go on file, the one proven last first."""
        with self._database.reading() as tx:
            proven = self._addresses.of_account(tx, account_id)
        return tuple(sorted(proven, key=lambda each: -each.proven_at))

    def use(self, session: Session, address_id: str, typed: str, visitor: Visitor) -> None:
        """Put the address on file. Raises PersonError PRV-LETTER-..., PRV-TOO-MANY."""
        self._letters.use(
            partial(self._database.acting, session),
            account_id=session.account_id,
            address_id=address_id,
            typed=typed,
            network=visitor.network,
        )
