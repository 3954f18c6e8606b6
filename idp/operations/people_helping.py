"""Doing something for a person, which none of it lets anybody in: see decision 0012.

What opens an account never leaves by support: a reset and a merge are invitations to the ordinary
pages, sent to the addresses that the account has proven.
"""

from collections.abc import Callable
from typing import Annotated

from idp.accounts import Accounts
from idp.accounts.notices import Notices
from idp.authenticators import Authenticators, Realm
from idp.authenticators.model import Holder
from idp.errors import Refused
from idp.ids import AccountId
from idp.limits import Limits
from idp.limits.names import PERSON_WRITTEN_TO
from idp.operations.action import action
from idp.operations.actor import Actor
from idp.operations.asking import Told
from idp.operations.people_asking import PAGE, PeopleRecord, Who, naming
from idp.part import Part
from idp.storage import Database, Transaction
from idp.tokens.eviction import Eviction

RECOVER_PATH = "/mot-de-passe-oublie"
MERGE_PATH = "/compte/reunion"


class Merge(Who, kw_only=True):
    """Two accounts of one person: `who` is to stay, `other` to end."""

    other: Annotated[str, naming("Account id or address to end.")]


class Helped(Told):
    """The account for which it was done."""

    account: str


class Ended(Helped):
    """How many sessions lived."""

    sessions: int


Change = Callable[[Transaction, AccountId], None]


class PeopleHelping(Part):
    """What support does for people."""

    database: Database
    record: PeopleRecord
    accounts: Accounts
    eviction: Eviction
    authenticators: Authenticators
    notices: Notices
    limits: Limits
    issuer: str

    @action("people.send_reset", "POST /people/send-reset", page=PAGE)
    def send_reset(self, actor: Actor, asked: Who) -> Helped:
        """Write to the account's addresses how to get in.

        Every proven address of the account is written to; no other can be typed. Raises Refused.
        """

        def write(tx: Transaction, account_id: AccountId) -> None:
            self.limits.charge(tx, PERSON_WRITTEN_TO, account_id)
            self.notices.reset_invited(tx, account_id, self.issuer + RECOVER_PATH)

        return self._do(actor, asked, "send_reset", write)

    @action("people.disable", "POST /people/disable", page=PAGE)
    def disable(self, actor: Actor, asked: Who) -> Helped:
        """Let nobody into an account; its sessions stop at once.

        What was open ends: nothing of it comes back when the account is enabled. Raises Refused.
        """

        def close(tx: Transaction, account_id: AccountId) -> None:
            account = self.accounts.hold(tx, account_id)
            self.accounts.disable(tx, account_id, actor=actor.name)
            self.eviction.evict(tx, account)

        return self._do(actor, asked, "disable", close, lives=False)

    @action("people.enable", "POST /people/enable", page=PAGE)
    def enable(self, actor: Actor, asked: Who) -> Helped:
        """Let the person in again.

        Raises Refused, Unknown.
        """

        def open_again(tx: Transaction, account_id: AccountId) -> None:
            if not self.accounts.enable(tx, account_id, actor=actor.name):
                raise Refused("people.not_disabled", field="who")

        return self._do(actor, asked, "enable", open_again, lives=False)

    @action("people.reset_authenticators", "POST /people/reset-authenticators", page=PAGE)
    def reset_authenticators(self, actor: Actor, asked: Who) -> Helped:
        """Take passkeys, the application and recovery codes away from who lost them.

        The owner of the account is told.
        """

        def take_away(tx: Transaction, account_id: AccountId) -> None:
            # Who is adding a passkey at this moment is done first, or comes after.
            self.accounts.hold(tx, account_id)
            holder = Holder(Realm.ACCOUNT, account_id)
            self.authenticators.remove_all(tx, holder, actor=actor.name)

        return self._do(actor, asked, "reset_authenticators", take_away)

    @action("people.end_sessions", "POST /people/end-sessions", page=PAGE)
    def end_sessions(self, actor: Actor, asked: Who) -> Ended:
        """Sign a person out everywhere.

        Grants that outlive a session (offline access) end too. Raises Refused.
        """
        ended: list[int] = []

        def end(tx: Transaction, account_id: AccountId) -> None:
            ended.append(self.eviction.evict(tx, self.accounts.hold(tx, account_id)))

        helped = self._do(actor, asked, "end_sessions", end, lives=False)
        return Ended(account=helped.account, sessions=ended[0])

    @action("people.invite_merge", "POST /people/invite-merge", page=PAGE)
    def invite_merge(self, actor: Actor, asked: Merge) -> Helped:
        """Write to both accounts of one person how to make them one.

        Only their owner can go on from there. Raises Refused, Unknown.
        """
        with self.database.writing() as tx:
            other = self.record.get(tx, asked.other, "other")

            def write(tx: Transaction, account_id: AccountId) -> None:
                if other.id == account_id:
                    raise Refused("people.same", field="other")
                _check_lives(other.disabled)
                for each in (account_id, other.id):
                    self.limits.charge(tx, PERSON_WRITTEN_TO, each)
                    self.notices.merge_invited(tx, each, self.issuer + MERGE_PATH)

            helped = self._helped(tx, actor, asked, "invite_merge", write)
            self.record.helped(tx, actor, asked, "invite_merge", other.id)
        return helped

    def _do(
        self, actor: Actor, asked: Who, what: str, change: Change, *, lives: bool = True
    ) -> Helped:
        with self.database.writing() as tx:
            return self._helped(tx, actor, asked, what, change, lives=lives)

    def _helped(
        self,
        tx: Transaction,
        actor: Actor,
        asked: Who,
        what: str,
        change: Change,
        *,
        lives: bool = True,
    ) -> Helped:
        account = self.record.get(tx, asked.who)
        if lives:
            _check_lives(account.disabled)
        change(tx, account.id)
        self.record.helped(tx, actor, asked, what, account.id)
        return Helped(account=account.id)


def _check_lives(disabled: bool) -> None:  # noqa: FBT001 - one word of an account
    if disabled:
        raise Refused("people.disabled", field="who")
