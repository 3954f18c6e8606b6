"""Trying a portal: a real sign-in for a stand-in client, shown to the administrator."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from msgspec import structs

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.portals.requests import WhichPortal
from idp.administration.portals.trial_schemas import (
    FinishTrial,
    TokenResponse,
    TrialBegun,
    TrialResponse,
)
from idp.administration.portals.writing import PortalWriting
from idp.clients import Client, Clients
from idp.clients.trials import (
    TrialReturn,
    begin_trial,
    give_trial_secret,
    remove_stand_in,
    spend_trial,
    stand_in,
)
from idp.consents import Consents
from idp.errors import Refused
from idp.ids import ClientId, new_secret
from idp.keys import Vault
from idp.part import Part
from idp.protocol.errors import ProtocolError
from idp.protocol.incoming import Incoming
from idp.tokens.trial_end import revoke_everything

if TYPE_CHECKING:  # the endpoints, for actions that ask them
    from idp.protocol.token.endpoint import TokenEndpoint
    from idp.protocol.userinfo import UserinfoEndpoint

RETURN_PATH = "/admin/portails/essai"
_ABOUT = "portal_trial.proofs"
_TOKENS = ("access_token", "id_token", "refresh_token")
_POSTED = ("code", "id_token", "state", "iss", "session_state")


class PortalTrialActions(Part):
    """Actions that show what a portal would receive."""

    writing: PortalWriting
    vault: Vault
    clients: Clients
    consents: Consents
    token: "Callable[[], TokenEndpoint]"
    userinfo: "Callable[[], UserinfoEndpoint]"
    challenge: Callable[[], Callable[[str], str]]
    """What derives a PKCE challenge from its verifier."""
    issuer: str

    @action("portals.try", "POST /portals/{id}/trials")
    def begin(self, actor: Actor, asked: WhichPortal) -> TrialBegun:
        """Begin a real sign-in as a portal, in one's own browser.

        A client registered for the trial alone stands in for the portal. Raises Unknown, Refused.
        """
        if not actor.is_person:
            raise Refused("clients.trial_by_program")
        portal = self.writing.get(asked.id)
        if portal.disabled or "authorization_code" not in portal.grant_types:
            raise Refused("clients.trial_impossible", field="id")
        trial = stand_in(portal, f"{self.issuer}{RETURN_PATH}")
        now, state = self.writing.clock.seconds(), new_secret()
        proofs = {"verifier": new_secret(), "nonce": new_secret()}
        expires_at = now + self.writing.settings.portals.trial_seconds
        expected = TrialReturn(
            actor=actor.name,
            state=state,
            proofs_sealed=self.vault.seal(json.dumps(proofs), _ABOUT),
            expires_at=expires_at,
        )
        with self.writing.changing(actor, portal, "tried") as tx:
            begin_trial(tx, portal, trial, expected, now=now)
        uri = self._address(trial, state, proofs)
        return TrialBegun(id=portal.id, name=_name(portal), uri=uri, expires_at=expires_at)

    @action("portals.finish_trial", "POST /portal-trials", page=RETURN_PATH, command="clients try")
    def finish(self, actor: Actor, asked: FinishTrial) -> TrialResponse:
        """Show what the portal would receive, and revoke it.

        The code is redeemed as the portal would. Raises Refused.
        """
        now = self.writing.clock.seconds()
        with self.writing.database.writing() as tx:
            spent = spend_trial(tx, asked.state, actor=actor.name, now=now)
            if spent is None:
                raise Refused("clients.trial_gone", field="state")
        portal, trial_id = self.writing.get(spent.client_id), spent.stand_in_id
        try:
            proofs = json.loads(self.vault.open(spent.proofs_sealed, _ABOUT))
            return self._response(portal, trial_id, asked, proofs)
        finally:
            self._end(trial_id)

    def _response(
        self,
        portal: Client,
        trial_id: ClientId,
        asked: FinishTrial,
        proofs: dict[str, str],
    ) -> TrialResponse:
        trial = TrialResponse(id=portal.id, name=_name(portal))
        if asked.error or not asked.code:
            why = asked.error or "no_code"
            return structs.replace(trial, error=why, error_description=asked.error_description)
        try:
            answer = self._redeemed(trial_id, asked.code, proofs["verifier"])
            userinfo = self.userinfo().answer(_bearer(answer["access_token"]))
        except ProtocolError as error:
            return structs.replace(trial, error=error.code, error_description=error.description)
        id_token = _apart(answer["id_token"])
        if id_token.claims.get("nonce") != proofs["nonce"]:
            raise Refused("clients.trial_gone", field="state")
        return structs.replace(
            trial,
            id_token=id_token,
            access_token=_apart(answer["access_token"]),
            userinfo=userinfo,
            answer={name: value for name, value in answer.items() if name not in _TOKENS},
            posted=_POSTED if "code id_token" in portal.response_types else (),
        )

    def _redeemed(self, trial_id: ClientId, code: str, verifier: str) -> dict[str, Any]:
        trial = self.clients.find(trial_id)
        if trial is None:
            raise Refused("clients.trial_gone", field="state")
        # Made now and used once: before, nothing exists that could redeem the code.
        with self.writing.database.writing() as tx:
            secret = give_trial_secret(tx, trial, now=self.writing.clock.seconds())
        self.writing.forget()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": trial.redirect_uris[0],
            "code_verifier": verifier,
            "client_id": trial.id,
            "client_secret": secret,
        }
        return self.token().answer(Incoming("POST", (), tuple(form.items()), None, path="/token"))

    def _end(self, trial_id: ClientId) -> None:
        with self.writing.database.writing() as tx:
            now = self.writing.clock.seconds()
            for account_id in revoke_everything(tx, trial_id, now):
                self.consents.withdraw(tx, account_id, trial_id)
            remove_stand_in(tx, trial_id)
        self.writing.forget()

    def _address(self, trial: Client, state: str, proofs: dict[str, str]) -> str:
        query = {
            "client_id": trial.id,
            "redirect_uri": trial.redirect_uris[0],
            "response_type": "code",
            "scope": " ".join(trial.scopes),
            "state": state,
            "nonce": proofs["nonce"],
            "code_challenge": self.challenge()(proofs["verifier"]),
            "code_challenge_method": "S256",
        }
        path = "/authorize"
        if trial.aliases:
            # By its alias of Azure AD B2C, so that the ID token names the policy.
            path = f"/{quote(trial.aliases[0].lower(), safe='/')}/oauth2/v2.0/authorize"
        return f"{self.issuer}{path}?{urlencode(query)}"


def _name(portal: Client) -> str:
    return portal.branding.name_fr


def _bearer(token: str) -> Incoming:
    return Incoming("GET", (), (), f"Bearer {token}", path="/userinfo")


def _apart(token: str) -> TokenResponse:
    header, claims = (
        json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        for part in token.split(".")[:2]
    )
    return TokenResponse(header=header, claims=claims)
