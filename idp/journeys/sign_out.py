"""Signing out of this browser, and of what was granted in its session."""

from idp.accounts import Sessions
from idp.clock import Clock
from idp.storage import Database
from idp.tokens.revocation import revoke_session


class SignOut:
    """Ends the session itself, not only the cookie."""

    def __init__(self, *, database: Database, sessions: Sessions, clock: Clock) -> None:
        self._database = database
        self._sessions = sessions
        self._clock = clock

    def sign_out(self, session_token: str | None) -> bool:
        """End the session that `session_token` opens; tell whether there was one."""
        if session_token is None:
            return False
        with self._database.writing() as tx:
            session = self._sessions.find(tx, session_token)
            if session is None:
                return False
            self._sessions.end(tx, session.sid)
            revoke_session(tx, session.sid, self._clock.seconds())
        return True
