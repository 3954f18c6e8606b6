"""Looking at a person: their account, why a child is not linked, the state of their mail.

Each is a POST: `Actions` records the look, which is a change, and a person's address must not be in
the URI of a request.
"""

from typing import Annotated

from msgspec import Meta

from idp.accounts import Account, Addresses, Sessions
from idp.additions import AdditionKind, Additions
from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.people.number_tries import NumberTries
from idp.administration.people.reason import Who, check_reason
from idp.administration.people.record import PeopleRecord, read_address
from idp.administration.shapes import ActionResponse, Nothing
from idp.authenticators import Authenticators, Realm
from idp.authenticators.model import Holder
from idp.children import Children, SchoolStatus
from idp.children.conditions import ChildCondition, Conditions, RecentTry
from idp.clock import Clock
from idp.errors import PersonError, Refused
from idp.ids import AccountId
from idp.mail import MailHistory, Sent
from idp.mail.model import DeliveryState
from idp.normalisation.address import Address
from idp.normalisation.child_number import ChildNumber, parse_child_number
from idp.normalisation.masked_address import masked_address
from idp.part import Part
from idp.registry import Registry
from idp.settings.registry import FICHE_DIGITS
from idp.storage import Database, Transaction
from idp.upstream import UpstreamLinks

_NOT_A_CHILD = (None, ChildCondition.NOT_ON_FILE)


class Explain(Who, kw_only=True):
    """A person, and optionally the board and number of the child in question."""

    organisation: Annotated[
        str, Meta(max_length=64, description="Code of the child's organisation.")
    ] = ""
    number: Annotated[
        str, Meta(max_length=64, description="Fiche number or permanent code of the child.")
    ] = ""


class AddressResponse(ActionResponse):
    """An address of the account, masked; `proven_at` in seconds; `on_file`: of any student.

    `child` is the condition that keeps the child in question from being linked by it.
    """

    masked: str
    proven_at: int
    on_file: bool
    child: ChildCondition | None = None


class AdditionResponse(ActionResponse):
    """Something that a recovery suspended: when it was added (seconds), and on which device.

    The person describes it to be recognised; the name that its owner gave it is not returned.
    """

    kind: AdditionKind
    id: str
    added_at: int
    device: str


