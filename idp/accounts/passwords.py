"""Passwords: which are accepted, how they are stored (Argon2id, RFC 9106) and verified.

A password is normalised to Unicode's NFC, so that the same keys typed on two devices give the
same bytes; nothing else is changed, trimmed or cut (NIST SP 800-63B §3.1.1.2).

Hashing takes tens of milliseconds: never do it while a write transaction is open.
"""

import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from contextlib import AbstractContextManager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION, Type

from idp.accounts.guessing import is_common, is_mostly_context, score
from idp.accounts.hashing_places import HashingPlaces, places_for
from idp.accounts.model import Verified
from idp.errors import PersonError
from idp.former_hashes import FormerHash, matches
from idp.measures import Measures
from idp.settings import Settings
from idp.shares import Share

# A character may be written with several code points before NFC; far more is not a password.
_CODE_POINTS_PER_CHARACTER = 4


class Passwords:
    """The rules for new passwords, and the hashing of all."""

    def __init__(self, *, settings: Settings, measures: Measures, share: Share) -> None:
        self._settings = settings.passwords
        self._hasher = PasswordHasher(
            time_cost=self._settings.passes,
            memory_cost=self._settings.memory_kib,
            parallelism=1,
            hash_len=32,
            salt_len=16,
            type=Type.ID,
        )
        self.places = HashingPlaces(
            share=share, places=places_for(settings, share.places), measures=measures
        )
        # Verified for an unknown account: as slow as any other, and the hash of no password.
        self._nobodys = (
            f"$argon2id$v={ARGON2_VERSION}$m={self._settings.memory_kib}"
            f",t={self._settings.passes},p=1${_random(16)}${_random(32)}"
        )

    def turn(self, *, waited_seconds: int = 0) -> AbstractContextManager[None]:
        """Reserve a place for several of the calls below, before anything is counted or changed.

        Longest wait first. Raises TooBusyError when too many passwords are worked on already.
        """
        return self.places.admitted(waited_seconds=waited_seconds)

    def check_new(self, password: str, *, context: Iterable[str] = ()) -> None:
        """Check `password` as a new one.

        `context` are the words that this person would think of first: the service,
        the portal, the school, the address. Raises PersonError PRV-PASSWORD-SHORT, -LONG,
        -COMMON, -CONTEXT or -GUESSABLE, TooBusyError.
        """
        settings = self._settings
        if self._is_too_long(password):
            raise _refused("LONG", count=settings.maximum_length)
        password = _normal(password)
        if len(password) < settings.minimum_length:
            raise _refused("SHORT", count=settings.minimum_length)
        if is_common(password):
            raise _refused("COMMON")
        words = tuple(context)
        if is_mostly_context(password, words):
            raise _refused("CONTEXT")
        with self.places.entered():
            if score(password, words) < settings.minimum_score:
                raise _refused("GUESSABLE")

    def check_another(self, stored: str | None, password: str) -> None:
        """Refuse `password` when it matches the `stored` hash already.

        An intruder may know it. Raises PersonError PRV-PASSWORD-SAME, TooBusyError.
        """
        if stored is not None and self.verify(stored, password).ok:
            raise _refused("SAME")

    def score(self, password: str, context: Iterable[str] = ()) -> int:
        """Return how hard `password` is to guess: 0 (at once) to 4 (not in a lifetime)."""
        if self._is_too_long(password):
            return 0
        password = _normal(password)
        with self.places.entered():
            return 0 if is_common(password) else score(password, tuple(context))

    def hash(self, password: str) -> str:
        """Return the Argon2id hash to store. Raises PersonError PRV-PASSWORD-LONG, TooBusyError."""
        if self._is_too_long(password):
            raise _refused("LONG", count=self._settings.maximum_length)
        with self.places.entered():
            return self._hasher.hash(_as_bytes(password))

    def verify(self, stored: str | None, password: str) -> Verified:
        """Compare `password` with the `stored` hash; None takes the same time and is never right.

        Raises TooBusyError when too many wait already.
        """
        if self._is_too_long(password):
            return Verified(ok=False, rehashed=None)
        typed = _as_bytes(password)
        with self.places.entered():
            try:
                self._hasher.verify(stored or self._nobodys, typed)
            except (VerificationError, InvalidHashError):
                return Verified(ok=False, rehashed=None)
            if stored is None:
                return Verified(ok=False, rehashed=None)
            renew = self._hasher.check_needs_rehash(stored)
            return Verified(ok=True, rehashed=self._hasher.hash(typed) if renew else None)

    def verify_former(self, former: FormerHash | None, password: str) -> bool:
        """Compare `password` with a hash of another system; None is never right.

        What it may cost was bounded when it was imported. Raises TooBusyError as `verify` does.
        """
        if former is None or self._is_too_long(password):
            return False
        with self.places.entered():
            return matches(former, password)

    def _is_too_long(self, password: str) -> bool:
        maximum = self._settings.maximum_length
        if len(password) > maximum * _CODE_POINTS_PER_CHARACTER:
            return True
        return len(password) > maximum and len(_normal(password)) > maximum


def _random(count: int) -> str:
    return b64encode(secrets.token_bytes(count)).rstrip(b"=").decode()


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _as_bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _refused(why: str, **values: int) -> PersonError:
    return PersonError(
        f"PRV-PASSWORD-{why}", f"errors.password_{why.lower()}", field="password", values=values
    )
