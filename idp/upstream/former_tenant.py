"""Asks the tenant that parents leave whether a password is right (RFC 6749 §4.3).

As Azure AD B2C gives no password hash away, a parent's first sign-in asks its policy for resource
owners, over TLS, at the address of the settings. Its answer must be about the very account that was
imported. Nothing that it says of an address counts: a code of ours follows.
"""

import logging
from typing import Any

from idp.outbound import Outbound
from idp.settings import FormerTenantSettings
from idp.untrusted.jwt import read_unverified_claims
from idp.upstream.call_counts import CallCounts
from idp.upstream.calls import Calls
from idp.upstream.outcomes import UpstreamError

NAME = "former_tenant"
_OK = 200
_LONGEST = 16_384
_log = logging.getLogger(__name__)


class FormerTenant:
    """One policy of one tenant, behind a circuit breaker."""

    def __init__(
        self, *, settings: FormerTenantSettings, outbound: Outbound, counts: CallCounts
    ) -> None:
        self.source = settings.source
        self._settings = settings
        self._calls = Calls(outbound=outbound, name=NAME, counts=counts)

    def knows(self, address: str, password: str, subject: str) -> bool:
        """Return whether `password` is that of its account `subject`, known by `address`.

        False too while it does not answer: the owner goes by a code.
        """
        client_id = self._settings.client_id
        form = {
            "grant_type": "password",
            "client_id": client_id,
            "scope": f"openid {client_id}",
            "response_type": "token id_token",
            "username": address,
            "password": password,
        }
        try:
            status, answer = self._calls.post(self._settings.token_endpoint, form, {})
        except UpstreamError as error:
            _log.warning("the former tenant could not be asked: %s", error.detail)
            return False
        return status == _OK and self._is_about(answer, subject)

    def _is_about(self, answer: dict[str, Any], subject: str) -> bool:
        """Return whether the ID token names the account.

        It comes from the token endpoint itself, by TLS, which stands for its signature (OpenID
        Connect Core §3.1.3.7, item 6). `oid` first: `sub` may say that it is not supported.
        """
        token = answer.get("id_token")
        try:
            claims = read_unverified_claims(token if isinstance(token, str) else "", _LONGEST)
        except ValueError:
            _log.error("the former tenant answered without an ID token")
            return False
        if claims.get("aud") != self._settings.client_id:
            _log.error("the former tenant's ID token is for another client")
            return False
        if claims.get("oid", claims.get("sub")) == subject:
            return True
        _log.error("the former tenant knows the address under another id than was imported")
        return False
