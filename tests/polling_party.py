"""A relying party on a device: it shows a code, and asks until somebody has answered."""

from typing import Any

from msgspec.structs import replace

from idp.accounts import Session
from idp.clients.checks import DEVICE_CODE
from idp.ids import ClientId
from idp.journeys.journey import Journey
from idp.journeys.visitor import Visitor
from tests.conftest import register
from tests.relying_party import RelyingParty, changed, post

NETWORK = "192.0.2.7"


def visitor(session_token: str | None = None, *, network: str = NETWORK) -> Visitor:
    """Return somebody at a browser."""
    return Visitor("browser", network, "Firefox", "fr", "Portail", session_token)


class DeviceParty(RelyingParty, frozen=True):
    """A television without a keyboard, and the person's telephone."""

    def ask(self, **changes: str | None) -> dict[str, Any]:
        """Ask for the codes."""
        credentials = {"client_id": self.client.id, "client_secret": self.secret}
        form = changed({**credentials, "scope": "openid email offline_access"}, changes)
        kept = {name: value for name, value in form.items() if value}
        return self.provider.protocol.device_authorization.answer(post(kept), NETWORK)

    def poll(self, device_code: str, /, **changes: str | None) -> dict[str, Any]:
        """Ask for the tokens."""
        return self.token({"grant_type": DEVICE_CODE, "device_code": device_code}, **changes)

    def session_of_person(self) -> Session:
        """Return the person's session."""
        with self.provider.database.reading() as tx:
            session = self.provider.directory.sessions.find(tx, self.session or "")
        assert session is not None
        return session

    def journey(self, user_code: str) -> Journey:
        """Type the code on the telephone."""
        return self.provider.journeys.approvals.begin_by_code(
            user_code, visitor(), self.session_of_person()
        )

    def accept(self, user_code: str) -> None:
        """Type the code on the telephone, and say yes."""
        journey = self.journey(user_code)
        self.provider.journeys.approvals.accept(journey, self.client, self.session_of_person())

    def refuse(self, user_code: str) -> None:
        """Type the code on the telephone, and say no."""
        self.provider.journeys.approvals.refuse(self.journey(user_code), None)


def device_party(party: RelyingParty, **changes: Any) -> DeviceParty:  # noqa: ANN401
    """Return a device of the person of `party`."""
    client = replace(
        party.client,
        id=ClientId("television"),
        redirect_uris=(),
        response_types=(),
        grant_types=(DEVICE_CODE, "refresh_token"),
    )
    client = replace(client, **changes)
    registered = register(party.provider, client)
    return DeviceParty(party.provider, client, registered.secret, party.session)
