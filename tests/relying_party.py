"""A relying party at work in the tests: it asks, is answered, redeems and renews."""

import json
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct, structs

from idp._authlib import s256_challenge
from idp.accounts import Account, NewSession
from idp.accounts.acr import ACR_PASSWORD
from idp.clients import Client
from idp.ids import hashed
from idp.journeys.arrival import GoTo, Outcome
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.protocol.incoming import Incoming, Pairs
from idp.wiring import Provider
from tests.key_holder import KeyHolder

VERIFIER = "Zm9.Yg~0-1_2" * 4
Changes = str | None
"""A parameter's other value; None leaves the parameter out."""


def changed(parameters: dict[str, str], changes: dict[str, Changes]) -> dict[str, str]:
    """Return `parameters` with `changes` made."""
    return {name: value for name, value in {**parameters, **changes}.items() if value is not None}


def get(*pairs: tuple[str, str], **parameters: str) -> Incoming:
    """Return a GET request."""
    return Incoming("GET", (*parameters.items(), *pairs), (), None)


def post(
    form: Pairs | dict[str, str], *, authorization: str | None = None, query: Pairs = ()
) -> Incoming:
    """Return a POST request."""
    pairs = tuple(form.items()) if isinstance(form, dict) else form
    return Incoming("POST", query, pairs, authorization)


def fields(outcome: Outcome) -> dict[str, str]:
    """Return the fields of an answer to the portal."""
    assert isinstance(outcome, AuthorizationResponse), outcome
    return dict(outcome.fields)


def page(outcome: Outcome) -> str:
    """Return the path of the page that the browser goes to."""
    assert isinstance(outcome, GoTo), outcome
    return urlsplit(outcome.uri).path


def journey_of(outcome: Outcome) -> str:
    """Return the journey that a page belongs to."""
    assert isinstance(outcome, GoTo), outcome
    return dict(parse_qsl(urlsplit(outcome.uri).query))["journey"]


def claims_of(token: str) -> dict[str, Any]:
    """Return what a token says, unverified."""
    return part_of(token, 1)


def part_of(token: str, number: int) -> dict[str, Any]:
    """Return one part of a token: 0 the header, 1 the claims."""
    part = token.split(".")[number]
    content: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return content


def sign_in(provider: Provider, account: Account, journey: str | None = None) -> str:
    """Start a session, for a request that waits, and return the token that the browser keeps."""
    with provider.database.writing() as tx:
        started = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, account.id),
            NewSession(
                amr=("pwd",),
                acr=ACR_PASSWORD,
                device="Firefox",
                journey_hash=hashed(journey) if journey else None,
            ),
            replacing=None,
        )
    return started.token


class RelyingParty(Struct, frozen=True):
    """A registered client with a secret, and the browser of a person who may be signed in."""

    provider: Provider
    client: Client
    secret: str
    session: str | None = None
    holder: KeyHolder | None = None
    """Who proves its requests for tokens by DPoP."""

    @property
    def asks(self) -> dict[str, str]:
        """What it asks by itself."""
        return {
            "client_id": self.client.id,
            "redirect_uri": self.client.redirect_uris[0],
            "response_type": "code",
            "scope": "openid email offline_access",
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": s256_challenge(VERIFIER),
            "code_challenge_method": "S256",
        }

    def authorize(self, *more: tuple[str, str], **changes: Changes) -> Outcome:
        """Send the browser to the authorization endpoint."""
        asked = changed(self.asks, changes)
        return self.provider.journeys.arrival.arrive(get(*more, **asked), self.session, "192.0.2.7")

    def resume(self, journey: str, session: str | None = None) -> Outcome:
        """Come back from a page."""
        return self.provider.journeys.arrival.resume(journey, session or self.session)

    def code(self, **changes: Changes) -> str:
        """Return a code."""
        return fields(self.authorize(**changes))["code"]

    def token(self, form: dict[str, str], **changes: Changes) -> dict[str, Any]:
        """Call the token endpoint with the secret in the form."""
        credentials = {"client_id": self.client.id, "client_secret": self.secret}
        asked = post(changed({**credentials, **form}, changes))
        return self.provider.protocol.token.answer(self._proven(asked, "/token"))

    def redeem(self, code: str, /, **changes: Changes) -> dict[str, Any]:
        """Redeem `code`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.redirect_uris[0],
            "code_verifier": VERIFIER,
        }
        return self.token(form, **changes)

    def refresh(self, refresh_token: str, /, **changes: Changes) -> dict[str, Any]:
        """Renew by `refresh_token`."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.token(form, **changes)

    def tokens(self, **changes: Changes) -> dict[str, Any]:
        """Return what a whole sign-in gives."""
        return self.redeem(self.code(**changes))

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """Ask who it is."""
        scheme = "DPoP" if self.holder else "Bearer"
        asked = Incoming("GET", (), (), f"{scheme} {access_token}")
        return self.provider.protocol.userinfo.answer(
            self._proven(asked, "/userinfo", access_token)
        )

    def _proven(self, asked: Incoming, path: str, token: str | None = None) -> Incoming:
        if self.holder is None:
            return asked
        return structs.replace(
            asked, path=path, dpop=self.holder.proof(path, asked.method, token=token)
        )


def sign_out(party: RelyingParty) -> None:
    """Sign the person of `party` out, by the button."""
    assert party.session
    party.provider.journeys.sign_out.sign_out(party.session)
