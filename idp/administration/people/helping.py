"""Helping a person without giving anybody access to an account (decision 0012).

A reset and a merge are invitations to the ordinary pages, sent to the proven addresses of the
account; support receives nothing that opens it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from idp.accounts import Accounts
from idp.accounts.notices import Notices
from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.people.reason import Who, naming
from idp.administration.people.record import PeopleRecord, check_lives
from idp.administration.shapes import ActionResponse
from idp.authenticators import Authenticators, Realm
from idp.authenticators.model import Holder
from idp.errors import Refused
from idp.ids import AccountId
from idp.limits import Limits
from idp.limits.names import PERSON_WRITTEN_TO
from idp.part import Part
from idp.storage import Database, Transaction
from idp.tokens.eviction import Eviction

RECOVER_PATH = "/mot-de-passe-oublie"
MERGE_PATH = "/compte/reunion"


class Merge(Who, kw_only=True):
    """Two accounts of one person: `who` is to stay, `other` to end."""

    other: Annotated[str, naming("Account id or address to end.")]


class Helped(ActionResponse):
    """The account for which it was done."""

    account: str


class Ended(Helped):
    """`sessions`: how many ended."""

    sessions: int


class PeopleHelping(Part):
    """Actions of support for people."""

    database: Database
    record: PeopleRecord
    accounts: Accounts
    eviction: Eviction
    authenticators: Authenticators
    notices: Notices
    limits: Limits
    issuer: str

    @action("people.send_reset", "POST /people/send-reset")
    def send_reset(self, actor: Actor, asked: Who) -> Helped:
        """Invite an account's owner to set a new password.

        Every proven address of the account is written to; no other can be typed. Raises Refused.
        """
        with self._helping(actor, asked, "send_reset") as (tx, account_id):
            self.limits.charge(tx, PERSON_WRITTEN_TO, account_id)
            self.notices.reset_invited(tx, account_id, self.issuer + RECOVER_PATH)
        return Helped(account=account_id)

    @action("people.disable", "POST /people/disable")
    def disable(self, actor: Actor, asked: Who) -> Helped:
        """Disable an account; its sessions end at once.

        What was open ends, and does not come back when the account is enabled. Raises Refused.
        """
        with self._helping(actor, asked, "disable", lives=False) as (tx, account_id):
            account = self.accounts.hold(tx, account_id)
            self.accounts.disable(tx, account_id, actor=actor.name)
            self.eviction.evict(tx, account)
        return Helped(account=account_id)

    @action("people.enable", "POST /people/enable")
    def enable(self, actor: Actor, asked: Who) -> Helped:
        """Enable a disabled account.

        Raises Refused, Unknown.
        """
        with self._helping(actor, asked, "enable", lives=False) as (tx, account_id):
            if not self.accounts.enable(tx, account_id, actor=actor.name):
                raise Refused("people.not_disabled", field="who")
        return Helped(account=account_id)

    @action("people.reset_authenticators", "POST /people/reset-authenticators")
    def reset_authenticators(self, actor: Actor, asked: Who) -> Helped:
        """Remove passkeys, the app and recovery codes for somebody who lost them.

        The owner of the account is notified.
        """
        with self._helping(actor, asked, "reset_authenticators") as (tx, account_id):
            # A passkey that is being added is added before, or after.
            self.accounts.hold(tx, account_id)
            holder = Holder(Realm.ACCOUNT, account_id)
            self.authenticators.remove_all(tx, holder, actor=actor.name)
        return Helped(account=account_id)

    @action("people.end_sessions", "POST /people/end-sessions")
    def end_sessions(self, actor: Actor, asked: Who) -> Ended:
        """Sign a person out everywhere.

        Grants that outlive a session (offline access) end too. Raises Refused.
        """
        with self._helping(actor, asked, "end_sessions", lives=False) as (tx, account_id):
            sessions = self.eviction.evict(tx, self.accounts.hold(tx, account_id))
        return Ended(account=account_id, sessions=sessions)

    @action("people.invite_merge", "POST /people/invite-merge")
    def invite_merge(self, actor: Actor, asked: Merge) -> Helped:
        """Invite the owner of two accounts to merge them.

        Both accounts are written to; only their owner can merge them. Raises Refused, Unknown.
        """
        with self.database.writing() as tx:
            other = self.record.get(tx, asked.other, "other")
            with self.record.helping(tx, actor, asked, "invite_merge") as account_id:
                if other.id == account_id:
                    raise Refused("people.same", field="other")
                check_lives(other)
                for each in (account_id, other.id):
                    self.limits.charge(tx, PERSON_WRITTEN_TO, each)
                    self.notices.merge_invited(tx, each, self.issuer + MERGE_PATH)
            self.record.helped(tx, actor, asked, "invite_merge", other.id)
        return Helped(account=account_id)

    @contextmanager
    def _helping(
        self, actor: Actor, asked: Who, what: str, *, lives: bool = True
    ) -> Iterator[tuple[Transaction, AccountId]]:
        with (
            self.database.writing() as tx,
            self.record.helping(tx, actor, asked, what, lives=lives) as account_id,
        ):
            yield tx, account_id
