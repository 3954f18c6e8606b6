"""Signs out of this browser, and ends the grants of its session."""

from msgspec import Struct

from idp.accounts import Sessions
from idp.clock import Clock
from idp.ids import Sid
from idp.part import Part
from idp.protocol.frontchannel_logout import FrontchannelLogout
from idp.storage import Database, Transaction
from idp.tokens.revocation import revoke_session


class SignedOut(Struct, frozen=True):
    """What is left for the browser to do."""

    frames: tuple[str, ...] = ()
    """Pages of portals that the browser must load to sign out there."""


class SignOut(Part):
    """Ends the session itself, not only the cookie."""

    database: Database
    sessions: Sessions
    frontchannel: FrontchannelLogout
    clock: Clock

    def sign_out(self, session_token: str | None) -> SignedOut:
        """End the session that `session_token` opens, if there is one."""
        if session_token is None:
            return SignedOut()
        with self.database.writing() as tx:
            session = self.sessions.find(tx, session_token)
            return SignedOut() if session is None else self._end(tx, session.sid)

    def end(self, sid: Sid) -> SignedOut:
        """End the session that a portal's ID token names, if it is not over."""
        with self.database.writing() as tx:
            return self._end(tx, sid)

    def _end(self, tx: Transaction, sid: Sid) -> SignedOut:
        # First: a request under way in this session is answered before, or not at all.
        lived = self.sessions.end(tx, sid)
        frames = self.frontchannel.frames(tx, sid)
        revoke_session(tx, sid, self.clock.seconds())
        return SignedOut(frames if lived else ())
