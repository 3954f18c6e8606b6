"""The data of an account, section by section, in plain JSON: see docs/account-export.md.

No secret is in it: no digest, no key, no code, nothing that opens anything.
"""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import asdict

from idp.accounts import AccountDetails, Accounts, Addresses, EmailVerifications, Sessions
from idp.additions import AccountBrowsers, AdditionKind, Additions
from idp.audit.records import Entry
from idp.audit.search import FOREVER, EventFilter, latest
from idp.authenticators import Authenticators, Holder, Realm
from idp.children import Children
from idp.clients import Clients
from idp.clock import as_datetime
from idp.consents import Consents
from idp.ids import AccountId, ClientId
from idp.imported_accounts import ImportedAccounts
from idp.mail.history import MailHistory
from idp.storage import Transaction
from idp.tokens.relying_clients import kept_grants
from idp.upstream import UpstreamLinks

Told = Mapping[str, object]
"""The members of one JSON object."""
Section = Callable[[Transaction, AccountId], Iterator[Told]]

_EVENTS_AT_ONCE = 500
_MESSAGES = 10_000  # more than anybody is sent while messages are kept
_DETAILS = frozenset(
    {"added", "addition", "addresses", "app", "by", "count", "device", "left", "linked_by"}
    | {"methods", "organisation", "passkeys", "provider", "synced"}
)
"""The details of an event that are exported: nothing internal, and nobody else's."""
_SUSPENDED = {AdditionKind.APP: "authenticator_app", AdditionKind.CODES: "recovery_codes"}
"""What packages list only while it is not suspended, by its name in the file."""


