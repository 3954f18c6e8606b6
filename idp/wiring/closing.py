"""What ends accounts, by a person's wish or by time, and what is open in one."""

from idp.authenticators import Holder, Realm
from idp.ids import AccountId
from idp.journeys.close_unused import CloseUnused
from idp.journeys.due_removals import DueRemovals
from idp.journeys.erase_account import EraseAccounts
from idp.once import built_once
from idp.retention import RetentionSchedule
from idp.storage import Transaction
from idp.tokens.eviction import Eviction
from idp.wiring import Provider


class Closing:
    """What the worker carries out in time, and what it stands on."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._database = provider.database
        self._clock = provider.clock
        self._directory = provider.directory

    @built_once
    def retention(self) -> RetentionSchedule:
        return RetentionSchedule(clock=self._clock)

    @built_once
    def eviction(self) -> Eviction:
        return Eviction(
            sessions=self._directory.sessions,
            email_verifications=self._directory.email_verifications,
            authenticators=self._directory.authenticators,
            clock=self._clock,
        )

    @built_once
    def close_unused(self) -> CloseUnused:
        return CloseUnused(
            database=self._database,
            accounts=self._directory.accounts,
            consents=self._directory.consents,
            eviction=self.eviction,
            retention=self.retention,
            clock=self._clock,
        )

    @built_once
    def due_removals(self) -> DueRemovals:
        return DueRemovals(
            database=self._database,
            removals=self._directory.address_removals,
            children=self._directory.children,
        )

    @built_once
    def erase_accounts(self) -> EraseAccounts:
        directory = self._directory
        return EraseAccounts(
            database=self._database,
            accounts=directory.accounts,
            erasers=(
                directory.children.forget,
                directory.consents.forget,
                directory.upstream_links.forget,
                directory.imported_accounts.forget,
                self._forget_authenticators,
                self._provider.tokens.issued_tally.forget,
                directory.account_browsers.forget,
            ),
            retention=self.retention,
            clock=self._clock,
        )

    def _forget_authenticators(self, tx: Transaction, account_id: AccountId) -> None:
        self._directory.authenticators.forget(tx, Holder(Realm.ACCOUNT, account_id))
