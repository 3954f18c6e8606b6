"""Every page of the console, at its path."""

from flask import Flask

from idp.doors.admin.console.administrators import AdministratorDoor, AdministratorsDoor
from idp.doors.admin.console.answer import ConsoleDoor
from idp.doors.admin.console.home import HomeDoor
from idp.doors.admin.console.journal import JournalDoor, JournalEntryDoor, JournalFileDoor
from idp.doors.admin.console.keys import KeyDoor, KeysDoor, RevocationDoor
from idp.doors.admin.console.language import LanguageDoor
from idp.doors.admin.console.letters import LettersDoor
from idp.doors.admin.console.people import PeopleDoor
from idp.doors.admin.console.reception import Reception
from idp.doors.admin.console.retention import RetentionDoor
from idp.doors.rendering import Renderer
from idp.parts import Parts


def mount_console(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Answer administrators."""
    reception = Reception(parts, renderer)
    doors: tuple[ConsoleDoor, ...] = (
        HomeDoor(),
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
    )
    for door in doors:
        reception.mount(app, door)
    reception.mount(app, LanguageDoor(), public=True)
