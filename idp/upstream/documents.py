"""A provider's metadata and keys, cached: fresh for an hour, usable for a day (Discovery §4, §3).

A document takes the place of the one before only when it is whole and of the right issuer, so that
an outage, a mistake or an attack over there never leaves us without good keys. Nobody waits
while an hour-old document is renewed.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from msgspec import Struct

from idp.clock import DAY, HOUR, MINUTE
from idp.keys.algorithms import JoseKey
from idp.upstream.calls import Calls
from idp.upstream.dialect import Dialect, NotTrustedError
from idp.upstream.outcomes import UpstreamError, UpstreamOutcome

_MOST_KEYS = 1_000
_PATIENCE_SECONDS = 0.5
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_KINDS = frozenset({"RSA", "EC"})
_PUBLIC = frozenset({"kty", "n", "e", "crv", "x", "y"})
_log = logging.getLogger(__name__)


class PublishedKey(Struct, frozen=True):
    """A key, and the member of the set that it came from."""

    jose: JoseKey
    member: Mapping[str, Any]


class Documents(Struct, frozen=True):
    """A provider's metadata and keys, as fetched at one time."""

    metadata: Mapping[str, Any]
    keys: Mapping[str, PublishedKey]
    """By `kid`."""


class KeptDocuments:
    """The newest good documents of one provider, in this process."""

    def __init__(self, *, calls: Calls, dialect: Dialect, discovery_uri: str) -> None:
        self._calls = calls
        self._dialect = dialect
        self._discovery_uri = discovery_uri
        self._lock, self._fetching = threading.Lock(), threading.Lock()
        self._held: Documents | None = None
        self._fetched_at = self._tried_at = float("-inf")

    def get(self) -> Documents:
        """Return documents at most a day old. Raises UpstreamError UNAVAILABLE."""
        held, age = self._held, time.monotonic() - self._fetched_at
        if held is None or age > DAY:
            held = self._first()
        elif age > HOUR and self._may_try():
            threading.Thread(target=self._renew, name="upstream", daemon=True).start()
        return held

    def key(self, kid: str) -> PublishedKey | None:
        """Return the key named `kid`; for an unknown one the set is asked for, once a minute."""
        held = self.get()
        if kid not in held.keys and self._may_try():
            self._renew()
            held = self.get()
        return held.keys.get(kid)

    def look(self) -> None:
        """Check, in the background, whether the provider answers again."""
        if self._may_try():
            threading.Thread(target=self._renew, name="upstream", daemon=True).start()

    def _first(self) -> Documents:
        # A second thread waits only briefly: all threads of a process must not end up
        # behind one provider that is silent.
        if not self._fetching.acquire(timeout=_PATIENCE_SECONDS):
            raise UpstreamError(UpstreamOutcome.UNAVAILABLE, "asked by another already")
        try:
            if self._held is None or time.monotonic() - self._fetched_at > DAY:
                return self._fetch()
            return self._held
        finally:
            self._fetching.release()

    def _may_try(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now - self._tried_at < MINUTE:
                return False
            self._tried_at = now
            return True

    def _renew(self) -> None:
        try:
            self._fetch()
        except UpstreamError as error:
            _log.warning("cannot renew what a provider says of itself: %s", error.detail)

    def _fetch(self) -> Documents:
        try:
            metadata = self._calls.get(self._discovery_uri)
            self._check(metadata)
            keys = _read_keys(self._calls.get(metadata["jwks_uri"]))
        except NotTrustedError as error:
            raise UpstreamError(UpstreamOutcome.UNAVAILABLE, str(error)) from None
        held = Documents(MappingProxyType(metadata), keys)
        self._held, self._fetched_at = held, time.monotonic()
        return held

    def _check(self, metadata: Mapping[str, Any]) -> None:
        self._dialect.check_metadata(metadata, self._discovery_uri)
        for name in _ENDPOINTS:
            # As secure as the address that names it; the call itself is checked again.
            scheme = self._discovery_uri.partition("://")[0]
            if not str(metadata.get(name)).startswith((f"{scheme}://", "https://")):
                raise NotTrustedError(f"metadata {name}")


def _read_keys(content: Mapping[str, Any]) -> Mapping[str, PublishedKey]:
    """Return the keys that can verify a signature. Raises NotTrustedError when there is none."""
    members = content.get("keys")
    if not isinstance(members, list) or not 0 < len(members) <= _MOST_KEYS:
        raise NotTrustedError("keys")
    good = [each for each in members if isinstance(each, dict) and _may_verify(each)]
    # Two keys with one `kid` are ambiguous, so neither is used.
    names = Counter(each["kid"] for each in good)
    keys = {}
    for member in good:
        jose = _key(member)
        if jose is not None and names[member["kid"]] == 1:
            keys[member["kid"]] = PublishedKey(jose, MappingProxyType(member))
    if not keys:
        raise NotTrustedError("no key that verifies")
    return MappingProxyType(keys)


def _may_verify(member: Mapping[str, Any]) -> bool:
    return (
        isinstance(member.get("kid"), str)
        and member.get("kty") in _KINDS
        and member.get("use", "sig") == "sig"
    )


def _key(member: dict[str, Any]) -> JoseKey | None:
    public = {name: value for name, value in member.items() if name in _PUBLIC}
    try:
        if member["kty"] == "RSA":
            return RSAKey.import_key(public)
        return ECKey.import_key(public)
    except (JoseError, ValueError, TypeError):
        return None
