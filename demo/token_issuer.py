"""The issuer of access tokens, as a protected resource knows it: its keys, and what it says."""

import time
from typing import Any

import requests
from joserfc.jwk import KeySet

_TIMEOUT_SECONDS = 5
_KEYS_SECONDS = 30
"""How long keys are not fetched again: a token can name one that nobody has."""


class Unreachable(Exception):
    """The issuer does not answer: nothing can be said of a token."""


class Issuer:
    """What it published is fetched when it is needed, and kept."""

    def __init__(self, uri: str, client_id: str, client_secret: str) -> None:
        self._uri = uri
        self._credentials = (client_id, client_secret)
        self._metadata: dict[str, Any] = {}
        self._fetched_at = -float("inf")
        self.keys = KeySet([])

    def fetch_keys(self) -> None:
        """Renew `keys`, if that was not done a moment ago. Raises Unreachable."""
        if time.monotonic() - self._fetched_at > _KEYS_SECONDS:
            published: Any = self._ask("GET", "jwks_uri")
            self.keys = KeySet.import_key_set(published)
            self._fetched_at = time.monotonic()

    def introspect(self, token: str) -> dict[str, Any]:
        """Return what it says of `token` now (RFC 7662 §2.2). Raises Unreachable."""
        return self._ask("POST", "introspection_endpoint", {"token": token})

    def _ask(self, method: str, name: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            if not self._metadata:
                where = f"{self._uri}/.well-known/openid-configuration"
                self._metadata = self._json("GET", where)
            return self._json(method, self._metadata[name], form)
        except (requests.RequestException, ValueError, KeyError) as error:
            raise Unreachable(name) from error

    def _json(self, method: str, uri: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        answer = requests.request(
            method,
            uri,
            data=form,
            auth=self._credentials if form else None,
            timeout=_TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content
