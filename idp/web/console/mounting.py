"""Every page of the console, at its path."""

from flask import Flask

from idp.web.console.administrators import AdministratorDoor, AdministratorsDoor
from idp.web.console.entry import EntryDoor, LeavingDoor
from idp.web.console.frame import ConsolePageFrame
from idp.web.console.home import HomeDoor
from idp.web.console.invitation import InvitationDoor
from idp.web.console.journal import JournalDoor, JournalEntryDoor, JournalFileDoor
from idp.web.console.keys import KeyDoor, KeysDoor, RevocationDoor
from idp.web.console.language import LanguageDoor
from idp.web.console.letters import LettersDoor
from idp.web.console.own import OwnDoor
from idp.web.console.people import PeopleDoor
from idp.web.console.portal_doors import mount_portals
from idp.web.console.registry import (
    RegistryDoor,
    RegistryHistoryDoor,
    RegistryImportDoor,
    RegistryLosingDoor,
)
from idp.web.console.registry_columns import RegistryColumnsDoor, RegistryProfilesDoor
from idp.web.console.registry_problems import (
    RegistryProblemFileDoor,
    RegistryProblemsDoor,
)
from idp.web.console.retention import RetentionDoor
from idp.web.rendering import Renderer
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
