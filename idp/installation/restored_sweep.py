"""What ends whenever a database was restored: all that is live or single-use (decision 0021)."""

from idp.accounts import table as accounts
from idp.accounts.email_proofs import table as proofs
from idp.additions import table as additions
from idp.administrators import table as administrators
from idp.authenticators import Realm
from idp.authenticators import table as authenticators
from idp.children.letters import table as letters
from idp.clients import table as clients
from idp.clock import Clock
from idp.imported_accounts.importing import table as account_imports
from idp.mail import table as mail
from idp.registry.importing import table as imports
from idp.signals import SignalKind
from idp.storage import Statement, Transaction
from idp.tokens import table as tokens
from idp.upstream import table as upstream

Sweeps = tuple[tuple[str, Statement], ...]
Counts = tuple[tuple[str, int], ...]

ALWAYS: Sweeps = (
    ("sessions of parents", accounts.END_EVERY_SESSION),
    ("portals' grants, with their codes and tokens", tokens.REVOKE_EVERYTHING),
    ("proofs of addresses under way", proofs.VOID_EVERY_PROOF),
    ("removals of addresses that waited", accounts.KEEP_EVERY_ADDRESS_OF_ALL),
    ("sign-ins halfway", authenticators.VOID_EVERY_HALFWAY),
    ("pushed requests", tokens.SPEND_EVERY_PUSHED),
    ("requests for approval (devices, CIBA)", tokens.END_EVERY_APPROVAL),
    ("ways to other providers under way", upstream.END_EVERY_ATTEMPT),
    ("arrivals from other providers", upstream.END_EVERY_ARRIVAL),
    ("sessions of administrators", administrators.END_EVERY_SESSION),
    ("invitations of administrators", administrators.DROP_EVERY_INVITATION),
    ("invitations to register clients", clients.WITHDRAW_EVERY_INVITATION),
    ("trials of portals", clients.END_EVERY_TRIAL),
    ("registry imports that waited for a decision", imports.EXPIRE_WAITING),
    ("imports of accounts that waited for a decision", account_imports.EXPIRE_WAITING),
    ("messages that waited", mail.GIVE_UP_EVERYTHING),
)
_ASSUMED: Sweeps = (
    ("passwords of parents", accounts.FORGET_EVERY_PASSWORD),
    ("browsers that accounts knew", additions.FORGET_EVERY_BROWSER),
    ("passkeys of parents", authenticators.REMOVE_EVERY_PASSKEY),
    ("identities at other providers", upstream.REMOVE_EVERY_LINK),
    ("recovery codes", authenticators.REMOVE_EVERY_RECOVERY_CODE),
    ("activation letters not used yet", letters.REVOKE_EVERY_UNUSED),
    ("administrators, until one is enabled", administrators.DISABLE_EVERYBODY),
)


def sweep(tx: Transaction, clock: Clock, also: Sweeps) -> Counts:
    """End all that, and what `also` ends, and notify portals; return the count of each."""
    now = clock.seconds()
    notified = tx.run(tokens.TELL_EVERY_HOLDER, kind=SignalKind.SESSIONS_ENDED.value, now=now)
    ended = _run(tx, (*ALWAYS, *also), now)
    return (*ended, *([("accounts of which portals are told", notified)] if notified else []))


def sweep_what_may_have_changed(tx: Transaction, clock: Clock) -> Counts:
    """End what may have been changed since, as if everybody had; return the count of each."""
    return _run(tx, _ASSUMED, clock.seconds())


def _run(tx: Transaction, sweeps: Sweeps, now: int) -> Counts:
    values = {"now": now, "nothing": b"", "realm": Realm.ACCOUNT.value}
    counted = ((what, tx.run(statement, **values)) for what, statement in sweeps)
    return tuple((what, count) for what, count in counted if count)
