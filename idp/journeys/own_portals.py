"""The portals with a consent or a grant of one's own account: lists and withdraws them."""

from collections import defaultdict
from collections.abc import Collection

from msgspec import Struct

from idp.accounts import Session, SessionDatabase
from idp.audit import Audit
from idp.audit.events import AccessWithdrawn
from idp.clients import Client, Clients
from idp.clock import Clock
from idp.consents import Consent, Consents
from idp.ids import AccountId, ClientId
from idp.part import Part
from idp.protocol.backchannel_logout import BackchannelLogout
from idp.protocol.frontchannel_logout import FrontchannelLogout
from idp.protocol.shared_signals.push import SecurityEventPush
from idp.tokens.records import HeldGrants
from idp.tokens.relying_clients import held_of_account
from idp.tokens.revocation import revoke_client


class OwnPortal(Struct, frozen=True):
    """A portal; times in seconds, None where there is none."""

    client: Client
    scope: frozenset[str]
    consented_at: int | None
    used_at: int | None


class OwnPortals(Part):
    """Lists them, and withdraws one's consent and grants."""

    database: SessionDatabase
    clients: Clients
    consents: Consents
    logout: BackchannelLogout
    events: SecurityEventPush
    frontchannel: FrontchannelLogout
    audit: Audit
    clock: Clock

    def list(self, account_id: AccountId) -> tuple[OwnPortal, ...]:
        """Return them, the last used or agreed to first; disabled ones too."""
        with self.database.reading() as tx:
            consents = self.consents.of_account(tx, account_id)
            held = held_of_account(tx, account_id)
        agreed = {each.client_id: each for each in consents}
        holding: dict[ClientId, list[HeldGrants]] = defaultdict(list)
        for each in held:
            holding[each.client_id].append(each)
        portals = (
            _portal(client, agreed.get(client.id), holding.get(client.id, ()))
            for client in map(self.clients.get_disabled_too, agreed.keys() | holding.keys())
            if client is not None
        )
        return tuple(sorted(portals, key=_newest_first))

    def withdraw(self, session: Session, client_id: ClientId) -> tuple[str, ...]:
        """Delete the consent, end every grant and notify the portal, in one transaction.

        Return the portal's addresses that the browser must load. Without a consent or a grant,
        nothing changes.
        """
        account_id, now = session.account_id, self.clock.seconds()
        with self.database.acting(session) as tx:
            consent = self.consents.withdraw(tx, account_id, client_id)
            ended = revoke_client(tx, account_id, client_id, now)
            if not consent and not ended:
                return ()
            # A grant outside a session signed nobody in.
            sids = sorted({*filter(None, ended)}, key=lambda sid: (sid != session.sid, sid))
            self.logout.notify(tx, client_id, account_id, sids)
            self.events.notify_withdrawal(tx, client_id, account_id, now)
            self.audit.record(
                tx,
                AccessWithdrawn(
                    subject=account_id, client_id=client_id, consent=consent, ended=len(ended)
                ),
            )
        return self.frontchannel.frames_of_portal(client_id, sids)


def _portal(client: Client, consent: Consent | None, held: Collection[HeldGrants]) -> OwnPortal:
    scopes = [each.scope for each in held]
    if consent is not None:
        scopes.append(consent.scope)
    return OwnPortal(
        client=client,
        scope=frozenset(client.implied_scopes).union(*scopes),
        consented_at=None if consent is None else consent.given_at,
        used_at=max((each.used_at for each in held if each.used_at is not None), default=None),
    )


def _newest_first(portal: OwnPortal) -> tuple[int, ClientId]:
    return -max(portal.used_at or 0, portal.consented_at or 0), portal.client.id