class OwnDataSections(Struct, frozen=True, kw_only=True):
    """Each section reads one package."""

    accounts: Accounts
    addresses: Addresses
    details: AccountDetails
    sessions: Sessions
    email_verifications: EmailVerifications
    links: UpstreamLinks
    imported_accounts: ImportedAccounts
    children: Children
    consents: Consents
    clients: Clients
    authenticators: Authenticators
    account_browsers: AccountBrowsers
    additions: Additions
    mail: MailHistory

    def all(self) -> dict[str, Section]:
        """Return the sections by name, in the order in which they are written."""
        return {
            "account": self._account,
            "addresses": self._addresses,
            "details": self._details,
            "children": self._children,
            "ways_to_sign_in": self._ways,
            "former_accounts": self._former_accounts,
            "browsers": self._browsers,
            "sessions": self._sessions,
            "consents": self._consents,
            "portal_access": self._portal_access,
            "address_proofs": self._proofs,
            "messages": self._messages,
            "activity": self._activity,
        }

    def _account(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        account = self.accounts.get(tx, account_id)
        yield {
            "id": account.id,
            "language": account.locale,
            "created_at": moment(account.created_at),
            "has_password": account.has_password,
            "password_changed_at": moment(self.accounts.password_changed_at(tx, account_id)),
        }

    def _addresses(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in self.addresses.every(tx, account_id):
            yield {
                "address": each.address.written,
                "added_at": moment(each.added_at),
                "device": each.device,
                "proven_at": moment(each.proven_at),
                "suspended_at": moment(each.suspended_at),
                "removed_at": moment(each.removal_at),
            }

    def _details(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        kept = self.details.of_account(tx, account_id)
        if kept.updated_at is not None:
            yield {**asdict(kept.details), "updated_at": moment(kept.updated_at)}

    def _children(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in self.children.linked(tx, account_id):
            yield {
                "name": each.name,
                "organisation": each.organisation_name,
                "school": each.school_name,
                "address_on_file": each.holds,
                "confirmed_at": moment(each.confirmed_at),
            }

    def _ways(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        identities = self.links.identities(tx, account_id)
        for link in self.links.every(tx, account_id):
            identity = identities[link.id]
            yield {
                "kind": "identity",
                "provider": link.provider,
                "issuer": identity.issuer,
                "subject": identity.subject,
                "shown": link.shown,
                "added_at": moment(link.linked_at),
                "device": link.device,
                "used_at": moment(link.used_at),
                "suspended_at": moment(link.suspended_at),
            }
        holder = Holder(Realm.ACCOUNT, account_id)
        for key in self.authenticators.passkeys.every(tx, holder):
            yield {
                "kind": "passkey",
                "label": key.label,
                "synced": key.synced,
                "added_at": moment(key.created_at),
                "device": key.device,
                "used_at": moment(key.used_at),
                "suspended_at": moment(key.suspended_at),
            }
        app_added_at = self.authenticators.apps.added_at(tx, holder)
        if app_added_at is not None:
            yield {
                "kind": "authenticator_app",
                "added_at": moment(app_added_at),
                "recovery_codes_left": self.authenticators.recovery_codes.left(tx, holder),
            }

        for each in self.additions.suspended(tx, account_id):
            if each.kind in _SUSPENDED:
                yield {
                    "kind": _SUSPENDED[each.kind],
                    "added_at": moment(each.added_at),
                    "device": each.device,
                    "is_suspended": True,
                }

    def _former_accounts(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in self.imported_accounts.of_account(tx, account_id):
            addresses = self.imported_accounts.addresses(tx, each.id)
            identities = self.imported_accounts.identities(tx, each.id)
            children = self.imported_accounts.children(tx, each.id)
            yield {
                "source": each.source,
                "subject": each.subject,
                "addresses": [address.written for address in addresses],
                "identities": [[known.issuer, known.subject] for known in identities],
                "children": [[child.organisation, child.fiche] for child in children],
                "imported_at": moment(each.imported_at),
                "claimed_at": moment(each.claimed_at),
            }

    def _browsers(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in self.account_browsers.of_account(tx, account_id):
            yield {
                "device": each.device,
                "first_seen_at": moment(each.first_seen_at),
                "proven_at": moment(each.proven_at),
                "expires_at": moment(each.expires_at),
            }

    def _sessions(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in self.sessions.kept(tx, account_id):
            yield {
                "device": each.device,
                "methods": list(each.amr),
                "started_at": moment(each.created_at),
                "seen_at": moment(each.seen_at),
                "expires_at": moment(each.expires_at),
                "ended_at": moment(each.ended_at),
            }

    def _consents(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in self.consents.of_account(tx, account_id):
            yield {
                **self._portal(each.client_id),
                "scope": sorted(each.scope),
                "given_at": moment(each.given_at),
            }

    def _portal_access(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in kept_grants(tx, account_id):
            yield {
                **self._portal(each.client_id),
                "scope": sorted(each.scope.split()),
                "granted_at": moment(each.created_at),
                "renewed_at": moment(each.refreshed_at),
                "expires_at": moment(each.expires_at),
                "ended_at": moment(each.revoked_at),
            }

    def _proofs(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        for each in self.email_verifications.of_account(tx, account_id):
            yield {
                "purpose": each.purpose,
                "address": each.address.written,
                "begun_at": moment(each.created_at),
                "codes_sent": each.sent_count,
                "proven_at": moment(each.proven_at),
                "used_at": moment(each.spent_at),
                "expires_at": moment(each.expires_at),
            }

    def _messages(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        addresses = [each.address for each in self.addresses.every(tx, account_id)]
        for each in self.mail.of(tx, addresses, limit=_MESSAGES):
            yield {
                "kind": each.kind,
                "written_at": moment(each.delivery.created_at),
                "state": each.delivery.state.value,
                "answered_at": moment(each.delivery.answered_at),
            }

    def _activity(self, tx: Transaction, account_id: AccountId) -> Iterator[Told]:
        before = FOREVER
        wanted = EventFilter(subject=account_id)
        while rows := latest(tx, wanted, before=before, limit=_EVENTS_AT_ONCE):
            yield from map(self._event, rows)
            before = rows[-1].seq

    def _event(self, event: Entry) -> Told:
        portal = self._portal(ClientId(event.client_id)) if event.client_id else {}
        return {
            "kind": event.kind,
            "at": moment(event.at),
            "by": by(event.actor),
            "outcome": event.outcome,
            **portal,
            **{name: value for name, value in event.details.items() if name in _DETAILS},
        }

    def _portal(self, client_id: ClientId) -> Told:
        client = self.clients.get_disabled_too(client_id)
        name = client.name_in_messages("fr") if client else None
        return {"portal_id": client_id, "portal": name}


def moment(seconds: int | None) -> str | None:
    """Return a time as RFC 3339 writes it, in UTC."""
    return None if seconds is None else as_datetime(seconds).isoformat().replace("+00:00", "Z")


def by(actor: str) -> str:
    """Return the kind of actor: `self`, `anyone`, `support` or `provider`."""
    return "support" if actor.startswith(("admin:", "client:")) else actor
