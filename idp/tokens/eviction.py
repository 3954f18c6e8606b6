"""Ending all that is open of an account: for whoever throws an intruder out, whole and at once."""

from idp.accounts import EmailVerifications, HeldAccount, Sessions
from idp.authenticators import Authenticators, Holder, Realm
from idp.clock import Clock
from idp.ids import Sid
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.revocation import revoke_account


class Eviction:
    """Sessions, grants, proofs, requests that wait, sign-ins that are half done; portals are told.

    A held account is asked for, so that whoever writes for one of its sessions is done, or comes
    after. What the caller takes away or replaces itself comes before: this is last.
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

        `recoveries_stay` where a session asks for it, which whoever knows the password can have: a
        code for the owner of a mailbox stays good (decision 0020).
        """
        now = self._clock.seconds()
        ended = self._sessions.end_all(tx, account.id, except_sid)
        self._email_verifications.void(tx, account.id, recoveries_stay=recoveries_stay)
        self._pending_mfa.void(tx, Holder(Realm.ACCOUNT, account.id))
        tx.run(table.REFUSE_OF_ACCOUNT, account_id=account.id, now=now)
        revoke_account(tx, account.id, now)
        return ended
