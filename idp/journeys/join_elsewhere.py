"""Letting in somebody whom another provider knows and we do not: an address is proven first.

The address is what the parent gave to the school; what the provider suggests only fills the field
in. If it has an account already, the code that came back to it proves that account, and the parent
is told what is being joined before it is.
"""

from idp.accounts import Accounts, Addresses, Proof, Proofs, Purpose
from idp.accounts.model import Started
from idp.accounts.notices import Notices
from idp.journeys.begin_session import ELSEWHERE, SEVERAL_FACTORS, BeginSession
from idp.journeys.prove_address import ProveAddress
from idp.journeys.visitor import Visitor
from idp.storage import Database
from idp.upstream import Arrival, Arrivals, Links


class JoinElsewhere:
    """Proof and arrival are spent together, in the transaction of what they buy."""

    def __init__(  # noqa: PLR0913 - the parts are named where they are wired
        self,
        *,
        database: Database,
        arrivals: Arrivals,
        links: Links,
        accounts: Accounts,
        addresses: Addresses,
        proofs: Proofs,
        prove_address: ProveAddress,
        begin_session: BeginSession,
        notices: Notices,
    ) -> None:
        self._database = database
        self._arrivals = arrivals
        self._links = links
        self._accounts = accounts
        self._addresses = addresses
        self._proofs = proofs
        self._prove_address = prove_address
        self._begin_session = begin_session
        self._notices = notices

    def find(self, arrival_id: str, visitor: Visitor) -> Arrival:
        """Return who waits. Raises PersonError PRV-UPSTREAM-OVER."""
        with self._database.reading() as tx:
            return self._arrivals.get(tx, arrival_id, visitor.browser)

    def prove(self, arrival: Arrival, typed: str, visitor: Visitor, *, former: str) -> Proof:
        """Send a code to the address, and bind the arrival to that proof.

        Raises PersonError PRV-ADDRESS-..., PRV-TOO-MANY, PRV-UPSTREAM-OVER.
        """
        proof = self._prove_address.begin(typed, Purpose.SIGN_UP, visitor, former=former)
        with self._database.writing() as tx:
            self._arrivals.bind(tx, arrival.id, visitor.browser, proof.id)
        return proof

    def finish(self, arrival: Arrival, proof: Proof, visitor: Visitor, *, joins: bool) -> Started:
        """Make the account, or (`joins`) open the one that has the address, and sign in.

        Raises PersonError PRV-UPSTREAM-OVER, -TAKEN, PRV-PROOF-GONE, PRV-ADDRESS-TAKEN (a new
        account was wanted and the address got one meanwhile), PRV-ACCOUNT-CLOSED.
        """
        with self._database.writing() as tx:
            self._arrivals.spend(tx, arrival, visitor.browser, proof.id)
            self._proofs.spend(tx, proof)
            account = self._accounts.find_by_address(tx, proof.address) if joins else None
            if account is None:
                account = self._accounts.create(
                    tx, proof=proof, password_hash=None, locale=visitor.locale
                )
            else:
                self._addresses.prove_again(
                    tx, account.id, proof.address, proven_at=proof.proven_at
                )
                self._notices.way_added(tx, account.id)
            by = "code" if joins else "created"
            self._links.add(tx, account.id, arrival.identity, linked_by=by)
            return self._begin_session.begin(
                tx,
                account.id,
                proof.address,
                visitor,
                remember=False,
                methods=SEVERAL_FACTORS if arrival.several_factors else ELSEWHERE,
            )
