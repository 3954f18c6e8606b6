"""Messages about changes of an account, to every address it has.

They are queued in the transaction of the change, so that no journey omits one.
"""

from collections.abc import Mapping

from msgspec import field

from idp.accounts import table
from idp.accounts.sealed_address import open_address
from idp.authenticators import AuthenticatorChange, Realm
from idp.clock import DAY, Clock
from idp.discreet import Discreet, Hidden
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.mail import Message, Outbox
from idp.normalisation.address import Address
from idp.normalisation.dates import day, time_of_day
from idp.settings import Settings
from idp.storage import Transaction

_WORTH_SENDING_SECONDS = 3 * DAY


class _Notice(Discreet, frozen=True):
    """What a message says; its text is given the time `at` (seconds) as `day` and `time`."""

    kind: str
    values: Hidden[Mapping[str, str]] = field(default_factory=dict)
    at: int | None = None


class Notices:
    """Messages to the owner of an account."""

    def __init__(self, *, vault: Vault, clock: Clock, outbox: Outbox, settings: Settings) -> None:
        self._vault = vault
        self._clock = clock
        self._outbox = outbox
        self._service = settings.pages.name
        self._support = settings.pages.support_address

    def account_created(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that the account exists."""
        self._notify(tx, account_id, _Notice("account_created"))

    def password_changed(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that there is a new password."""
        self._notify(tx, account_id, _Notice("password_changed"))

    def address_added(self, tx: Transaction, account_id: AccountId, address: Address) -> None:
        """Tell that `address` now belongs to the account."""
        self._notify(tx, account_id, _Notice("address_added", {"address": address.written}))

    def accounts_merged(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell, at the addresses of both, that two accounts are one from now on."""
        self._notify(tx, account_id, _Notice("accounts_merged"))

    def merge_invited(self, tx: Transaction, account_id: AccountId, uri: str) -> None:
        """Tell where the owner of two accounts can make them one."""
        self._notify(tx, account_id, _Notice("merge_invited", {"uri": uri}))

    def reset_invited(self, tx: Transaction, account_id: AccountId, uri: str) -> None:
        """Tell where to choose a new password; what opens the account is not in it."""
        self._notify(tx, account_id, _Notice("reset_invited", {"uri": uri}))

    def way_added(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that an identity at another provider opens the account now."""
        self._notify(tx, account_id, _Notice("way_added"))

    def way_removed(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that an identity at another provider no longer opens the account."""
        self._notify(tx, account_id, _Notice("way_removed"))

    def authenticator_changed(
        self, tx: Transaction, holder_id: str, change: AuthenticatorChange
    ) -> None:
        """Tell what became of a passkey, the authenticator app or its recovery codes."""
        values = {"change": change.value, "realm": Realm.ACCOUNT.value}
        self._notify(tx, AccountId(holder_id), _Notice("authenticator", values))

    def address_removed(self, tx: Transaction, account_id: AccountId, address: Address) -> None:
        """Tell that `address` was removed; tell `address` itself that it opens nothing any more."""
        values, kind = {"address": address.written, "itself": ""}, "address_removed"
        self._notify(tx, account_id, _Notice(kind, values))
        self._notify(tx, account_id, _Notice(kind, values | {"itself": "yes"}), only=address)

    def address_removal_asked(
        self, tx: Transaction, account_id: AccountId, address: Address, removal_at: int, uri: str
    ) -> None:
        """Tell that `address` is removed later; only its own message has the link that keeps it."""
        values, kind = {"address": address.written, "uri": ""}, "address_removal_asked"
        self._notify(tx, account_id, _Notice(kind, values, removal_at), but=address)
        self._notify(tx, account_id, _Notice(kind, values | {"uri": uri}, removal_at), only=address)

    def addition_restored(self, tx: Transaction, account_id: AccountId, kind: str) -> None:
        """Tell that a suspended addition opens the account again."""
        self._notify(tx, account_id, _Notice("addition_restored", {"addition": kind}))

    def account_closed(
        self, tx: Transaction, account_id: AccountId, erase_at: int, *, unused: bool
    ) -> None:
        """Tell that the account is closed, why, and until when it can be reopened."""
        kind = "account_unused" if unused else "account_closed"
        self._notify(tx, account_id, _Notice(kind, at=erase_at))

    def account_reopened(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that the account is open again."""
        self._notify(tx, account_id, _Notice("account_reopened"))

    def data_exported(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that all data of the account was downloaded."""
        self._notify(tx, account_id, _Notice("data_exported"))

    def new_browser(self, tx: Transaction, account_id: AccountId, device: str) -> None:
        """Tell of a sign-in in a browser that is new to this account."""
        notice = _Notice("new_browser", {"device": device}, self._clock.seconds())
        self._notify(tx, account_id, notice)

    def _notify(
        self,
        tx: Transaction,
        account_id: AccountId,
        notice: _Notice,
        *,
        but: Address | None = None,
        only: Address | None = None,
    ) -> None:
        """Write to each address except `but`, or to `only`."""
        locale = tx.row(table.FIND_LOCALE_TO_TELL, account_id=account_id)
        if locale is None:
            return
        rows = tx.rows(table.LIST_ADDRESSES, account_id=account_id)
        said = {"service": self._service, "support": self._support, **notice.values}
        if notice.at is not None:
            said |= {"day": day(notice.at, locale), "time": time_of_day(notice.at, locale)}
        known = (open_address(self._vault, row.address_sealed) for row in rows)
        for address in (only,) if only else known:
            if but is not None and address.normal == but.normal:
                continue
            self._outbox.put(
                tx,
                Message(kind=notice.kind, recipient=address.normal, locale=locale, values=said),
                expires_at=self._clock.seconds() + _WORTH_SENDING_SECONDS,
            )
