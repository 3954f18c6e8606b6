"""The formats of exports, and the reader of each."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from msgspec import Struct

from idp.files.export import Export, open_export
from idp.files.problem import Problems
from idp.normalisation.dates import day_of
from idp.registry.importing.oneroster import open_oneroster
from idp.registry.importing.profile import ExportProfile, Format
from idp.registry.importing.row_source import ReadingContext, RowSource
from idp.registry.importing.school_data_sync import open_sds_v1, open_sds_v2
from idp.registry.importing.single_file import open_single_file

_OPENERS: dict[Format, Callable[[Export, ReadingContext], AbstractContextManager[RowSource]]] = {
    Format.CSV: open_single_file,
    Format.ONEROSTER: open_oneroster,
    Format.SDS_V1: open_sds_v1,
    Format.SDS_V2_1: open_sds_v2,
}


class ExportFile(Struct, frozen=True):
    """An export on disk: its path, its name for people, its profile, how long it may be."""

    path: Path
    profile: ExportProfile
    longest_bytes: int
    called: str | None = None


@contextmanager
def open_rows(arrival: ExportFile, *, now: int, problems: Problems) -> Iterator[RowSource]:
    """Open the rows of an export. Raises Refused when it is wrong as a whole."""
    reading = ReadingContext(arrival.profile, day_of(now), problems)
    with (
        open_export(
            arrival.path, name=arrival.called, longest_bytes=arrival.longest_bytes
        ) as export,
        _OPENERS[arrival.profile.format](export, reading) as rows,
    ):
        yield rows
