"""What a recovery does to the authenticators of an account (see `idp/additions`).

Recovery codes are suspended with their app; renewed beside an app that stays, by themselves.
"""

from idp.additions import Addition, AdditionKind
from idp.audit import Audit
from idp.audit.authenticator_events import AppRemoved
from idp.authenticators import table
from idp.authenticators.model import Holder, Realm
from idp.authenticators.notifiers import AuthenticatorChange, Notifiers
from idp.authenticators.passkeys import Passkeys
from idp.clock import Clock
from idp.ids import AccountId
from idp.part import Part
from idp.storage import Transaction


class AuthenticatorSuspension(Part):
    """A suspended authenticator opens and proves nothing, and is not asked for."""

    passkeys: Passkeys
    clock: Clock
    audit: Audit
    notifiers: Notifiers

    def suspend(self, tx: Transaction, account_id: AccountId, *, since: int) -> int:
        """Suspend what was added after `since` without a second proof; return how many.

        Deletes an unconfirmed secret of an app: an intruder may have seen it.
        """
        values = {**_of(account_id), "since": since, "now": self.clock.seconds()}
        tx.run(table.CANCEL_APP, **_of(account_id))
        apps = tx.run(table.SUSPEND_APP, **values)
        codes = tx.run(table.SUSPEND_RECOVERY_CODES, **values)
        return tx.run(table.SUSPEND_PASSKEYS, **values) + (apps or min(codes, 1))

    def suspended(self, tx: Transaction, account_id: AccountId) -> tuple[Addition, ...]:
        """Return what is suspended."""
        found = [
            Addition(AdditionKind.PASSKEY, each.id, each.label, each.created_at, each.device)
            for each in self.passkeys.every(tx, _holder(account_id))
            if each.suspended_at is not None
        ]
        app = tx.row(table.FIND_SUSPENDED_APP, **_of(account_id))
        codes = tx.row(table.FIND_SUSPENDED_CODES, **_of(account_id))
        if app is not None:
            found.append(Addition(AdditionKind.APP, AdditionKind.APP.value, "", *app))
        elif codes is not None:
            found.append(Addition(AdditionKind.CODES, AdditionKind.CODES.value, "", *codes))
        return tuple(found)

    def restore(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """End a suspension; return whether there was one."""
        values = {**_of(account_id), "now": self.clock.seconds()}
        if kind is AdditionKind.PASSKEY:
            return tx.run(table.RESTORE_PASSKEY, id=addition_id, **values) == 1
        if kind is AdditionKind.APP:
            restored = tx.run(table.RESTORE_APP, **values) == 1
            if restored:
                tx.run(table.RESTORE_RECOVERY_CODES, **values)
            return restored
        return kind is AdditionKind.CODES and tx.run(table.RESTORE_RECOVERY_CODES, **values) > 0

    def remove_suspended(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """Remove a suspended authenticator; return whether it was there."""
        holder = _holder(account_id)
        if kind is AdditionKind.PASSKEY:
            known = {each.id for each in self.suspended(tx, account_id) if each.kind is kind}
            return addition_id in known and self.passkeys.remove(tx, holder, addition_id)
        if kind is AdditionKind.APP and tx.run(table.REMOVE_SUSPENDED_APP, **_of(account_id)):
            tx.run(table.REMOVE_SUSPENDED_CODES, **_of(account_id))
            self.audit.record(tx, AppRemoved(subject=holder.id, realm=holder.realm))
            self.notifiers.notify(tx, holder, AuthenticatorChange.APP_REMOVED)
            return True
        return (
            kind is AdditionKind.CODES
            and tx.run(table.REMOVE_SUSPENDED_CODES, **_of(account_id)) > 0
        )


def _holder(account_id: AccountId) -> Holder:
    return Holder(Realm.ACCOUNT, account_id)


def _of(account_id: AccountId) -> dict[str, str]:
    return {"realm": Realm.ACCOUNT.value, "holder_id": account_id}
