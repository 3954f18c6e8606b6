"""What administrators do, and how they come in."""

from typing import TYPE_CHECKING

from idp.administrators import AdministratorSessions, Invitations
from idp.journeys.table import END_EVERY_JOURNEY
from idp.once import built_once
from idp.operations.actor import Area
from idp.operations.administrators import AdministratorOperations
from idp.operations.desk import Desk
from idp.operations.entry import AdministratorEntry
from idp.operations.guard import AdministratorGuard
from idp.operations.key_revocation import KeyRevocation
from idp.operations.keys import KeyOperations
from idp.operations.looks import Looks
from idp.operations.own_authenticators import OwnAuthenticators
from idp.operations.people_asking import PeopleRecord
from idp.operations.record import RecordOperations
from idp.operations.restoring import Restoring
from idp.operations.restoring_again import Rooms
from idp.operations.retention import RetentionOperations
from idp.operations.told_claims import ToldClaimOperations
from idp.wiring import Parts

if TYPE_CHECKING:  # imported when they are asked for, as the sections are
    from idp.wiring.administration.people import PeopleAdministration
    from idp.wiring.administration.portals import PortalAdministration
    from idp.wiring.administration.registry import RegistryAdministration


class Administration:
    """The desk where every mouth asks, what lets administrators in, and what they do there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database
        self._clock = parts.clock
        self._audit = parts.audit
        self._directory = parts.directory

    @built_once
    def people(self) -> "PeopleAdministration":
        from idp.wiring.administration.people import PeopleAdministration

        return PeopleAdministration(self._parts, record=self.people_record)

    @built_once
    def portals(self) -> "PortalAdministration":
        from idp.wiring.administration.portals import PortalAdministration

        return PortalAdministration(self._parts)

    @built_once
    def registry(self) -> "RegistryAdministration":
        from idp.wiring.administration.registry import RegistryAdministration

        return RegistryAdministration(self._parts)

    @built_once
    def sessions(self) -> AdministratorSessions:
        return AdministratorSessions(
            clock=self._clock, settings=self._parts.settings.administrators
        )

    @built_once
    def guard(self) -> AdministratorGuard:
        return AdministratorGuard(database=self._database, sessions=self.sessions)

    @built_once
    def invitations(self) -> Invitations:
        return Invitations(clock=self._clock)

    @built_once
    def entry(self) -> AdministratorEntry:
        return AdministratorEntry(
            database=self._database,
            administrators=self._directory.administrators,
            sessions=self.sessions,
            invitations=self.invitations,
            authenticators=self._directory.authenticators,
            passwords=self._directory.passwords,
            password_tries=self._directory.password_tries,
            audit=self._audit,
            measures=self._parts.measures,
        )

    @built_once
    def own_authenticators(self) -> OwnAuthenticators:
        return OwnAuthenticators(
            database=self._database,
            administrators=self._directory.administrators,
            authenticators=self._directory.authenticators,
            guard=self.guard,
        )

    @built_once
    def administrators(self) -> AdministratorOperations:
        return AdministratorOperations(
            database=self._database,
            administrators=self._directory.administrators,
            sessions=self.sessions,
            invitations=self.invitations,
            authenticators=self._directory.authenticators,
            audit=self._audit,
            settings=self._parts.settings,
        )

    @built_once
    def keys(self) -> KeyOperations:
        return KeyOperations(
            database=self._database,
            lifecycle=self._parts.key_lifecycle,
            keys=self._parts.keys,
            keyring=self._parts.keyring,
            audit=self._audit,
            clock=self._clock,
            settings=self._parts.settings.keys,
        )

    @built_once
    def key_revocation(self) -> KeyRevocation:
        return KeyRevocation(
            database=self._database,
            lifecycle=self._parts.key_lifecycle,
            clients=self._directory.clients,
            clock=self._clock,
            settings=self._parts.settings,
        )

    @built_once
    def people_record(self) -> PeopleRecord:
        return PeopleRecord(accounts=self._directory.accounts, audit=self._audit)

    @built_once
    def restoring(self) -> Restoring:
        """What ends when the database was put back to an earlier day."""
        parts, directory = self._parts, self._directory
        return Restoring(
            database=self._database,
            continuity=parts.continuity,
            restorations=parts.restorations,
            rooms=Rooms(
                accounts=directory.accounts,
                addresses=directory.addresses,
                authenticators=directory.authenticators,
                additions=directory.additions,
                account_browsers=directory.account_browsers,
                consents=directory.consents,
                recent=directory.recent,
                key_lifecycle=parts.key_lifecycle,
                notices=parts.notices,
                clock=self._clock,
                issuer=parts.issuer,
            ),
            registry=directory.registry,
            retention=parts.closing.retention,
            audit=self._audit,
            also=(("requests of portals that waited", END_EVERY_JOURNEY),),
        )

    @built_once
    def desk(self) -> Desk:
        """Every action, wired when the first of its area is asked for."""
        return Desk(
            {
                Area.ADMINISTRATORS: lambda: (self.administrators,),
                Area.PORTALS: lambda: self.portals.operations,
                Area.AUDIT: self._record_operations,
                Area.KEYS: lambda: (self.keys, self.key_revocation),
                Area.PEOPLE: lambda: self.people.operations,
                Area.HOUSE: self._retention_operations,
                Area.REGISTRY: lambda: self.registry.operations,
            },
            looks=Looks(
                database=self._database,
                record=self.people_record,
                audit=self._audit,
                limits=self._parts.limits,
            ),
            guard=self.guard,
            administrators=self._directory.administrators,
        )

    def _record_operations(self) -> tuple[object, ...]:
        told = ToldClaimOperations(
            database=self._database,
            rederivation=self._parts.tokens.rederivation,
            tally=self._parts.tokens.told_tally,
            audit=self._audit,
        )
        return (RecordOperations(database=self._database, audit=self._audit), told)

    def _retention_operations(self) -> tuple[object, ...]:
        schedule = self._parts.closing.retention
        return (RetentionOperations(database=self._database, schedule=schedule, audit=self._audit),)
