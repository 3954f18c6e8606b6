"""The browsers in which one's own account is signed in."""

from idp.accounts import Session, SessionDatabase, Sessions
from idp.clock import Clock
from idp.ids import Sid
from idp.part import Part
from idp.tokens.revocation import revoke_session


class OwnSessions(Part):
    """Lists and ends them; the grants of a session end with it."""

    database: SessionDatabase
    sessions: Sessions
    clock: Clock

    def list(self, session: Session) -> tuple[Session, ...]:
        """Return the live sessions of the account, the last used first."""
        with self.database.reading() as tx:
            return self.sessions.of_account(tx, session.account_id)

    def end(self, session: Session, sid: str) -> None:
        """End one session of the account; do nothing for one that is over or another's."""
        with self.database.acting(session) as tx:
            if self.sessions.end(tx, Sid(sid), account_id=session.account_id):
                revoke_session(tx, Sid(sid), self.clock.seconds())

    def end_others(self, session: Session) -> None:
        """End every session of the account but this one."""
        now = self.clock.seconds()
        with self.database.acting(session) as tx:
            others = self.sessions.of_account(tx, session.account_id)
            self.sessions.end_all(tx, session.account_id, except_sid=session.sid)
            for other in others:
                if other.sid != session.sid:
                    revoke_session(tx, other.sid, now)
