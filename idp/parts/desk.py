"""What administrators do, and the desk where every mouth asks."""

from functools import cached_property

from idp.journeys.table import END_EVERY_JOURNEY
from idp.operations.administrators import AdministratorOperations
from idp.operations.desk import Desk
from idp.operations.key_revocation import KeyRevocation
from idp.operations.keys import KeyOperations
from idp.operations.looks import Looks
from idp.operations.people_asking import PeopleRecord
from idp.operations.record import RecordOperations
from idp.operations.restoring import Restoring
from idp.operations.restoring_again import Rooms
from idp.operations.retention import RetentionOperations
from idp.operations.told_claims import ToldClaimOperations
from idp.parts.people import people_operations
from idp.parts.portals import portal_operations
from idp.parts.registry import WithRegistry


class WithDesk(WithRegistry):
    """The administrators' side of the house."""

    @cached_property
    def administrator_operations(self) -> AdministratorOperations:
        """What an owner does with administrators."""
        return AdministratorOperations(
            database=self.database,
            administrators=self.administrators,
            sessions=self.administrator_sessions,
            invitations=self.administrator_invitations,
            authenticators=self.authenticators,
            audit=self.audit,
            settings=self.settings,
        )

    @cached_property
    def key_operations(self) -> KeyOperations:
        """What becomes of the signing keys, by an administrator's hand or by the worker's."""
        return KeyOperations(
            database=self.database,
            lifecycle=self.key_lifecycle,
            keys=self.keys,
            keyring=self.keyring,
            audit=self.audit,
            clock=self.clock,
            settings=self.settings.keys,
        )

    @cached_property
    def key_revocation(self) -> KeyRevocation:
        """What revoking a key would break."""
        return KeyRevocation(
            database=self.database,
            lifecycle=self.key_lifecycle,
            clients=self.clients,
            clock=self.clock,
            settings=self.settings,
        )

    @cached_property
    def restoring(self) -> Restoring:
        """What ends when the database was put back to an earlier day."""
        return Restoring(
            database=self.database,
            continuity=self.continuity,
            restorations=self.restorations,
            rooms=Rooms(
                accounts=self.accounts,
                addresses=self.addresses,
                authenticators=self.authenticators,
                additions=self.additions,
                account_browsers=self.account_browsers,
                consents=self.consents,
                recent=self.recent,
                key_lifecycle=self.key_lifecycle,
                notices=self.notices,
                clock=self.clock,
                issuer=self.issuer,
            ),
            registry=self.registry,
            retention=self.retention,
            audit=self.audit,
            also=(("requests of portals that waited", END_EVERY_JOURNEY),),
        )

    @cached_property
    def desk(self) -> Desk:
        """Every action, built when the first is asked for: parents never wait for it."""
        return Desk(
            (
                self.administrator_operations,
                *portal_operations(self),
                RecordOperations(database=self.database, audit=self.audit),
                ToldClaimOperations(
                    database=self.database,
                    rederivation=self.rederivation,
                    tally=self.told_tally,
                    audit=self.audit,
                ),
                self.key_operations,
                self.key_revocation,
                *people_operations(self),
                RetentionOperations(
                    database=self.database, schedule=self.retention, audit=self.audit
                ),
                self.registry_operations,
                self.registry_problem_operations,
                self.registry_profile_operations,
            ),
            looks=Looks(
                database=self.database,
                record=PeopleRecord(accounts=self.accounts, audit=self.audit),
                audit=self.audit,
                limits=self.limits,
            ),
            guard=self.administrator_guard,
            administrators=self.administrators,
        )
