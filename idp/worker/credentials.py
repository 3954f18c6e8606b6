"""Warning of credentials that expire: 60, 30, 14, 7 and 1 days ahead, and every day after."""

import logging

from idp.clock import DAY, Clock, as_datetime
from idp.settings import UpstreamSettings
from idp.upstream.expiry import WARNED_DAYS, endings

_log = logging.getLogger(__name__)


class CredentialWatch:
    """Checks once a day, and again after a restart, which repeats a line in the log."""

    def __init__(self, *, settings: UpstreamSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._looked_on = -1

    def run_once(self) -> None:
        """Log today's warnings, unless they were logged."""
        now = self._clock.seconds()
        if now // DAY == self._looked_on:
            return
        self._looked_on = now // DAY
        for each in endings(self._settings, as_datetime(now).date()):
            if each.days_left < 0:
                _log.error("credential %d at %s has expired", each.number, each.provider)
            elif each.days_left in WARNED_DAYS:
                _log.warning(
                    "credential %d at %s ends in %d days",
                    each.number,
                    each.provider,
                    each.days_left,
                )
