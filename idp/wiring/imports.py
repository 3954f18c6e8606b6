"""Imports, from a file to a decision: for commands, the worker and administrators."""

from pathlib import Path

from idp.files.uploads import Uploads
from idp.imported_accounts.importing.imports import AccountImports
from idp.imported_accounts.importing.lifecycle import AccountLifecycle
from idp.imports.decisions import ImportDecisions
from idp.imports.former_accounts import AccountDecisions
from idp.imports.received_files import ReceivedFiles
from idp.once import built_once
from idp.registry.importing import Drop, ImportLifecycle, Imports, Profiles
from idp.wiring import Provider


class ImportSection:
    """What brings a school's export into force, and the accounts of a former system along."""

    def __init__(self, provider: Provider) -> None:
        self._database = provider.database
        self._vault = provider.vault
        self._clock = provider.clock
        self._audit = provider.audit
        self._children = provider.directory.children
        self._settings = provider.settings.registry
        self._accented_addresses = provider.settings.mail.accented_addresses

    @built_once
    def drop(self) -> Drop | None:
        if not self._settings.drop_directory:
            return None
        return Drop(clock=self._clock, settings=self._settings)

    @built_once
    def staging(self) -> Imports:
        return Imports(
            database=self._database,
            vault=self._vault,
            clock=self._clock,
            settings=self._settings,
            accented_addresses=self._accented_addresses,
        )

    @built_once
    def lifecycle(self) -> ImportLifecycle:
        return ImportLifecycle(vault=self._vault, clock=self._clock, settings=self._settings)

    @built_once
    def profiles(self) -> Profiles:
        return Profiles(clock=self._clock, settings=self._settings)

    @built_once
    def decisions(self) -> ImportDecisions:
        return ImportDecisions(
            database=self._database,
            imports=self.staging,
            lifecycle=self.lifecycle,
            profiles=self.profiles,
            children=self._children,
            audit=self._audit,
            clock=self._clock,
            settings=self._settings,
        )

    @built_once
    def uploads(self) -> Uploads:
        return Uploads(
            Path(self._settings.directory), longest_bytes=self._settings.upload_megabytes << 20
        )

    @built_once
    def account_lifecycle(self) -> AccountLifecycle:
        return AccountLifecycle(
            vault=self._vault, clock=self._clock, approval_hours=self._settings.approval_hours
        )

    @built_once
    def account_decisions(self) -> AccountDecisions:
        return AccountDecisions(
            database=self._database,
            imports=AccountImports(database=self._database, vault=self._vault, clock=self._clock),
            lifecycle=self.account_lifecycle,
            uploads=self.uploads,
            audit=self._audit,
            clock=self._clock,
            settings=self._settings,
        )

    @built_once
    def received_files(self) -> ReceivedFiles:
        return ReceivedFiles(
            database=self._database,
            lifecycle=self.lifecycle,
            decisions=self.decisions,
            uploads=self.uploads,
            drop=self.drop,
            clock=self._clock,
            settings=self._settings,
        )