class PersonResponse(ActionResponse):
    """An account; times in seconds. Children are counted, never named.

    `suspended` is what a recovery suspended, which no other member counts. `unconfirmed` counts the
    files that list a proven address and are not confirmed yet. An account that is `closed` by its
    owner, who may still reopen it, is `disabled` too.
    """

    id: str
    disabled: bool
    closed: bool
    created_at: int
    locale: str
    has_password: bool
    passkeys: int
    has_app: bool
    providers: tuple[str, ...]
    addresses: tuple[AddressResponse, ...]
    suspended: tuple[AdditionResponse, ...]
    sessions: int
    seen_at: int | None
    status: SchoolStatus
    children: int
    unconfirmed: int

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to sign in: `password`, `passkey`, `app`, and names of providers."""
        own = {"password": self.has_password, "passkey": self.passkeys, "app": self.has_app}
        return (*(way for way, has in own.items() if has), *self.providers)


class BoardResponse(ActionResponse):
    """A school board whose data were imported."""

    code: str
    name: str


class Organisations(ActionResponse):
    """The school boards whose children can be looked up."""

    organisations: tuple[BoardResponse, ...]


class PersonFound(ActionResponse):
    """The account, if any; `on_file`: whether a file lists the address that was asked about."""

    person: PersonResponse | None
    on_file: bool | None


class Explained(ActionResponse):
    """Which condition of the claim fails, for each address, and the tries of thirty days."""

    account: str
    status: SchoolStatus
    registry_at: int | None
    addresses: tuple[AddressResponse, ...]
    children: int
    unconfirmed: int
    tries: tuple[RecentTry, ...]


class MessageResponse(ActionResponse):
    """A message: its kind, never its content; times in seconds.

    `answer` is the mail server's code, or `unreachable`; `delay_seconds` is how long it took.
    """

    kind: str
    state: DeliveryState
    created_at: int
    answered_at: int | None
    answer: str | None
    attempts: int
    delay_seconds: int | None


class Messages(ActionResponse):
    """The messages of the last thirty days, the newest first."""

    messages: tuple[MessageResponse, ...]


class PeopleLooks(Part):
    """Actions by which support looks at people."""

    database: Database
    record: PeopleRecord
    addresses: Addresses
    sessions: Sessions
    authenticators: Authenticators
    links: UpstreamLinks
    additions: Additions
    children: Children
    conditions: Conditions
    history: MailHistory
    registry: Registry
    numbers: NumberTries
    clock: Clock

    @action("people.organisations", "GET /people/organisations")
    def organisations(self, _actor: Actor, _asked: Nothing) -> Organisations:
        """List the organisations whose children can be looked up."""
        with self.database.reading() as tx:
            known = self.registry.organisations(tx)
        return Organisations(organisations=tuple(map(BoardResponse.of, known)))

    @action("people.find", "POST /people/find")
    def find(self, _actor: Actor, asked: Who) -> PersonFound:
        """Find an account by one whole address or by its id. The look is recorded.

        Raises Refused.
        """
        with self.database.reading() as tx:
            account = self.record.find(tx, asked.who)
            address = read_address(asked.who, "who") if "@" in asked.who else None
            return PersonFound(
                person=None if account is None else self._person(tx, account),
                on_file=None if address is None else self.conditions.is_on_file(tx, address),
            )

    @action("people.explain", "POST /people/explain")
    def explain(self, actor: Actor, asked: Explain) -> Explained:
        """Say which condition keeps a child from being linked.

        Raises Refused, Unknown, TooManyError.
        """
        number = _number(asked, self.clock.seconds())
        with self.database.reading() as tx:
            account_id = self.record.get(tx, asked.who).id
        if number is None:
            return self._explained(account_id, asked, None)
        with self.numbers.counted(actor, account_id) as tried:
            explained = self._explained(account_id, asked, number)
            tried.right = any(each.child not in _NOT_A_CHILD for each in explained.addresses)
        return explained

    def _explained(
        self, account_id: AccountId, asked: Explain, number: ChildNumber | None
    ) -> Explained:
        with self.database.reading() as tx:
            facts = self.children.facts(tx, account_id)
            return Explained.of(
                facts,
                account=account_id,
                addresses=self._response(tx, account_id, asked.organisation, number),
                children=len(facts.children),
                unconfirmed=self.children.unconfirmed_count(tx, account_id),
                tries=self.conditions.tries(tx, account_id),
            )

    @action("people.mail", "POST /people/mail")
    def mail(self, _actor: Actor, asked: Who) -> Messages:
        """List what was sent to an address or account, and what became of it.

        An address needs no account. Raises Refused, Unknown.
        """
        with self.database.reading() as tx:
            account = self.record.find(tx, asked.who)
            if "@" in asked.who:
                addresses: tuple[Address, ...] = (read_address(asked.who, "who"),)
            else:
                found = account or self.record.get(tx, asked.who)
                of_account = self.addresses.of_account(tx, found.id)
                addresses = tuple(each.address for each in of_account)
            return Messages(messages=tuple(map(_message, self.history.of(tx, addresses))))

    def _person(self, tx: Transaction, account: Account) -> PersonResponse:
        sessions = self.sessions.of_account(tx, account.id)
        enrolled_factors = self.authenticators.enrolled_factors(
            tx, Holder(Realm.ACCOUNT, account.id)
        )
        facts = self.children.facts(tx, account.id)
        return PersonResponse.of(
            account,
            closed=account.erase_at is not None,
            passkeys=enrolled_factors.passkeys,
            has_app=enrolled_factors.has_app,
            providers=tuple(each.provider for each in self.links.of_account(tx, account.id)),
            addresses=self._response(tx, account.id, "", None),
            suspended=tuple(map(AdditionResponse.of, self.additions.suspended(tx, account.id))),
            sessions=len(sessions),
            seen_at=sessions[0].seen_at if sessions else None,
            status=facts.status,
            children=len(facts.children),
            unconfirmed=self.children.unconfirmed_count(tx, account.id),
        )

    def _response(
        self, tx: Transaction, account_id: AccountId, organisation: str, number: ChildNumber | None
    ) -> tuple[AddressResponse, ...]:
        of_child = self.conditions.of_child(tx, account_id, organisation, number) if number else {}
        return tuple(
            AddressResponse(
                masked=masked_address(each.address.written),
                proven_at=each.proven_at,
                on_file=self.conditions.is_on_file(tx, each.address),
                child=of_child.get(each.id),
            )
            for each in self.addresses.of_account(tx, account_id)
        )


def _number(asked: Explain, now: int) -> ChildNumber | None:
    check_reason(asked)
    if bool(asked.organisation) is not bool(asked.number):
        field = "number" if asked.organisation else "organisation"
        raise Refused("people.child_half", field=field)
    if not asked.number:
        return None
    try:
        return parse_child_number(asked.number, now=now, lengths=FICHE_DIGITS)
    except PersonError as error:
        raise Refused("people.number", field="number") from error


def _message(sent: Sent) -> MessageResponse:
    return MessageResponse.of(
        sent.delivery, kind=sent.kind, attempts=sent.attempts, delay_seconds=sent.delay_seconds
    )
