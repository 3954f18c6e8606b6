"""Creates an account with a proven address and a password."""

from idp.accounts import Account, Accounts, EmailVerification, EmailVerifications, Passwords
from idp.errors import PersonError
from idp.journeys.begin_session import BeginSession, Entry, How
from idp.journeys.claim_imported import ClaimImported
from idp.journeys.kept_passwords import KeptPassword, KeptPasswords
from idp.journeys.password_context import password_context
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.settings import Settings
from idp.storage import Database, Transaction

SIGN_UP_PROOF = "sign_up"


class SignUp(Part):
    """Only a reader of the address's mail learns whether it has an account."""

    database: Database
    accounts: Accounts
    passwords: Passwords
    email_verifications: EmailVerifications
    claim_imported: ClaimImported
    kept_passwords: KeptPasswords
    begin_session: BeginSession
    settings: Settings
    sign_in_counts: SignInCounts

    def has_account(self, proof: EmailVerification) -> bool:
        """Return whether the proven address has an account already."""
        return self._found(proof) is not None

    def has_password(self, proof: EmailVerification) -> bool:
        """Return whether the account of the proven address has a password."""
        account = self._found(proof)
        return account is not None and account.has_password

    def check_password(self, proof: EmailVerification, password: str, visitor: Visitor) -> None:
        """Accept `password` for the address's account, or raise PersonError PRV-PASSWORD-..."""
        words = password_context(self.settings, visitor, proof.address)
        self.passwords.check_new(password, context=words)

    def create(self, proof: EmailVerification, password: str, visitor: Visitor) -> Entry:
        """Create the account, spend the proof, and sign in.

        Raises PersonError PRV-PASSWORD-..., PRV-PROOF-GONE, PRV-ADDRESS-TAKEN,
        PRV-ACCOUNT-CLOSED (an imported account of the address is disabled), TooBusyError.
        """
        with self.passwords.turn(waited_seconds=visitor.waited_seconds):
            self.check_password(proof, password, visitor)
            password_hash = self.passwords.hash(password)
        with self.sign_in_counts.tried(SignInMethod.SIGN_UP), self.database.writing() as tx:
            return self._create(tx, proof, visitor, KeptPassword(password_hash, remember=False))

    def create_by_former_password(self, proof: EmailVerification, visitor: Visitor) -> Entry | None:
        """Do the same with the password that was right before the code was sent.

        None where no password was kept: the person chooses a new one. Raises PersonError
        PRV-PROOF-GONE, PRV-ADDRESS-TAKEN, PRV-ACCOUNT-CLOSED.
        """
        with self.database.reading() as tx:
            if not self.kept_passwords.is_kept(tx, proof):
                return None
        with self.sign_in_counts.tried(SignInMethod.SIGN_UP), self.database.writing() as tx:
            kept = self.kept_passwords.take(tx, proof)
            if kept is None:
                raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
            return self._create(tx, proof, visitor, kept)

    def is_imported(self, proof: EmailVerification) -> bool:
        """Return whether an imported account waits for the owner of the proven address."""
        with self.database.reading() as tx:
            return self.claim_imported.is_imported(tx, proof.address)

    def _create(
        self, tx: Transaction, proof: EmailVerification, visitor: Visitor, kept: KeptPassword
    ) -> Entry:
        self.email_verifications.spend(tx, proof)
        account = self.accounts.create(
            tx, proof=proof, password_hash=kept.password_hash, locale=visitor.locale
        )
        self.claim_imported.claim_for_new(tx, account.id, proof.address)
        held = self.accounts.hold(tx, account.id)
        how = How(remember=kept.remember, is_notified=True, proven_by=SIGN_UP_PROOF)
        return self.begin_session.begin(tx, held, proof.address, visitor, how)

    def _found(self, proof: EmailVerification) -> Account | None:
        with self.database.reading() as tx:
            return self.accounts.find_that_has(tx, proof.address)
