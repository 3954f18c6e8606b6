"""Sessions of administrators: apart from parents', shorter, ended with the administrator."""

from collections.abc import Iterable

from idp.administrators import table
from idp.administrators.model import AdministratorId, AdministratorSession
from idp.clock import MINUTE, Clock
from idp.errors import SessionOverError
from idp.ids import hashed, new_secret
from idp.part import Part
from idp.settings import AdministratorSettings
from idp.storage import Transaction

_TOUCH_SECONDS = MINUTE


class AdministratorSessions(Part):
    """A random token in a cookie of its own, its digest in the database."""

    clock: Clock
    settings: AdministratorSettings

    def start(
        self,
        tx: Transaction,
        administrator_id: AdministratorId,
        *,
        amr: Iterable[str],
        replacing: str | None,
    ) -> str:
        """Begin a session, end the one whose token is `replacing`, and return the new token."""
        if replacing is not None:
            self.end(tx, replacing)
        token, now = new_secret(), self.clock.seconds()
        tx.run(
            table.ADD_SESSION,
            id_hash=hashed(token),
            administrator_id=administrator_id,
            now=now,
            amr=" ".join(amr),
            expires_at=now + self.settings.session_seconds,
        )
        return token

    def find(self, tx: Transaction, token: str) -> AdministratorSession | None:
        """Return the live session that `token` opens; None when it is over."""
        now, id_hash = self.clock.seconds(), hashed(token)
        idle = now - self.settings.idle_seconds
        row = tx.row(table.FIND_SESSION, id_hash=id_hash, now=now, idle=idle)
        if row is None:
            return None
        return AdministratorSession(
            id_hash, row.administrator_id, row.proven_at, row.seen_at, row.amr
        )

    def left_by(self, tx: Transaction, token: str) -> AdministratorId | None:
        """Return whose session `token` opened that ended, if it did, by being left idle alone."""
        return tx.row(table.LEFT_SESSION, id_hash=hashed(token), now=self.clock.seconds())

    def hold(self, tx: Transaction, session: AdministratorSession) -> None:
        """Let nobody end the session until the transaction ends.

        Raises SessionOverError when it ended since it was read.
        """
        now = self.clock.seconds()
        held = table.HOLD_SESSION[tx.dialect]
        idle = now - self.settings.idle_seconds
        if tx.row(held, id_hash=session.id_hash, now=now, idle=idle) is None:
            raise SessionOverError

    def is_fresh(self, session: AdministratorSession) -> bool:
        """Tell whether its last authentication is more recent than `fresh_seconds`."""
        return self.clock.seconds() - session.proven_at < self.settings.fresh_seconds

    def needs_touch(self, session: AdministratorSession) -> bool:
        """Tell whether `touch` would write."""
        return self.clock.seconds() - session.seen_at >= _TOUCH_SECONDS

    def touch(self, tx: Transaction, session: AdministratorSession) -> None:
        """Note that the session is in use."""
        tx.run(table.TOUCH_SESSION, id_hash=session.id_hash, now=self.clock.seconds())

    @staticmethod
    def end(tx: Transaction, token: str) -> None:
        """End the session of `token`."""
        tx.run(table.END_SESSION, id_hash=hashed(token))

    @staticmethod
    def end_all(tx: Transaction, administrator_id: AdministratorId) -> int:
        """End every session of an administrator; return how many there were."""
        return tx.run(table.END_SESSIONS, administrator_id=administrator_id)
