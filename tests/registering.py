"""A portal that registers itself, over HTTP as it would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from msgspec.structs import replace

from idp.administration.portals.invitations import InvitationActions, InvitePortals
from idp.settings import OutboundSettings, RegistrationSettings, Settings
from idp.wiring import Provider, build
from tests.administration.actors import EVERYBODY
from tests.conftest import TestClock
from tests.web_application import ISSUER, browser_of

CALLBACK = "https://portal.example.org/cb"


def house_with(
    settings: Settings,
    clock: TestClock,
    outbound: OutboundSettings | None = None,
    **registration: Any,  # noqa: ANN401
) -> Provider:
    """Return a house of https where clients register as `registration` says."""
    changed = replace(
        settings,
        server=replace(settings.server, issuer=ISSUER),
        outbound=outbound or OutboundSettings(),
        registration=RegistrationSettings(**registration),
    )
    return build(changed, clock)


def invite(provider: Provider, **terms: Any) -> str:  # noqa: ANN401
    """Return a token that lets somebody register, as an administrator invites."""
    asked = InvitePortals(**{"note": "", "uses": 1, "days": 7, **terms})
    token: str = provider.administration.actions.do(
        EVERYBODY, InvitationActions.invite, asked
    ).token
    return token


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.content["error"]


@dataclass(frozen=True)
class Registrant:
    """Who registers, changes and removes clients."""

    provider: Provider
    browser: FlaskClient
    invitation: str | None = None

    def send(
        self, method: str, path: str, token: str | None, content: object | None = None
    ) -> Answer:
        """Send `content`: bytes as they are, anything else as JSON."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        body = content if isinstance(content, bytes | None) else json.dumps(content).encode()
        answer = self.browser.open(
            path, method=method, headers=headers, data=body, content_type="application/json"
        )
        told = answer.get_json(silent=True)
        return Answer(answer.status_code, told or {}, dict(answer.headers))

    def register(self, **metadata: object) -> Answer:
        """Register a client: a callback and `metadata`."""
        content = {"redirect_uris": [CALLBACK], **metadata}
        return self.send("POST", "/register", self.invitation, content)

    def manage(self, method: str, known: Answer, content: object | None = None) -> Answer:
        """Manage the client that `known` told of."""
        path = known.content["registration_client_uri"].removeprefix(ISSUER)
        return self.send(method, path, known.content["registration_access_token"], content)

    def change(self, known: Answer, **metadata: object) -> Answer:
        """Replace what the client of `known` is registered with."""
        content = {"client_id": known.content["client_id"], "redirect_uris": [CALLBACK]}
        return self.manage("PUT", known, {**content, **metadata})


def registrant(provider: Provider, invitation: str | None = None) -> Registrant:
    """Return somebody at `provider`."""
    return Registrant(provider, browser_of(provider), invitation)
