"""Ends everything that is open of an account at once, to throw an intruder out."""

from idp.accounts import EmailVerifications, HeldAccount, Sessions
from idp.authenticators import Authenticators, Holder, Realm
from idp.clock import Clock
from idp.ids import Sid
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.revocation import revoke_account


class Eviction:
    """Ends sessions, grants, proofs, waiting requests, pending sign-ins; notifies portals.

    Takes a locked account, so that a transaction in one of its sessions comes before or after.
    Call it last, after what the caller removes or replaces itself.
    """

    def __init__(
        self,
        *,
        sessions: Sessions,
        email_verifications: EmailVerifications,
        authenticators: Authenticators,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._email_verifications = email_verifications
        self._pending_mfa = authenticators.pending_mfa
        self._clock = clock

    def evict(
        self,
        tx: Transaction,
        account: HeldAccount,
        *,
        except_sid: Sid | None = None,
        recoveries_stay: bool = False,
    ) -> int:
        """End everything but the session `except_sid`; return how many sessions lived.

        With `recoveries_stay`, for changes in a session, which an intruder with the password may
        have, the codes of recoveries stay valid (decision 0020).
        """
        now = self._clock.seconds()
        ended = self._sessions.end_all(tx, account.id, except_sid)
        self._email_verifications.void(tx, account.id, recoveries_stay=recoveries_stay)
        self._pending_mfa.void(tx, Holder(Realm.ACCOUNT, account.id))
        tx.run(table.REFUSE_OF_ACCOUNT, account_id=account.id, now=now)
        revoke_account(tx, account.id, now)
        return ended
