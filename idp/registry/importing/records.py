"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.registry.importing.model import ContactSource, ImportRecord, State


class ImportRow(ImportRecord, frozen=True):
    """A row of the history, with its file's name sealed."""

    file_name_sealed: bytes | None


class SpentFile(Struct, frozen=True):
    """A file that nobody will read any more, and its import."""

    id: int
    state: State
    source: ContactSource
    file: str


class ProblemRow(Struct, frozen=True):
    """The problem of a line of an export; `reason_values` is JSON."""

    number: int
    file: str
    line: int
    column_name: str
    reason: str
    reason_values: str
    left_out: bool


class PartInForce(Struct, frozen=True):
    """An organisation of an import, and which import is in force there."""

    organisation: str
    organisation_name: str
    import_id: int | None
    taken_at: int | None


class SchoolName(Struct, frozen=True):
    """The name of a school."""

    organisation: str
    code: str
    name: str


class ContactChange(Struct, frozen=True):
    """How many contacts of a school have access, and how an import changes that."""

    organisation: str
    school: str
    before: int
    removed: int
    changed: int


class ReplacedPart(Struct, frozen=True):
    """An organisation of an import that was replaced there, `later` times."""

    import_id: int
    organisation: str
    contacts: int
    packed: bool
    later: int


class RestorablePart(Struct, frozen=True):
    """An organisation of an import that can be restored."""

    organisation: str
    organisation_name: str
    contacts: int
    packed: bool


class ProfileRow(Struct, frozen=True):
    """A saved profile; `content` is JSON."""

    name: str
    content: str
    changed_at: int
    changed_by: str
