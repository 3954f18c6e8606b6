"""Rotating the signing keys: by the schedule, and finishing rotations started by hand.

Every worker checks each minute; the database decides which of them moves a key.
"""

from idp.clock import HOUR, MINUTE, Clock
from idp.rotation import Rotation


class KeyTurning:
    """Checks each minute."""

    def __init__(self, *, rotation: Rotation, clock: Clock) -> None:
        self._rotation = rotation
        self._clock = clock
        self._look_at = 0
        self._destroy_at = 0

    def run_once(self) -> bool:
        """Do what is due; tell whether a key changed its state."""
        now = self._clock.seconds()
        if now < self._look_at:
            return False
        self._look_at = now + MINUTE
        if now >= self._destroy_at:
            # Keys whose token (PKCS #11) or disk refused to delete them when they were withdrawn.
            self._destroy_at = now + HOUR
            self._rotation.destroy_what_is_gone()
        return bool(self._rotation.keep_turning())
