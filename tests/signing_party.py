"""A relying party that signs what it sends: request objects and assertions."""

import json
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Profile
from idp.ids import ClientId, new_id
from idp.journeys.arrival import Outcome
from idp.keys.algorithms import JoseKey
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE
from tests.conftest import register
from tests.key_holder import KeyHolder
from tests.relying_party import RelyingParty, changed, get, post

RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
KEYS: dict[str, JoseKey] = {"RS256": RSA, "PS256": RSA, "ES256": EC}
JWKS = json.dumps({"keys": [RSA.as_dict(private=False), EC.as_dict(private=False)]})


class SigningParty(RelyingParty, frozen=True):
    """Says everything in request objects, and proves itself by assertions."""

    def claims(self, **changes: object) -> dict[str, Any]:
        """Return what a good request object says; None leaves a claim out."""
        now = self.provider.clock.seconds()
        content: dict[str, Any] = {
            **self.asks,
            "iss": self.client.id,
            "aud": self.provider.settings.server.issuer,
            "nbf": now,
            "exp": now + 300,
            **changes,
        }
        return {name: value for name, value in content.items() if value is not None}

    def signed(
        self,
        claims: dict[str, Any],
        *,
        algorithm: str = "ES256",
        key: JoseKey | None = None,
        **header: object,
    ) -> str:
        """Return `claims` as the client signs them."""
        used = key or KEYS[algorithm]
        told = {"alg": algorithm, "kid": used.kid, "typ": "oauth-authz-req+jwt", **header}
        kept = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(kept, claims, used, algorithms=[algorithm])

    def sends(self, request: str, **beside: str | None) -> Outcome:
        """Send the browser with a request object, and with `beside` it."""
        minimal = {"client_id": str(self.client.id), "response_type": "code", "scope": "openid"}
        asked = changed({**minimal, "request": request}, beside)
        return self.provider.journeys.arrival.arrive(get(**asked), self.session, "192.0.2.7")

    def proof(self, key: JoseKey = EC) -> dict[str, str]:
        """Return the form fields that prove the client."""
        now = self.provider.clock.seconds()
        names = {"iss": self.client.id, "sub": self.client.id, "jti": new_id()}
        claims = {**names, "aud": self.provider.settings.server.issuer, "exp": now + 60}
        assertion = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)
        return {"client_assertion": assertion, "client_assertion_type": ASSERTION_TYPE}

    def push(self, **changes: str | None) -> dict[str, Any]:
        """Push what it asks, with `changes`."""
        return self.push_form(changed(self.asks, changes))

    def push_form(self, form: dict[str, str]) -> dict[str, Any]:
        """Push `form`."""
        whole = {**form, "client_id": str(self.client.id), **self.proof()}
        return self.provider.protocol.pushed_authorization.answer(post(whole), "192.0.2.7")

    def push_proven(self, **changes: str | None) -> dict[str, Any]:
        """Push what it asks, with `changes`, and a DPoP proof beside it."""
        form = {**changed(self.asks, changes), "client_id": str(self.client.id), **self.proof()}
        return self.provider.protocol.pushed_authorization.answer(
            self._proven(post(form), "/par"), "192.0.2.7"
        )

    def opens(self, request_uri: str, **beside: str) -> Outcome:
        """Send the browser with the name of a pushed request."""
        asked = {"client_id": str(self.client.id), "request_uri": request_uri, **beside}
        return self.provider.journeys.arrival.arrive(get(**asked), self.session, "192.0.2.7")

    def redeems(self, code: str, **changes: str | None) -> dict[str, Any]:
        """Redeem `code`, proven by an assertion."""
        form = {"client_secret": None, **self.proof(), **changes}
        return self.redeem(code, **form)

    def refreshes(self, refresh_token: str) -> dict[str, Any]:
        """Renew by `refresh_token`, proven by an assertion."""
        return self.refresh(refresh_token, client_secret=None, **self.proof())


def signing_party(party: RelyingParty, profile: Profile, **changes: Any) -> SigningParty:  # noqa: ANN401
    """Return a client of `profile` with keys, for the person of `party`."""
    client = replace(
        party.client,
        id=ClientId(f"signer-{profile}"),
        profile=profile,
        token_endpoint_auth_method=AuthenticationMethod.PRIVATE_KEY_JWT,
        jwks=JWKS,
        id_token_signed_response_alg="PS256",
        authorization_signed_response_alg="PS256",
    )
    client = replace(client, **changes)
    register(party.provider, client)
    holder = None
    if profile is Profile.FAPI2 and not client.tls_client_certificate_bound_access_tokens:
        holder = KeyHolder(party.provider.settings.server.issuer, party.provider.clock)
    return SigningParty(party.provider, client, "", party.session, holder)
