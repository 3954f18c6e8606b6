"""The public keys of clients: in their registration, or where `jwks_uri` says (RFC 7591 §2).

Published keys are fetched when first needed and cached in memory. They are fetched again when a
key is unknown or they are old (OpenID Connect Core §10.1.1, §10.2.1); when that fails, the cached
ones are used for an hour, so that a portal's short outage stops nobody.
"""

import threading
from collections import OrderedDict
from functools import lru_cache

from joserfc.jwk import ECKey, OKPKey, RSAKey
from msgspec import Struct, field

from idp.clients.jwks import read_jwks
from idp.clients.model import Client
from idp.clock import HOUR, MINUTE, Clock
from idp.errors import OperationError, TooBusyError
from idp.keys.algorithms import JoseKey
from idp.outbound import Failure, Outbound, OutboundError

_FRESH_SECONDS = 5 * MINUTE
_LONGEST_SECONDS = HOUR
_AGAIN_SECONDS = 10
"""Between two fetches of one address, however many unknown keys are named."""
_WAIT_SECONDS = 1.0
_MOST_ADDRESSES = 500
_OK = 200
_AGREEMENT_CURVES = {"P-256", "P-384", "P-521", "X25519"}


class _Published(Struct):
    """The keys at one address; the thread that fetches them holds the lock."""

    keys: tuple[JoseKey, ...] = ()
    fetched_at: int | None = None
    asked_at: int | None = None
    asking: threading.Lock = field(default_factory=threading.Lock)

    def knows(self, kid: str | None, now: int) -> bool:
        if self.fetched_at is None or now - self.fetched_at >= _FRESH_SECONDS:
            return False
        return kid is None or any(key.kid == kid for key in self.keys)

    def usable(self, now: int) -> tuple[JoseKey, ...]:
        stands = self.fetched_at is not None and now - self.fetched_at < _LONGEST_SECONDS
        return self.keys if stands else ()


class ClientKeys:
    """Finds the keys of clients."""

    def __init__(self, *, outbound: Outbound, clock: Clock) -> None:
        self._outbound = outbound
        self._clock = clock
        self._lock = threading.Lock()
        self._published: OrderedDict[str, _Published] = OrderedDict()

    def for_verification(self, client: Client, kid: str | None) -> list[JoseKey]:
        """Return the keys that may have signed: all, or those named `kid`.

        Raises TooBusyError while they are being fetched for the first time.
        """
        return [
            key
            for key in self._of(client, kid)
            if kid in (None, key.kid) and key.get("use") != "enc"
        ]

    def for_encryption(self, client: Client, algorithm: str) -> JoseKey | None:
        """Return the key to which `algorithm` (JWE `alg`) encrypts; None when there is none.

        Raises TooBusyError as `for_verification` does.
        """
        fitting = [key for key in self._of(client, None) if _encrypts(key, algorithm)]
        # A key with `use` is preferred to one without.
        return min(fitting, key=lambda key: key.get("use") != "enc", default=None)

    def _of(self, client: Client, kid: str | None) -> tuple[JoseKey, ...]:
        if client.jwks_uri is None:
            return () if client.jwks is None else _registered(client.jwks)
        published = self._entry(client.jwks_uri)
        if not published.knows(kid, self._clock.seconds()):
            self._ask(client.jwks_uri, published, kid)
        return published.usable(self._clock.seconds())

    def _entry(self, uri: str) -> _Published:
        with self._lock:
            published = self._published.setdefault(uri, _Published())
            self._published.move_to_end(uri)
            if len(self._published) > _MOST_ADDRESSES:
                self._published.popitem(last=False)
            return published

    def _ask(self, uri: str, published: _Published, kid: str | None) -> None:
        now = self._clock.seconds()
        # A thread with cached keys does not wait for another thread's call.
        has_keys = bool(published.usable(now))
        if not published.asking.acquire(timeout=0 if has_keys else _WAIT_SECONDS):
            if has_keys:
                return
            raise TooBusyError(1)
        try:
            asked_at = published.asked_at
            asked_lately = asked_at is not None and now - asked_at < _AGAIN_SECONDS
            if not asked_lately and not published.knows(kid, now):
                self._fetch(uri, published, now)
        finally:
            published.asking.release()

    def _fetch(self, uri: str, published: _Published, now: int) -> None:
        try:
            answer = self._outbound.get(uri, {"Accept": "application/jwk-set+json"})
        except OutboundError as error:
            if error.failure is not Failure.BUSY:
                published.asked_at = now
            elif not published.usable(now):
                raise TooBusyError(1) from error
            return
        published.asked_at = now
        if answer.status != _OK:
            return
        try:
            published.keys = read_jwks(answer.body.decode("utf-8"))
        except (OperationError, UnicodeDecodeError):
            return
        published.fetched_at = now


_registered = lru_cache(maxsize=256)(read_jwks)


def _encrypts(key: JoseKey, algorithm: str) -> bool:
    if key.get("use") == "sig" or key.alg not in (None, algorithm):
        return False
    if algorithm.startswith("RSA"):
        return isinstance(key, RSAKey)
    return isinstance(key, ECKey | OKPKey) and key.get("crv") in _AGREEMENT_CURVES
