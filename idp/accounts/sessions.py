"""Sessions of browsers: a random token in a cookie, its digest in the database (RFC 8176 `amr`).

A session ends when it is ended, unused for its idle time, past its absolute end, or when its
account is disabled or closed; `find` tests all of these in one statement.
"""

from msgspec import structs

from idp.accounts import table
from idp.accounts.model import HeldAccount, NewSession, Session, Started
from idp.accounts.records import KeptSession
from idp.audit import Audit
from idp.audit.events import SessionsEnded
from idp.clock import HOUR, Clock
from idp.errors import PersonError
from idp.ids import AccountId, Sid, hashed, new_id, new_secret
from idp.settings import Settings
from idp.signals import SignalKind, Signals
from idp.storage import ActingTransaction, Transaction

SELDOMEST_TOUCH_SECONDS = HOUR
TOUCHES_WHILE_IDLE = 30
_DEVICE_CHARACTERS = 120


class Sessions:
    """Server-side sessions."""

    def __init__(self, *, clock: Clock, settings: Settings, audit: Audit, signals: Signals) -> None:
        self._clock = clock
        self._settings = settings.sessions
        self._audit = audit
        self._signals = signals

    def start(
        self,
        tx: Transaction,
        account: HeldAccount,
        new: NewSession,
        *,
        replacing: str | None,
        sid: Sid | None = None,
    ) -> Started:
        """Begin a session under a new token, and end the one whose token is `replacing`.

        With the former `sid` it continues for portals: signing out later signs out of them all.
        Raises PersonError PRV-ACCOUNT-CLOSED when the account is disabled or closed.
        """
        if not account.is_open:
            raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        now = self._clock.seconds()
        if replacing is not None:
            tx.run(table.REPLACE_SESSION, id_hash=hashed(replacing), replaced_sid=new_id(), now=now)
        settings = self._settings
        lasting = settings.remembered_seconds if new.remember else settings.absolute_seconds
        idle = settings.remembered_idle_seconds if new.remember else settings.idle_seconds
        token = new_secret()
        session = Session(
            id_hash=hashed(token),
            sid=sid or Sid(new_id()),
            account_id=account.id,
            auth_time=now,
            amr=new.amr,
            acr=new.acr,
            created_at=now,
            seen_at=now,
            expires_at=now + lasting,
            idle_seconds=idle,
            device=new.device[:_DEVICE_CHARACTERS],
            locale=account.locale,
            journey_hash=new.journey_hash,
        )
        self._insert(tx, session)
        return Started(token, session, lasting if new.remember else None)

    def renew(self, tx: ActingTransaction, session: Session) -> Started:
        """Give the session another token, so that a copy of the former one opens nothing."""
        token = new_secret()
        # The transaction has locked the session: it exists.
        tx.run(table.RENEW_SESSION, id_hash=session.id_hash, renewed_hash=hashed(token))
        remembered = session.idle_seconds == self._settings.remembered_idle_seconds
        left = session.expires_at - self._clock.seconds()
        renewed = structs.replace(session, id_hash=hashed(token))
        return Started(token, renewed, left if remembered else None)

    def find(self, tx: Transaction, token: str) -> Session | None:
        """Return the live session that `token` opens, in one statement; None when it is over."""
        return tx.row(table.FIND_SESSION, id_hash=hashed(token), now=self._clock.seconds())

    def left_by(self, tx: Transaction, token: str) -> AccountId | None:
        """Return whose session `token` opened that nobody ended: it was left for too long.

        It opens nothing any more. None too once a journey is forgotten that it could go on with.
        """
        since = self._clock.seconds() - self._settings.journey_seconds
        return tx.row(table.FIND_LEFT_SESSION, id_hash=hashed(token), since=since)

    def needs_touch(self, session: Session) -> bool:
        """Return whether `touch` would write, so that a reader need not open a transaction."""
        return self._clock.seconds() - session.seen_at >= _touched_each(session)

    def touch(self, tx: Transaction, session: Session) -> None:
        """Record that the session is in use, thirty times in its idle time at most.

        On a device to be remembered once an hour: with many sessions nearly every request that a
        portal makes finds one that was not used for a minute.
        """
        now = self._clock.seconds()
        before = now - _touched_each(session)
        tx.run(table.TOUCH_SESSION, id_hash=session.id_hash, now=now, before=before)

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[Session, ...]:
        """Return the account's live sessions, the last used first."""
        now = self._clock.seconds()
        return tuple(tx.rows(table.LIST_SESSIONS, account_id=account_id, now=now))

    def kept(self, tx: Transaction, account_id: AccountId) -> tuple[KeptSession, ...]:
        """Return every session that is still kept, over or not, with when it was ended."""
        return tuple(tx.rows(table.LIST_KEPT_SESSIONS, account_id=account_id))

    def end(self, tx: Transaction, sid: Sid, *, account_id: AccountId | None = None) -> bool:
        """End the session, if it is of `account_id` when given; return whether it lived."""
        now = self._clock.seconds()
        whose = tx.row(table.END_SESSION, sid=sid, account_id=account_id or "", now=now)
        if whose is not None:
            self._audit.record(tx, SessionsEnded(subject=whose, count=1))
            self._signals.record(tx, SignalKind.SESSION_ENDED, whose, sid)
        return whose is not None

    def end_all(self, tx: Transaction, account_id: AccountId, except_sid: Sid | None = None) -> int:
        """End every session of the account but `except_sid`; return how many lived."""
        ended = tx.run(
            table.END_SESSIONS,
            account_id=account_id,
            except_sid=except_sid or "",
            now=self._clock.seconds(),
        )
        if ended:
            self._audit.record(tx, SessionsEnded(subject=account_id, count=ended))
        # A portal may keep somebody signed in for longer than the session here.
        self._signals.record(tx, SignalKind.SESSIONS_ENDED, account_id, except_sid)
        return ended

    @staticmethod
    def _insert(tx: Transaction, session: Session) -> None:
        tx.run(
            table.ADD_SESSION,
            id_hash=session.id_hash,
            account_id=session.account_id,
            sid=session.sid,
            amr=" ".join(session.amr),
            acr=session.acr,
            now=session.created_at,
            expires_at=session.expires_at,
            idle_seconds=session.idle_seconds,
            device=session.device,
            journey_hash=session.journey_hash,
        )


def _touched_each(session: Session) -> int:
    """Return after how many seconds it is recorded again that `session` is in use."""
    return min(SELDOMEST_TOUCH_SECONDS, session.idle_seconds // TOUCHES_WHILE_IDLE)
