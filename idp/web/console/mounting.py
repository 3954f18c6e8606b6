"""Every page of the console, at its path."""

from flask import Flask

from idp.web.console.account_imports import (
    AccountImportPage,
    AccountImportsPage,
    AccountProblemFilePage,
)
from idp.web.console.administrators import AdministratorPage, AdministratorsPage
from idp.web.console.entry import EntryPage, LeavingPage
from idp.web.console.frame import ConsolePageFrame
from idp.web.console.home import HomePage
from idp.web.console.invitation import InvitationPage
from idp.web.console.journal import JournalEntryPage, JournalFilePage, JournalPage
from idp.web.console.keys import KeyPage, KeysPage, RevocationPage
from idp.web.console.language import ConsoleLanguagePage
from idp.web.console.letters import LettersPage
from idp.web.console.own import OwnPage
from idp.web.console.people import PeoplePage
from idp.web.console.portal_mounting import mount_portals
from idp.web.console.registry import (
    RegistryAffectedPage,
    RegistryHistoryPage,
    RegistryImportPage,
    RegistryPage,
)
from idp.web.console.registry_columns import RegistryColumnsPage, RegistryProfilesPage
from idp.web.console.registry_problems import (
    RegistryProblemFilePage,
    RegistryProblemsPage,
)
from idp.web.console.retention import RetentionPage
from idp.web.rendering import Renderer
from idp.wiring import Provider


def mount_console(app: Flask, provider: Provider, renderer: Renderer) -> None:
    """Answer administrators."""
    frame = ConsolePageFrame(app, provider, renderer)
    _mount_sign_in(frame, provider)
    frame.mount_shown(HomePage(clock=provider.clock))
    mount_portals(frame, provider)
    frame.mount(KeysPage())
    frame.mount(KeyPage())
    frame.mount(RevocationPage())
    frame.mount(AdministratorsPage())
    frame.mount(AdministratorPage())
    frame.mount(JournalPage())
    frame.mount_shown(JournalFilePage())
    frame.mount_shown(JournalEntryPage())
    frame.mount(PeoplePage())
    frame.mount(LettersPage(clock=provider.clock, pages=provider.settings.pages))
    _mount_account_imports(frame, provider)
    frame.mount(RetentionPage())
    frame.mount(RegistryPage(), body_bytes=provider.settings.registry.upload_megabytes << 20)
    frame.mount_shown(RegistryHistoryPage())
    frame.mount(RegistryImportPage())
    frame.mount_shown(RegistryAffectedPage())
    frame.mount_shown(RegistryProblemsPage())
    frame.mount_shown(RegistryProblemFilePage())
    frame.mount(RegistryColumnsPage())
    frame.mount(RegistryProfilesPage())


def _mount_account_imports(frame: ConsolePageFrame, provider: Provider) -> None:
    most = provider.settings.registry.upload_megabytes << 20
    frame.mount(AccountImportsPage(), body_bytes=most)
    frame.mount(AccountImportPage())
    frame.mount_shown(AccountProblemFilePage())


def _mount_sign_in(frame: ConsolePageFrame, provider: Provider) -> None:
    entry, passwords = provider.administration.entry, provider.settings.passwords
    frame.mount(ConsoleLanguagePage())
    frame.mount(EntryPage(entry=entry))
    frame.mount(LeavingPage(entry=entry))
    frame.mount(InvitationPage(entry=entry, settings=passwords))
    own = OwnPage(
        own=provider.administration.own_authenticators,
        passwords=provider.directory.passwords,
        settings=passwords,
        passkeys_offered=entry.offers_passkeys,
    )
    frame.mount(own)
