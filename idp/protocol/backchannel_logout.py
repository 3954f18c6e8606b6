"""Logout notifications to portals (OpenID Connect Back-Channel Logout 1.0)."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from idp.clients import Client, Clients
from idp.clock import Clock
from idp.ids import AccountId, ClientId, Sid, new_id
from idp.part import Part
from idp.protocol.notification_method import Post
from idp.signals import Deliveries, Signal, SignalDelivery, SignalKind
from idp.signals.signals import Batch
from idp.storage import Transaction
from idp.tokens.logout_token import LogoutTokens
from idp.tokens.relying_clients import RelyingClient, RelyingClients
from idp.tokens.subject import Subjects

_SCHOOL_SCOPE = "gpi"


class BackchannelLogout(Part):
    """Turns signals into logout requests (§2.5)."""

    kind = "logout"

    clients: Clients
    subjects: Subjects
    tokens: LogoutTokens
    deliveries: Deliveries
    clock: Clock

    def expand(self, tx: Transaction, batch: Batch, concerned: RelyingClients) -> None:
        """Keep a delivery for each portal, and each of its sessions, that a signal ends."""
        told: dict[tuple[str, str], SignalDelivery] = {}
        for signal in batch.signals:
            for holder in self._concerned(signal, concerned.get(signal.id, ())):
                # A changed password ends a session twice; its portal is notified once.
                told.setdefault((holder.client_id, holder.sid), self._delivery(signal, holder))
        self.deliveries.put(tx, told.values())

    def notify(
        self, tx: Transaction, client_id: ClientId, account_id: AccountId, sids: Iterable[Sid]
    ) -> None:
        """Keep a delivery for each of `sids`, which ended at this portal only."""
        client = self.clients.find(client_id)
        if client is None or client.backchannel_logout_uri is None:
            return
        self.deliveries.put(
            tx,
            [
                SignalDelivery(
                    id=new_id(),
                    kind=self.kind,
                    client_id=client_id,
                    account_id=account_id,
                    sid=sid,
                    at=self.clock.seconds(),
                )
                for sid in sids
            ],
        )

    def compose(self, delivery: SignalDelivery) -> Post | None:
        """Return the request to send (§2.5); None when the portal no longer wants it."""
        client = self.clients.find(delivery.client_id)
        if client is None or client.backchannel_logout_uri is None or delivery.sid is None:
            return None
        token = self.tokens.mint(
            client,
            subject=self.subjects.of(client, delivery.account_id),
            sid=delivery.sid,
            jti=delivery.id,
            now=self.clock.seconds(),
        )
        return Post(
            uri=client.backchannel_logout_uri,
            body=urlencode({"logout_token": token}).encode(),
            content_type="application/x-www-form-urlencoded",
        )

    def _concerned(
        self, signal: Signal, found: tuple[RelyingClient, ...]
    ) -> Iterator[RelyingClient]:
        for holder in found:
            client = self.clients.find(holder.client_id)
            if client is None or client.backchannel_logout_uri is None:
                continue
            if signal.kind.ends_sessions or _lost(signal, client, holder):
                yield holder

    def _delivery(self, signal: Signal, holder: RelyingClient) -> SignalDelivery:
        return SignalDelivery(
            id=new_id(),
            kind=self.kind,
            client_id=holder.client_id,
            account_id=signal.account_id,
            sid=holder.sid,
            at=signal.at,
        )


def _lost(signal: Signal, client: Client, holder: RelyingClient) -> bool:
    """Return whether the portal's grant had a school claim that no longer holds."""
    given = holder.scope | {*client.implied_scopes}
    return signal.kind is SignalKind.SCHOOL_CLAIM_LOST and _SCHOOL_SCOPE in given
