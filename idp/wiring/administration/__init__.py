"""The actions and the sign-in of administrators."""

from typing import TYPE_CHECKING

from idp.administration.actions import Actions
from idp.administration.actor import Area
from idp.administration.looks import Looks
from idp.once import built_once
from idp.wiring import Provider

if TYPE_CHECKING:  # imported when they are asked for, as the sections are
    from idp.administration.administrators.actions import AdministratorActions
    from idp.administration.administrators.entry import AdministratorEntry
    from idp.administration.administrators.guard import AdministratorGuard
    from idp.administration.administrators.own_authenticators import OwnAuthenticators
    from idp.administration.configuration.applying import Configuration
    from idp.administration.keys.actions import KeyActions
    from idp.administration.keys.revocation import KeyRevocation
    from idp.administration.people.record import PeopleRecord
    from idp.administrators import AdministratorSessions, Invitations
    from idp.installation.restoring import Restoring
    from idp.wiring.administration.people import PeopleAdministration
    from idp.wiring.administration.portals import PortalAdministration
    from idp.wiring.directory import Directory


class Administration:
    """The actions and the sign-in of administrators."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._database = provider.database
        self._clock = provider.clock
        self._audit = provider.audit

    @property
    def _directory(self) -> "Directory":
        return self._provider.directory

    @built_once
    def people(self) -> "PeopleAdministration":
        from idp.wiring.administration.people import PeopleAdministration

        return PeopleAdministration(self._provider, record=self.people_record)

    @built_once
    def portals(self) -> "PortalAdministration":
        from idp.wiring.administration.portals import PortalAdministration

        return PortalAdministration(self._provider)

    @built_once
    def registry(self) -> tuple[object, ...]:
        """The parts that declare the actions on the registry."""
        from idp.wiring.administration.registry import registry_actions

        return registry_actions(self._provider)

    @built_once
    def sessions(self) -> "AdministratorSessions":
        from idp.administrators import AdministratorSessions

        return AdministratorSessions(
            clock=self._clock, settings=self._provider.settings.administrators
        )

    @built_once
    def guard(self) -> "AdministratorGuard":
        from idp.administration.administrators.guard import AdministratorGuard

        return AdministratorGuard(database=self._database, sessions=self.sessions)

    @built_once
    def invitations(self) -> "Invitations":
        from idp.administrators import Invitations

        return Invitations(clock=self._clock)

    @built_once
    def entry(self) -> "AdministratorEntry":
        from idp.administration.administrators.entry import TRIED, AdministratorEntry
        from idp.measures import Tries

        return AdministratorEntry(
            database=self._database,
            administrators=self._directory.administrators,
            sessions=self.sessions,
            invitations=self.invitations,
            authenticators=self._directory.authenticators,
            passwords=self._directory.passwords,
            password_tries=self._directory.password_tries,
            tries=Tries(measures=self._provider.measures, family=TRIED),
            audit=self._audit,
        )

    @built_once
    def own_authenticators(self) -> "OwnAuthenticators":
        from idp.administration.administrators.own_authenticators import OwnAuthenticators

        return OwnAuthenticators(
            database=self._database,
            administrators=self._directory.administrators,
            authenticators=self._directory.authenticators,
            guard=self.guard,
        )

    @built_once
    def administrators(self) -> "AdministratorActions":
        from idp.administration.administrators.actions import AdministratorActions

        return AdministratorActions(
            database=self._database,
            administrators=self._directory.administrators,
            sessions=self.sessions,
            invitations=self.invitations,
            authenticators=self._directory.authenticators,
            notices=self._directory.administrator_notices,
            history=self._directory.mail_history,
            audit=self._audit,
            clock=self._clock,
            settings=self._provider.settings,
        )

    @built_once
    def keys(self) -> "KeyActions":
        from idp.administration.keys.actions import KeyActions

        return KeyActions(
            database=self._database,
            lifecycle=self._provider.key_lifecycle,
            rotation=self._provider.rotation,
            keyring=self._provider.keyring,
            audit=self._audit,
            clock=self._clock,
            settings=self._provider.settings.keys,
        )

    @built_once
    def key_revocation(self) -> "KeyRevocation":
        from idp.administration.keys.revocation import KeyRevocation

        return KeyRevocation(
            database=self._database,
            lifecycle=self._provider.key_lifecycle,
            clients=self._directory.clients,
            clock=self._clock,
            settings=self._provider.settings,
        )

    @built_once
    def people_record(self) -> "PeopleRecord":
        from idp.administration.people.record import PeopleRecord

        return PeopleRecord(accounts=self._directory.accounts, audit=self._audit)

    @property
    def configuration(self) -> "Configuration":
        """The part that applies files; commands alone have it, so no server builds it."""
        from idp.wiring.administration.configuration import configuration

        return configuration(self._provider, self.portals)

    @property
    def restoring(self) -> "Restoring":
        """The part that ends what a restored database brought back; for commands, likewise."""
        from idp.wiring.administration.restoring import restoring

        return restoring(self._provider)

    @built_once
    def journal(self) -> tuple[object, ...]:
        """The parts that declare the actions on the record of events."""
        from idp.wiring.administration.journal import journal_actions

        return journal_actions(self._provider)

    @built_once
    def actions(self) -> Actions:
        """Every action, wired when the first of its area is used."""
        return Actions(
            {
                Area.ADMINISTRATORS: lambda: (self.administrators,),
                Area.PORTALS: lambda: self.portals.operations,
                Area.AUDIT: lambda: self.journal,
                Area.KEYS: lambda: (self.keys, self.key_revocation),
                Area.PEOPLE: lambda: self.people.operations,
                Area.INSTALLATION: self._retention_actions,
                Area.REGISTRY: lambda: self.registry,
                Area.STATISTICS: self._statistics_actions,
            },
            looks=Looks(
                database=self._database,
                record=lambda: self.people_record,
                audit=self._audit,
                limits=self._provider.limits,
            ),
            guard=lambda: self.guard,
            administrators=lambda: self._directory.administrators,
        )

    def _retention_actions(self) -> tuple[object, ...]:
        from idp.administration.retention.actions import RetentionActions

        schedule = self._provider.closing.retention
        return (RetentionActions(database=self._database, schedule=schedule, audit=self._audit),)

    def _statistics_actions(self) -> tuple[object, ...]:
        from idp.administration.statistics.actions import StatisticsActions

        counts = self._provider.counts
        return (StatisticsActions(database=self._database, counts=counts, clock=self._clock),)
