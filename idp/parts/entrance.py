"""How administrators come in: their sessions, invitations, and what they prove themselves by."""

from functools import cached_property

from idp.administrators import AdministratorSessions, Invitations
from idp.clock import Clock
from idp.operations.entry import AdministratorEntry
from idp.operations.guard import AdministratorGuard
from idp.operations.own_authenticators import OwnAuthenticators
from idp.parts.journeys import Journeys
from idp.settings import Settings


class Entrance(Journeys):
    """The administrators' own door."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        self.administrator_sessions = AdministratorSessions(
            clock=clock, settings=settings.administrators
        )
        self.administrator_guard = AdministratorGuard(
            database=self.database, sessions=self.administrator_sessions
        )
        self.administrator_invitations = Invitations(clock=clock)

    @cached_property
    def administrator_entry(self) -> AdministratorEntry:
        """What lets administrators in."""
        return AdministratorEntry(
            database=self.database,
            administrators=self.administrators,
            sessions=self.administrator_sessions,
            invitations=self.administrator_invitations,
            authenticators=self.authenticators,
            passwords=self.passwords,
            password_tries=self.password_tries,
            audit=self.audit,
            measures=self.measures,
        )

    @cached_property
    def own_authenticators(self) -> OwnAuthenticators:
        """What administrators come in by, as they see to it themselves."""
        return OwnAuthenticators(
            database=self.database,
            administrators=self.administrators,
            authenticators=self.authenticators,
            guard=self.administrator_guard,
        )
