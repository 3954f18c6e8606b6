"""A house by the real clock, for relying parties that run beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from idp.accounts import Account
from idp.clients import Branding, Client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.settings import OutboundSettings, ServerSettings, Settings
from idp.wiring import Provider, build
from tests.accounts.letters import codes_in_outbox
from tests.conftest import make_parent, register
from tests.portals.node_program import run
from tests.portals.visitor import Visitor
from tests.ports import free_port
from tests.tls import Certificate
from tests.web_application import served

CALLBACK = "https://portal.example.org/cb"
GOODBYE = "https://portal.example.org/bye"
PORTAL = Client(
    id=ClientId("portal"),
    branding=Branding(name_fr="Portail", name_en="Portal"),
    redirect_uris=(CALLBACK,),
    post_logout_redirect_uris=(GOODBYE,),
    grant_types=("authorization_code", "refresh_token"),
    scopes=("openid", "email", "profile", "offline_access"),
)


@dataclass(frozen=True)
class Live:
    """A house by the real clock, and a parent who has not signed in."""

    provider: Provider
    issuer: str
    visitor: Visitor
    account: Account

    def run(self, program: str, client: Client = PORTAL, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """Register `client` and run it."""
        return run(
            program,
            self.visitor,
            issuer=self.issuer,
            client_id=client.id,
            secret=register(self.provider, client).secret,
            redirect_uri=client.redirect_uris[0],
            post_logout_redirect_uri=GOODBYE,
            **more,
        )


def live_at(settings: Settings, origin: str, certificate: Certificate | None) -> Iterator[Live]:
    port = free_port()
    server = ServerSettings(issuer=f"{origin}:{port}")
    here = OutboundSettings(allow_loopback=True)
    provider = build(replace(settings, server=server, outbound=here), SystemClock())
    parent = make_parent(provider, "marie.tremblay@exemple.quebec")
    trusted = str(certificate.path) if certificate else None
    with served(provider, port, certificate) as url:
        visitor = Visitor(
            url,
            parent.address,
            parent.password,
            trusted,
            mailbox=lambda: codes_in_outbox(provider)[-1],
        )
        yield Live(provider, url, visitor, parent.account)
    provider.database.close()
