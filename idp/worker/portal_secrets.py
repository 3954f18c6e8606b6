"""Warning operators of portals' secrets that expire, once per threshold, by mail and log."""

import logging

from idp.clients import Clients
from idp.clients.expiry import SecretEnding, secret_endings, warned_at
from idp.clients.registration import warn_of_secret
from idp.clock import DAY, Clock, as_datetime
from idp.mail import Message, Outbox
from idp.settings import Settings
from idp.storage import Database

PAGE = "/admin/portails"
_OVER = 0
_WORTH_SENDING_SECONDS = 3 * DAY
_log = logging.getLogger(__name__)


class SecretWatch:
    """Checks once a day and after a start; the last warning is kept beside the secret."""

    def __init__(
        self,
        *,
        database: Database,
        clients: Clients,
        outbox: Outbox,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._database = database
        self._clients = clients
        self._outbox = outbox
        self._clock = clock
        self._settings = settings
        self._looked_on = -1

    def run_once(self) -> bool:
        """Send today's warnings, unless they were sent; return False, nothing is left over."""
        now = self._clock.seconds()
        if now // DAY == self._looked_on:
            return False
        for ending in secret_endings(self._clients.all(), now):
            # The last threshold is a secret that has expired.
            due = warned_at(ending.days_left, (*self._settings.portals.warning_days, _OVER))
            if due is not None:
                self._warn(ending, due, now)
        self._looked_on = now // DAY
        return False

    def _warn(self, ending: SecretEnding, days: int, now: int) -> None:
        values = {
            "portal": ending.client.name_in_messages("fr"),
            "date": f"{as_datetime(ending.ends_at):%Y-%m-%d}",
            "uri": f"{self._settings.server.issuer}{PAGE}/{ending.client.id}",
            "over": "1" if ending.ends_at <= now else "",
        }
        with self._database.writing() as tx:
            if not warn_of_secret(tx, ending.secret.id, days):
                return
            for address in self._settings.portals.warning_addresses:
                self._outbox.put(
                    tx,
                    Message(kind="secret_ending", recipient=address, locale="fr", values=values),
                    expires_at=now + _WORTH_SENDING_SECONDS,
                )
        _log.warning("the secret of portal %s ends on %s", ending.client.id, values["date"])
