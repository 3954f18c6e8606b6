"""The impact of a revocation, before it is done: which tokens, portals and sessions."""

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.keys.schemas import KeyResponse, WhichKey, key_response
from idp.administration.shapes import ActionResponse
from idp.clients import Client, Clients
from idp.clock import Clock
from idp.errors import Refused
from idp.keys.algorithms import ACCESS_TOKEN_ALGORITHM
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyState
from idp.part import Part
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.tokens.relying_clients import sessions_of_client

_NODES_LEARN_SECONDS = 1


class PortalHit(ActionResponse):
    """A portal whose tokens the key signs or signed."""

    client_id: str
    name_fr: str
    name_en: str
    sessions: int
    """Sessions of parents in which it holds a grant, of its newest 10,000 grants."""
    is_counted: bool = True
    """Whether these are all; false: there may be more."""


class RevocationImpact(ActionResponse):
    """What revoking a key would end."""

    key: KeyResponse
    signs_id_tokens: bool
    """Whether it signs ID tokens, logout tokens and signed responses for `portals`."""
    signs_access_tokens: bool
    """Whether it signs the access tokens of every portal."""
    portals: tuple[PortalHit, ...]
    sessions: int
    is_counted: bool
    """Whether these are the sessions of all `portals`; false: there may be more."""
    successor_kid: str | None
    """The pending key that signs next; null: one is made then, or none is needed."""
    successor_is_safe: bool
    """Whether every relying party has that key; else some will first have to fetch it."""
    refused_here_seconds: int
    """After how many seconds all of our machines refuse what it signed."""
    refused_everywhere_seconds: int
    """After how many seconds portals do that honour the cache time of our keys."""


class KeyRevocation(Part):
    """Reads the impact, and changes nothing."""

    database: Database
    lifecycle: KeyLifecycle
    clients: Clients
    clock: Clock
    settings: Settings

    @action("keys.weigh", "GET /keys/{kid}/revocation")
    def impact(self, _actor: Actor, asked: WhichKey) -> RevocationImpact:
        """Show what revoking a key breaks, and revoke nothing.

        Raises Unknown, Refused when it is gone.
        """
        now = self.clock.seconds()
        with self.database.reading() as tx:
            record = self.lifecycle.get(tx, asked.kid)
            pending = self.lifecycle.find(tx, record.algorithm, KeyState.PENDING)
        if not record.state.is_published:
            raise Refused("keys.gone", kid=record.kid)
        line = self.lifecycle.time_line
        signs = record.state is KeyState.ACTIVE
        signed = record.activated_at is not None
        hit = [each for each in self.clients.all() if signed and _relies(each, record.algorithm)]
        with self.database.reading() as tx:
            portals = tuple(_hit(tx, each, now) for each in hit)
        max_age = self.settings.keys.jwks_max_age_seconds
        return RevocationImpact(
            key=key_response(record, line),
            signs_id_tokens=bool(portals),
            signs_access_tokens=signed and record.algorithm == ACCESS_TOKEN_ALGORITHM,
            portals=portals,
            sessions=sum(each.sessions for each in portals),
            is_counted=all(each.is_counted for each in portals),
            successor_kid=pending.kid if signs and pending else None,
            successor_is_safe=not signs
            or (pending is not None and line.safe_to_activate_at(pending) <= now),
            refused_here_seconds=_NODES_LEARN_SECONDS,
            refused_everywhere_seconds=max_age + _NODES_LEARN_SECONDS,
        )


def _hit(tx: Transaction, client: Client, now: int) -> PortalHit:
    sessions, is_counted = sessions_of_client(tx, client.id, now)
    return PortalHit(
        client_id=client.id,
        name_fr=client.branding.name_fr,
        name_en=client.branding.name_en,
        sessions=sessions,
        is_counted=is_counted,
    )


def _relies(client: Client, algorithm: str) -> bool:
    return not client.disabled and algorithm in {
        client.id_token_signed_response_alg,
        client.authorization_signed_response_alg,
        client.introspection_signed_response_alg,
        client.userinfo_signed_response_alg,
    }
