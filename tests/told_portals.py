"""Portals that are told what happened, and the worker that tells them."""

from dataclasses import dataclass, replace
from typing import Any

from idp.clients import Client
from idp.ids import ClientId
from idp.wiring import Parts
from idp.worker import PortalTelling
from tests.conftest import register
from tests.publisher import Publisher
from tests.relying_party import RelyingParty


def telling(house: Parts) -> PortalTelling:
    """Return a worker of `house`."""
    return PortalTelling(
        database=house.database,
        signals=house.signals,
        deliveries=house.deliveries,
        ways=house.telling.ways,
        clock=house.clock,
        settings=house.settings,
        measures=house.measures,
    )


def tell(house: Parts) -> None:
    """Tell whatever is due now, to the end."""
    worker = telling(house)
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
    registered = register(party.house, client)
    return ToldPortal(replace(party, client=client, secret=registered.secret), publisher)
