"""Import profiles: which column holds what, tried on the first rows, saved under a name."""

from pathlib import Path

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.problem_list import problem_response
from idp.administration.registry.schemas import (
    SEES_PEOPLE,
    ColumnsResponse,
    Preview,
    PreviewResponse,
    ProfileResponse,
    ProfilesResponse,
    RowResponse,
    SaveProfile,
    WhichImport,
    WhichProfile,
)
from idp.administration.shapes import Nothing
from idp.audit import Audit
from idp.audit.registry_events import RegistryProfileChanged, RegistryRowsRead
from idp.clock import Clock
from idp.errors import Refused
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry.importing import (
    FIELDS,
    ExportFile,
    Import,
    ImportLifecycle,
    Profiles,
    State,
    look,
    read_profile,
    try_rows,
)
from idp.settings import RegistrySettings
from idp.storage import Database, Transaction

PAGE = "/admin/registre/correspondances"
_COLUMNS = "/admin/registre/importations/{import_id}/colonnes"
_HEAD_ROWS = 5
_TRIED_ROWS = 20


class RegistryProfileActions(Part):
    """Actions on profiles, and on a file that waits for one."""

    database: Database
    lifecycle: ImportLifecycle
    profiles: Profiles
    vault: Vault
    audit: Audit
    clock: Clock
    settings: RegistrySettings
    accented_addresses: bool

    @action("registry.profiles", "GET /registry/profiles", page=PAGE)
    def list(self, _actor: Actor, _asked: Nothing) -> ProfilesResponse:
        """List the ways to read exports."""
        with self.database.reading() as tx:
            found = self.profiles.all(tx)
        return ProfilesResponse(
            profiles=tuple(
                ProfileResponse.of(
                    each, saved=each.changed_at is not None, content=dict(each.content)
                )
                for each in found
            )
        )

    @action("registry.save_profile", "PUT /registry/profiles/{name}", page=_COLUMNS)
    def save(self, actor: Actor, asked: SaveProfile) -> ProfileResponse:
        """Save a way to read exports under a name.

        Raises Refused for an invalid profile.
        """
        with self.database.writing() as tx:
            self.profiles.save(tx, asked.name, asked.content, actor=actor.name)
            self._changed(tx, actor, asked.name, "saved")
        return ProfileResponse(
            name=asked.name,
            saved=True,
            changed_at=self.clock.seconds(),
            changed_by=actor.name,
            content=asked.content,
        )

    @action("registry.remove_profile", "DELETE /registry/profiles/{name}", page=PAGE)
    def remove(self, actor: Actor, asked: WhichProfile) -> ProfilesResponse:
        """Delete a saved way to read exports.

        Raises Unknown.
        """
        with self.database.writing() as tx:
            self.profiles.remove(tx, asked.name)
            self._changed(tx, actor, asked.name, "removed")
        return self.list(actor, Nothing())

    @action(
        "registry.columns",
        "GET /registry/imports/{import_id}/columns",
        page=_COLUMNS,
        fresh=True,
        roles=SEES_PEOPLE,
    )
    def columns(self, actor: Actor, asked: WhichImport) -> ColumnsResponse:
        """Show the head of an uploaded file that waits for a way to be read.

        Raises Refused, Unknown.
        """
        found = self._received(actor, asked.import_id)
        head = look(
            Path(found.file or ""),
            called=found.file_name or "",
            longest_bytes=self._longest,
            count=_HEAD_ROWS,
        )
        return ColumnsResponse.of(head)

    @action("registry.preview", "POST /registry/imports/{import_id}/preview", page=_COLUMNS)
    def preview(self, actor: Actor, asked: Preview) -> PreviewResponse:
        """Try a way to read an uploaded file on its first rows.

        Raises Refused, Unknown.
        """
        profile = read_profile(asked.content)
        found = self._received(actor, asked.import_id)
        arrival = ExportFile(Path(found.file or ""), profile, self._longest, found.file_name)
        tried = try_rows(
            arrival,
            self.vault,
            now=self.clock.seconds(),
            count=_TRIED_ROWS,
            accented_addresses=self.accented_addresses,
        )
        return PreviewResponse(
            fields=FIELDS,
            rows=tuple(
                RowResponse.of(each, problem=each.problem and problem_response(each.problem))
                for each in tried
            ),
        )

    @property
    def _longest(self) -> int:
        return self.settings.unpacked_megabytes << 20

    def _received(self, actor: Actor, import_id: int) -> Import:
        with self.database.writing() as tx:
            found = self.lifecycle.get(tx, import_id)
            if found.state is not State.RECEIVED or found.file is None:
                raise Refused("registry.not_received")
            self.audit.record(tx, RegistryRowsRead(actor=actor.name, import_id=import_id))
        return found

    def _changed(self, tx: Transaction, actor: Actor, name: str, change: str) -> None:
        event = RegistryProfileChanged(actor=actor.name, profile=name, change=change)
        self.audit.record(tx, event)
