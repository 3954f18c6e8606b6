"""A CSV file in two parts, cut anywhere: each row is read by one of them, with its line."""

import math
from pathlib import Path

import pytest

from idp.files.csv_file import CsvForm, open_csv
from idp.files.export import only_csv, open_export
from idp.files.problem import UnusableRow

HEADER = "a;é;c\r\n"
PLAIN = "1;é;2\r\n\r\n\udcff;3;4\r\n;;\r\n5;6\r\n7;8;9;10\r\n11;12;13\r\n"
QUOTED = '"1";2;3\r\n4;"five\r\n\r\n\n six";7\r\n8;9;10\r\n'
AFTER_A_FAULT = '1;2;3\n4;"5"6;7\n8;"9";"10\n11"\n12;13;14\n'

Rows = list[tuple[int, list[str]]]


def read(path: Path, begin: int, end: float) -> tuple[Rows, list[object]]:
    """Return the rows of a part of a file, and the lines of those that cannot be used."""
    troubles: list[object] = []

    def hear(trouble: UnusableRow, _row: list[str]) -> None:
        troubles.append((trouble.key, trouble.values["line"]))

    with (
        open_export(path, longest_bytes=1 << 20) as export,
        open_csv(export, only_csv(export), CsvForm(";")) as file,
    ):
        file.keep(begin, end)
        return list(file.rows(hear)), troubles


@pytest.mark.parametrize("rows", [PLAIN, QUOTED, PLAIN + QUOTED, QUOTED + PLAIN, AFTER_A_FAULT])
def test_a_file_cut_at_any_byte_has_each_row_in_one_of_its_parts(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes((HEADER + rows).encode(errors="surrogateescape"))
    whole = read(path, 0, math.inf)
    assert len(whole[0]) >= 2
    for cut in range(path.stat().st_size + 2):
        (first, wrong), (second, also_wrong) = read(path, 0, cut), read(path, cut, math.inf)
        assert (first + second, wrong + also_wrong) == whole, cut
