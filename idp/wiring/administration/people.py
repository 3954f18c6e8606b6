"""The actions of support."""

from idp.administration.people.additions import PeopleAdditions
from idp.administration.people.former_accounts import FormerAccountActions
from idp.administration.people.helping import PeopleHelping
from idp.administration.people.letters import PeopleLetters
from idp.administration.people.looking import PeopleLooks
from idp.administration.people.number_tries import NumberTries
from idp.administration.people.record import PeopleRecord
from idp.children.conditions import Conditions
from idp.once import built_once
from idp.wiring import Provider


class PeopleAdministration:
    """Looking at people, and helping them."""

    def __init__(self, provider: Provider, *, record: PeopleRecord) -> None:
        self._provider = provider
        self._record = record
        self._database = provider.database
        self._clock = provider.clock
        self._directory = provider.directory

    @built_once
    def operations(self) -> tuple[object, ...]:
        """The parts that declare the actions on people."""
        return (self.looks, self.helping, self.additions, self.letters, self.former_accounts)

    @built_once
    def numbers(self) -> NumberTries:
        return NumberTries(database=self._database, limits=self._provider.limits)

    @built_once
    def looks(self) -> PeopleLooks:
        return PeopleLooks(
            database=self._database,
            record=self._record,
            addresses=self._directory.addresses,
            sessions=self._directory.sessions,
            authenticators=self._directory.authenticators,
            links=self._directory.upstream_links,
            additions=self._directory.additions,
            children=self._directory.children,
            conditions=Conditions(vault=self._provider.vault, clock=self._clock),
            history=self._directory.mail_history,
            registry=self._directory.registry,
            numbers=self.numbers,
            clock=self._clock,
        )

    @built_once
    def helping(self) -> PeopleHelping:
        return PeopleHelping(
            database=self._database,
            record=self._record,
            accounts=self._directory.accounts,
            eviction=self._provider.closing.eviction,
            authenticators=self._directory.authenticators,
            notices=self._provider.notices,
            limits=self._provider.limits,
            issuer=self._provider.issuer,
        )

    @built_once
    def additions(self) -> PeopleAdditions:
        return PeopleAdditions(
            database=self._database,
            record=self._record,
            accounts=self._directory.accounts,
            additions=self._directory.additions,
            notices=self._provider.notices,
        )

    @built_once
    def former_accounts(self) -> FormerAccountActions:
        imports = self._provider.imports
        return FormerAccountActions(
            database=self._database,
            lifecycle=imports.account_lifecycle,
            decisions=imports.account_decisions,
        )

    @built_once
    def letters(self) -> PeopleLetters:
        return PeopleLetters(
            database=self._database,
            letters=self._directory.letters,
            children=self._directory.children,
            audit=self._provider.audit,
            numbers=self.numbers,
            clock=self._clock,
            issuer=self._provider.issuer,
        )
