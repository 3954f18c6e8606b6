"""Signs in a person with an unknown identity at another provider, once an address is proven.

The parent types the address that the school has; the one from the provider only fills the field in.
If the address has an account already, its code proves that account, and the parent is told what
is joined before it is.
"""

from idp.accounts import Accounts, Addresses, EmailVerification, EmailVerifications, Purpose
from idp.accounts.notices import Notices
from idp.additions import Added
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.begin_session import ELSEWHERE, SEVERAL_FACTORS, BeginSession, Entry, How
from idp.journeys.claim_imported import ClaimImported
from idp.journeys.prove_address import ProveAddress
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.storage import Database, Transaction
from idp.upstream import Arrivals, UpstreamArrival, UpstreamLinks


class JoinElsewhere(Part):
    """Proof and arrival are spent together, in the transaction that signs in."""

    database: Database
    arrivals: Arrivals
    links: UpstreamLinks
    accounts: Accounts
    addresses: Addresses
    email_verifications: EmailVerifications
    prove_address: ProveAddress
    begin_session: BeginSession
    notices: Notices
    claim_imported: ClaimImported
    sign_in_counts: SignInCounts

    def find(self, arrival_id: str, visitor: Visitor) -> UpstreamArrival:
        """Return the arrival. Raises PersonError PRV-ARRIVAL-OVER."""
        with self.database.reading() as tx:
            return self.arrivals.get(tx, arrival_id, visitor.browser)

    def prove(
        self, arrival: UpstreamArrival, typed: str, visitor: Visitor, *, former: str
    ) -> EmailVerification:
        """Send a code to the address, and bind the arrival to that proof.

        `former`, the proof that the person comes back from, is kept only if it was begun for this
        arrival: one identity must not finish what another began. Raises PersonError
        PRV-ADDRESS-..., PRV-TOO-MANY, PRV-ARRIVAL-OVER.
        """
        kept = former if arrival.is_bound_to(former) else ""
        proof = self.prove_address.begin(typed, Purpose.JOIN, visitor, former=kept)
        with self.database.writing() as tx:
            self.arrivals.bind(tx, arrival.id, visitor.browser, proof.id)
        return proof

    def proof_for(
        self, arrival: UpstreamArrival, proof_id: str, visitor: Visitor
    ) -> EmailVerification:
        """Return the proof that was begun for `arrival`. Raises PersonError PRV-PROOF-GONE."""
        if not arrival.is_bound_to(proof_id):
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        return self.prove_address.find(proof_id, visitor)

    def has_account(self, proof: EmailVerification) -> bool:
        """Return whether the proven address has an account already."""
        with self.database.reading() as tx:
            return self.accounts.find_that_has(tx, proof.address) is not None

    def finish(
        self, arrival: UpstreamArrival, proof: EmailVerification, visitor: Visitor, *, joins: bool
    ) -> Entry:
        """Create the account, or (`joins`) use the one that has the address, and sign in.

        `joins` is what the person was shown. Raises PersonError PRV-ARRIVAL-OVER,
        PRV-UPSTREAM-TAKEN, PRV-PROOF-GONE (also when that account is gone),
        PRV-ADDRESS-TAKEN (there is one now), PRV-ACCOUNT-CLOSED.
        """
        way = SignInMethod.ELSEWHERE if joins else SignInMethod.SIGN_UP
        with self.sign_in_counts.tried(way), self.database.writing() as tx:
            self.arrivals.spend(tx, arrival, visitor.browser, proof.id)
            self.email_verifications.spend(tx, proof)
            if joins:
                account_id = self._joined(tx, proof)
            else:
                account_id = self.accounts.create(
                    tx, proof=proof, password_hash=None, locale=visitor.locale
                ).id
                self.claim_imported.claim_for_new(tx, account_id, proof.address)
            account = self.accounts.hold(tx, account_id)
            by = "code" if joins else "created"
            added = Added(visitor.device, proof.proven_at)
            self.links.add(tx, account_id, arrival.identity, added, linked_by=by)
            return self.begin_session.begin(
                tx,
                account,
                proof.address,
                visitor,
                How(
                    methods=SEVERAL_FACTORS if arrival.several_factors else ELSEWHERE,
                    is_notified=True,
                    proven_by=by,
                ),
            )

    def _joined(self, tx: Transaction, proof: EmailVerification) -> AccountId:
        account = self.accounts.find_that_has(tx, proof.address)
        if account is None:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        # Joining lets a code alone sign in, as a recovery does.
        if not self.addresses.recovers(tx, account.id, proof.address):
            raise PersonError("PRV-ADDRESS-RECENT", "recovery.errors.address_recent")
        self.addresses.prove_again(tx, account.id, proof.address, proven_at=proof.proven_at)
        self.notices.way_added(tx, account.id)
        self.claim_imported.claim(tx, account.id, proof.address)
        return account.id
