"""Ending again what had ended since the backup of a restored database, event by event.

The events come from the file outside of the database (`idp/continuity`). Each act removes
something, and does nothing where it is missing. Decision 0021 says why each.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from idp.accounts import Accounts, Addresses
from idp.accounts import table as accounts_table
from idp.accounts.notices import Notices
from idp.additions import AccountBrowsers, Additions, Recent
from idp.administrators import table as administrators_table
from idp.audit.records import RecordedEvent
from idp.authenticators import Authenticators, Holder, Realm
from idp.children.letters import table as letters_table
from idp.clients import table as clients_table
from idp.clock import Clock
from idp.consents import Consents
from idp.continuity.ending import Ending
from idp.ids import AccountId, AddressId, ClientId
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyState
from idp.storage import Transaction
from idp.upstream import table as upstream_table

RECOVER_PATH = "/mot-de-passe-oublie"
_LATEST_COUNTS = frozenset(
    (
        Ending.ACCOUNT_DISABLED,
        Ending.ACCOUNT_ENABLED,
        Ending.ACCOUNT_CLOSED,
        Ending.ACCOUNT_REOPENED,
        Ending.ACCOUNT_ERASED,
    )
)
"""Of these, only the last event of an account counts: it undid the others."""


class Services(Struct, frozen=True, kw_only=True):
    """The parts by which things end."""

    accounts: Accounts
    addresses: Addresses
    authenticators: Authenticators
    additions: Additions
    account_browsers: AccountBrowsers
    consents: Consents
    recent: Recent
    key_lifecycle: KeyLifecycle
    notices: Notices
    clock: Clock
    issuer: str


class _Ended(Struct, frozen=True):
    """An event that ended something, and its details."""

    event: RecordedEvent
    details: dict[str, Any]

    @property
    def account_id(self) -> AccountId:
        """The account concerned."""
        return AccountId(self.event.subject or "")

    @property
    def holder(self) -> Holder:
        """The holder of the authenticator."""
        return Holder(Realm(self.details["realm"]), self.event.subject or "")


class EndingAgain(Struct, frozen=True, eq=False):
    """Repeats what each event ended; closed accounts are erased after `erase_after_seconds`."""

    services: Services
    actor: str
    erase_after_seconds: int

    def run(self, tx: Transaction, lost: Iterable[RecordedEvent]) -> int:
        """End again what `lost` ended, in that order; return how many events that was."""
        acts = self.acts()
        events = _without_undone(tuple(lost))
        for event in events:
            acts[event.kind](tx, _Ended(event, json.loads(event.details)))
        self._keys(tx, [each for each in events if each.kind == Ending.SIGNING_KEY_MOVED])
        return len(events)

    def acts(self) -> Mapping[str, Callable[[Transaction, _Ended], None]]:
        """Return what to do for each kind of event."""
        return {
            Ending.PASSWORD_CHANGED: self._password,
            Ending.ADDITIONS_SUSPENDED: self._suspended,
            Ending.ADDRESS_REMOVED: self._address,
            Ending.IDENTITY_UNLINKED: self._identity,
            Ending.PASSKEY_REMOVED: self._passkey,
            Ending.APP_REMOVED: self._app,
            Ending.AUTHENTICATORS_REMOVED: self._authenticators,
            Ending.RECOVERY_CODE_USED: self._recovery_codes,
            Ending.RECOVERY_CODES_RENEWED: self._recovery_codes,
            Ending.ACCOUNT_DISABLED: self._disabled,
            Ending.ACCOUNT_ENABLED: _nothing,
            Ending.ACCOUNT_CLOSED: self._closed,
            Ending.ACCOUNT_REOPENED: _nothing,
            Ending.ACCOUNT_ERASED: self._erased,
            Ending.ACCESS_WITHDRAWN: self._consent,
            Ending.ADMINISTRATOR_CHANGED: self._administrator,
            Ending.CLIENT_CHANGED: self._client,
            Ending.LETTER_USED: self._letter,
            Ending.LETTER_REVOKED: self._letter,
            Ending.SIGNING_KEY_MOVED: _nothing,  # all together, in `_keys`
        }

    def _password(self, tx: Transaction, ended: _Ended) -> None:
        # The restored hash is of a password that its owner, or a recovery, replaced. The account is
        # recovered by mailbox, and as after a recovery, what the old password may have added ends.
        account_id = ended.account_id
        self.services.account_browsers.forget(tx, account_id)
        self._take_back(tx, account_id, ended.event.at)
        if tx.run(accounts_table.FORGET_PASSWORD, id=account_id):
            self.services.notices.reset_invited(tx, account_id, self.services.issuer + RECOVER_PATH)

    def _suspended(self, tx: Transaction, ended: _Ended) -> None:
        self._take_back(tx, ended.account_id, ended.event.at)

    def _take_back(self, tx: Transaction, account_id: AccountId, at: int) -> None:
        """End what was new at the time `at`: not now, since the backup may be weeks old."""
        self.services.additions.suspend(tx, account_id, at=at)
        self.services.consents.withdraw_since(tx, account_id, self.services.recent.before(at))

    def _address(self, tx: Transaction, ended: _Ended) -> None:
        # Unless it is the only one: then the address that replaced it is lost.
        self.services.addresses.take_away(
            tx, ended.account_id, AddressId(ended.details["address_id"])
        )

    def _identity(self, tx: Transaction, ended: _Ended) -> None:
        values = {"account_id": ended.event.subject, "provider": ended.details["provider"]}
        tx.run(upstream_table.REMOVE_LINKS_AT, **values)

    def _passkey(self, tx: Transaction, ended: _Ended) -> None:
        self.services.authenticators.passkeys.remove(tx, ended.holder, ended.details["passkey_id"])

    def _app(self, tx: Transaction, ended: _Ended) -> None:
        self.services.authenticators.apps.remove(tx, ended.holder)

    def _authenticators(self, tx: Transaction, ended: _Ended) -> None:
        self.services.authenticators.forget(tx, ended.holder)

    def _recovery_codes(self, tx: Transaction, ended: _Ended) -> None:
        # The event does not say which ones were used: none counts any more.
        self.services.authenticators.recovery_codes.forget(tx, ended.holder)

    def _disabled(self, tx: Transaction, ended: _Ended) -> None:
        self.services.accounts.disable(tx, ended.account_id, actor=self.actor)

    def _closed(self, tx: Transaction, ended: _Ended) -> None:
        self._close(tx, ended, self.services.clock.seconds() + self.erase_after_seconds)

    def _erased(self, tx: Transaction, ended: _Ended) -> None:
        self._close(tx, ended, None)

    def _close(self, tx: Transaction, ended: _Ended, erase_at: int | None) -> None:
        self.services.accounts.close(tx, ended.account_id, erase_at=erase_at, actor=self.actor)

    def _consent(self, tx: Transaction, ended: _Ended) -> None:
        self.services.consents.withdraw(tx, ended.account_id, ClientId(ended.event.client_id or ""))

    def _administrator(self, tx: Transaction, ended: _Ended) -> None:
        # Roles, disabling, lost authenticators: disabled until an owner checks.
        tx.run(
            administrators_table.DISABLE,
            administrator_id=ended.details["administrator"],
            now=self.services.clock.seconds(),
        )

    def _client(self, tx: Transaction, ended: _Ended) -> None:
        now, client_id = self.services.clock.seconds(), ended.event.client_id
        if ended.details["change"] in {"disabled", "removed"}:
            tx.run(clients_table.DISABLE, id=client_id, disabled_at=now, now=now)
        elif ended.details["change"] in {"secret", "secret_ended"}:
            tx.run(clients_table.EXPIRE_SECRETS, client_id=client_id, kept="", at=now)

    def _letter(self, tx: Transaction, ended: _Ended) -> None:
        now = self.services.clock.seconds()
        tx.run(letters_table.REVOKE, id=ended.details["letter_id"], now=now)

    def _keys(self, tx: Transaction, moved: list[RecordedEvent]) -> None:
        """Restore the keys' states: activate those that signed, revoke those withdrawn."""
        lifecycle = self.services.key_lifecycle
        last = {(move := json.loads(each.details))["kid"]: move["state"] for each in moved}
        there = {each.kid: each.state for each in lifecycle.records(tx)}
        for kid, state in last.items():
            if state == KeyState.ACTIVE and there.get(kid) is KeyState.PENDING:
                lifecycle.activate(tx, kid, early=True)
        for kid, state in last.items():
            if not KeyState(state).is_published and kid in there and there[kid].is_published:
                lifecycle.revoke(tx, kid)


def revoke_every_key(tx: Transaction, lifecycle: KeyLifecycle) -> int:
    """Revoke every published key and let new ones sign; return how many were revoked."""
    published = [each for each in lifecycle.records(tx) if each.state.is_published]
    # The pending ones first: none of them must take over.
    for record in sorted(published, key=lambda each: each.state is not KeyState.PENDING):
        lifecycle.revoke(tx, record.kid)
    return len(published)


def _without_undone(lost: tuple[RecordedEvent, ...]) -> tuple[RecordedEvent, ...]:
    last = {each.subject: each for each in lost if each.kind in _LATEST_COUNTS}
    return tuple(
        each for each in lost if each.kind not in _LATEST_COUNTS or last[each.subject] is each
    )


def _nothing(_tx: Transaction, _ended: _Ended) -> None:
    return
