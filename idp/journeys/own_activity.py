"""Recent events of one's own account, from the audit record."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from msgspec import Struct

from idp.audit.records import Entry
from idp.audit.search import FOREVER, EventFilter, latest
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Database

_PAGE = 30

SHOWN = frozenset(
    {
        *("account_created", "account_closed", "account_reopened", "accounts_merged"),
        "imported_account_claimed",
        *("account_disabled", "account_enabled", "account_looked_at", "data_exported"),
        *("account_helped", "letter_revoked"),
        *("signed_in", "sign_in_refused", "sessions_ended"),
        *("password_changed", "address_proven", "address_removed", "details_changed"),
        *("second_proof_made", "additions_suspended", "addition_restored"),
        *("address_removal_asked", "address_kept"),
        *("identity_linked", "identity_unlinked"),
        *("passkey_added", "passkey_removed", "passkey_refused"),
        *("authenticator_app_added", "authenticator_app_removed", "authenticators_removed"),
        *("recovery_codes_renewed", "recovery_code_used", "second_factor_refused"),
        *("children_confirmed", "child_refused", "child_unlinked", "letter_used"),
        *("request_approved", "access_withdrawn", "code_replayed", "refresh_token_reused"),
    }
)
"""The kinds of events that the owner of an account is shown, each by a sentence of its own."""
HIDDEN = frozenset({"account_erased", "told_wrongly"})
"""Kinds that no owner is left to read, or that an auditor looks into first. All other kinds are
about no account."""


class Activity(Struct, frozen=True):
    """A page of events, the newest first; `older` is the next page's cursor, None on the last."""

    events: tuple[Entry, ...]
    older: str | None


class OwnActivity(Part):
    """Lists page by page, kinds of `SHOWN` alone."""

    database: Database
    vault: Vault

    def list(self, account_id: AccountId, older: str = "") -> Activity:
        """Return a page; the first one when `older` is no valid cursor."""
        before = self._place(account_id, older)
        with self.database.reading() as tx:
            found = latest(tx, EventFilter(subject=account_id), before=before, limit=_PAGE + 1)
        shown = found[:_PAGE]
        return Activity(
            events=tuple(each for each in shown if each.kind in SHOWN),
            older=self._cursor(account_id, shown[-1].seq) if len(found) > _PAGE else None,
        )

    def _cursor(self, account_id: AccountId, seq: int) -> str:
        # Sealed: a position in the record reveals how much happens at this provider.
        sealed = self.vault.seal(str(seq), _about(account_id))
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def _place(self, account_id: AccountId, cursor: str) -> int:
        try:
            sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            return int(self.vault.open(sealed, _about(account_id)))
        except ValueError:
            return FOREVER


def _about(account_id: AccountId) -> str:
    return f"own_activity.place {account_id}"
