"""Turning the signing keys: what the schedule says, and the end of what was begun by hand.

Every worker looks each minute; which of them moves a key is settled by the database.
"""

from idp.clock import HOUR, MINUTE, Clock
from idp.rotation import Rotation


class KeyTurning:
    """Looks each minute."""

    def __init__(self, *, rotation: Rotation, clock: Clock) -> None:
        self._rotation = rotation
        self._clock = clock
        self._look_at = 0
        self._destroy_at = 0

    def run_once(self) -> bool:
        """Do what is due; tell whether that was anything."""
        now = self._clock.seconds()
        if now < self._look_at:
            return False
        self._look_at = now + MINUTE
        if now >= self._destroy_at:
            # What a token or a disk refused when its key was withdrawn.
            self._destroy_at = now + HOUR
            self._rotation.destroy_what_is_gone()
        return bool(self._rotation.keep_turning())
