"""Portals that are told what happened, and the worker that tells them."""

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from idp.clients import Client
from idp.ids import ClientId
from idp.wiring import Provider
from idp.worker import PortalCalls, PortalNotification
from tests.conftest import register
from tests.publisher import Publisher
from tests.relying_party import RelyingParty


def notification(provider: Provider) -> PortalNotification:
    """Return a worker of `provider`."""
    calls = PortalCalls(
        ways=provider.notifications.ways,
        clock=provider.clock,
        settings=provider.settings,
        measures=provider.measures,
    )
    return PortalNotification(
        database=provider.database,
        signals=provider.signals,
        deliveries=provider.deliveries,
        calls=calls,
        clock=provider.clock,
        settings=provider.settings.signals,
    )


def notify(provider: Provider) -> None:
    """Tell whatever is due now, to the end."""
    worker = notification(provider)
    while worker.run_once():
        pass
    worker.close()


@dataclass(frozen=True)
class ToldPortal:
    """A portal with an address to be told at."""

    party: RelyingParty
    publisher: Publisher

    @property
    def logout_tokens(self) -> list[str]:
        """The logout tokens that it was sent so far."""
        return [form["logout_token"] for form in self.publisher.posted]


def told_portal(party: RelyingParty, publisher: Publisher, **changes: Any) -> ToldPortal:  # noqa: ANN401
    """Register a portal like that of `party` that is told at `publisher`."""
    client: Client = replace(
        party.client,
        id=ClientId(f"told-{publisher.uri.rpartition(':')[2]}"),
        backchannel_logout_uri=f"{publisher.uri}/logout",
        **changes,
    )
    registered = register(party.provider, client)
    return ToldPortal(replace(party, client=client, secret=registered.secret), publisher)
