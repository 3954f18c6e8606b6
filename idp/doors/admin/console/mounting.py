"""Every page of the console, at its path."""

from flask import Flask

from idp.doors.admin.console.administrators import AdministratorDoor, AdministratorsDoor
from idp.doors.admin.console.answer import ConsoleDoor
from idp.doors.admin.console.entry import EntryDoor, LeavingDoor
from idp.doors.admin.console.home import HomeDoor
from idp.doors.admin.console.invitation import InvitationDoor
from idp.doors.admin.console.journal import JournalDoor, JournalEntryDoor, JournalFileDoor
from idp.doors.admin.console.keys import KeyDoor, KeysDoor, RevocationDoor
from idp.doors.admin.console.language import LanguageDoor
from idp.doors.admin.console.letters import LettersDoor
from idp.doors.admin.console.own import OwnDoor
from idp.doors.admin.console.people import PeopleDoor
from idp.doors.admin.console.portal_doors import portal_doors
from idp.doors.admin.console.portal_trials import TrialReturnDoor
from idp.doors.admin.console.reception import Reception
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
from idp.parts import Parts


def mount_console(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Answer administrators."""
    reception = Reception(parts, renderer)
    doors: tuple[ConsoleDoor, ...] = (
        HomeDoor(),
        *portal_doors(parts),
        KeysDoor(),
        KeyDoor(),
        RevocationDoor(),
        AdministratorsDoor(),
        AdministratorDoor(),
        JournalDoor(),
        JournalFileDoor(),
        JournalEntryDoor(),
        PeopleDoor(),
        LettersDoor(),
        RetentionDoor(),
        RegistryHistoryDoor(),
        RegistryImportDoor(),
        RegistryLosingDoor(),
        RegistryProblemsDoor(),
        RegistryProblemFileDoor(),
        RegistryColumnsDoor(),
        RegistryProfilesDoor(),
    )
    for door in doors:
        reception.mount(app, door)
    upload_bytes = parts.settings.registry.upload_megabytes << 20
    reception.mount(app, RegistryDoor(), body_bytes=upload_bytes)
    entry = parts.administrator_entry
    own = OwnDoor(
        own=parts.own_authenticators,
        passwords=parts.passwords,
        settings=parts.settings.passwords,
        passkeys_offered=entry.offers_passkeys,
    )
    reception.mount(app, own)
    for public in (
        LanguageDoor(),
        TrialReturnDoor(),
        EntryDoor(entry=entry),
        LeavingDoor(entry=entry),
        InvitationDoor(entry=entry, settings=parts.settings.passwords),
    ):
        reception.mount(app, public, public=True)
