"""Every page of the console, at its path."""

from flask import Flask

from idp.doors.admin.console.administrators import AdministratorDoor, AdministratorsDoor
from idp.doors.admin.console.entry import EntryDoor, LeavingDoor
from idp.doors.admin.console.frame import ConsolePageFrame
from idp.doors.admin.console.home import HomeDoor
from idp.doors.admin.console.invitation import InvitationDoor
from idp.doors.admin.console.journal import JournalDoor, JournalEntryDoor, JournalFileDoor
from idp.doors.admin.console.keys import KeyDoor, KeysDoor, RevocationDoor
from idp.doors.admin.console.language import LanguageDoor
from idp.doors.admin.console.letters import LettersDoor
from idp.doors.admin.console.own import OwnDoor
from idp.doors.admin.console.people import PeopleDoor
from idp.doors.admin.console.portal_doors import mount_portals
from idp.doors.admin.console.registry import (
    RegistryDoor,
    RegistryHistoryDoor,
    RegistryImportDoor,
    RegistryLosingDoor,
)
from idp.doors.admin.console.registry_columns import RegistryColumnsDoor, RegistryProfilesDoor
from idp.doors.admin.console.registry_problems import (
    RegistryProblemFileDoor,
    RegistryProblemsDoor,
)
from idp.doors.admin.console.retention import RetentionDoor
from idp.doors.rendering import Renderer
from idp.wiring import Provider


def mount_console(app: Flask, provider: Provider, renderer: Renderer) -> None:
    """Answer administrators."""
    frame = ConsolePageFrame(app, provider, renderer)
    _coming_in(frame, provider)
    frame.mount_shown(HomeDoor())
    mount_portals(frame, provider)
    frame.mount(KeysDoor())
    frame.mount(KeyDoor())
    frame.mount(RevocationDoor())
    frame.mount(AdministratorsDoor())
    frame.mount(AdministratorDoor())
    frame.mount(JournalDoor())
    frame.mount_shown(JournalFileDoor())
    frame.mount_shown(JournalEntryDoor())
    frame.mount(PeopleDoor())
    frame.mount(LettersDoor())
    frame.mount(RetentionDoor())
    frame.mount(RegistryDoor(), body_bytes=provider.settings.registry.upload_megabytes << 20)
    frame.mount_shown(RegistryHistoryDoor())
    frame.mount(RegistryImportDoor())
    frame.mount_shown(RegistryLosingDoor())
    frame.mount_shown(RegistryProblemsDoor())
    frame.mount_shown(RegistryProblemFileDoor())
    frame.mount(RegistryColumnsDoor())
    frame.mount(RegistryProfilesDoor())


def _coming_in(frame: ConsolePageFrame, provider: Provider) -> None:
    entry, passwords = provider.administration.entry, provider.settings.passwords
    frame.mount(LanguageDoor())
    frame.mount(EntryDoor(entry=entry))
    frame.mount(LeavingDoor(entry=entry))
    frame.mount(InvitationDoor(entry=entry, settings=passwords))
    own = OwnDoor(
        own=provider.administration.own_authenticators,
        passwords=provider.directory.passwords,
        settings=passwords,
        passkeys_offered=entry.offers_passkeys,
    )
    frame.mount(own)
