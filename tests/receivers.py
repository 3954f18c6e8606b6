"""Receivers of security events (Shared Signals), and the events that they were sent."""

import json
from typing import Any

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.clients import AuthenticationMethod
from idp.clients.registration import put_client
from idp.wiring import Provider
from tests.publisher import Publisher
from tests.relying_party import RelyingParty, part_of
from tests.web_application import browser_of

PUSH, POLL = "urn:ietf:rfc:8935", "urn:ietf:rfc:8936"
SET = "application/secevent+jwt"


class Receiver(Struct, frozen=True):
    """A portal that manages its stream over HTTP."""

    party: RelyingParty
    browser: FlaskClient
    access_token: str

    def call(self, method: str, path: str, content: Any = None, **query: str) -> TestResponse:  # noqa: ANN401
        """Call an endpoint under /ssf."""
        headers = {"Authorization": f"Bearer {self.access_token}"}
        return self.browser.open(
            f"/ssf/{path}", method=method, json=content, query_string=query, headers=headers
        )

    def stream(self, **members: Any) -> dict[str, Any]:  # noqa: ANN401
        """Make the stream."""
        answer = self.call("POST", "stream", members)
        assert answer.status_code == 201, answer.text
        content: dict[str, Any] = answer.get_json()
        return content

    def pushed_to(self, publisher: Publisher, **members: Any) -> dict[str, Any]:  # noqa: ANN401
        """Make a stream that is pushed."""
        delivery = {"method": PUSH, "endpoint_url": f"{publisher.uri}/events"}
        return self.stream(delivery=delivery, **members)

    def poll(self, **members: Any) -> dict[str, str]:  # noqa: ANN401
        """Return the events that are waiting, by their `jti`."""
        answer = self.call("POST", "poll", {"returnImmediately": True, **members})
        assert answer.status_code == 200, answer.text
        content: dict[str, str] = answer.get_json()["sets"]
        return content

    def read(self, token: str) -> dict[str, Any]:
        """Return what a security event token says, as a receiver that verifies it."""
        keys = KeySet.import_key_set(json.loads(self.party.provider.keys.current().document))
        assert part_of(token, 0)["typ"] == "secevent+jwt"
        claims: dict[str, Any] = jwt.decode(token, keys, algorithms=["RS256"]).claims
        assert claims["aud"] == self.party.client.id
        return claims

    def types_of(self, tokens: list[str]) -> list[str]:
        """Return the types of the events in `tokens`, in order."""
        return sorted(name for token in tokens for name in self.read(token)["events"])


def receiver(party: RelyingParty, *scopes: str) -> Receiver:
    """Let the portal of `party` receive, with `scopes` (to manage and to read)."""
    provider: Provider = party.provider
    client = replace(
        party.client,
        grant_types=(*party.client.grant_types, "client_credentials"),
        scopes=(*party.client.scopes, "ssf.manage", "ssf.read"),
        token_endpoint_auth_method=AuthenticationMethod.POST,
    )
    with provider.database.writing() as tx:
        put_client(tx, client, now=provider.clock.seconds())
    provider.directory.clients.forget()
    party = replace(party, client=client)
    scope = " ".join(scopes or ("ssf.manage", "ssf.read"))
    token = party.token({"grant_type": "client_credentials", "scope": scope})["access_token"]
    return Receiver(party, browser_of(provider), token)


def pushed(publisher: Publisher) -> list[str]:
    """Return the tokens that were pushed so far."""
    return [body[SET] for body in publisher.posted if SET in body]
