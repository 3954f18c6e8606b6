"""What an archive or a file may be: none leads out, fills a disk, or is misread silently."""

import zipfile
from pathlib import Path

import pytest

from idp.errors import Refused
from idp.files.csv_file import CsvForm, open_csv
from idp.files.export import only_csv, open_export
from tests.registry.conftest import said
from tests.registry.rosters import archive

_LONGEST = 1 << 20


def rows(path: Path, *, longest: int = _LONGEST, encoding: str = "utf-8") -> list[list[str]]:
    """Read the CSV file at `path`, which has a column `a`."""
    with (
        open_export(path, longest_bytes=longest) as export,
        open_csv(export, only_csv(export), CsvForm(encoding=encoding)) as file,
    ):
        file.places(["a"])
        return [row for _, row in file.rows(lambda *_: None)]


def refusal(path: Path, *, longest: int = _LONGEST, encoding: str = "utf-8") -> str:
    """Return why the CSV file at `path` is refused."""
    with pytest.raises(Refused) as caught:
        rows(path, longest=longest, encoding=encoding)
    return said(caught.value)


def test_a_file_in_an_archive_is_read_where_it_lies(tmp_path: Path) -> None:
    files = {"export.csv": "a,b\r\n1,2\r\n"}
    path = archive(tmp_path / "a.zip", files, folder="dossier/")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("__MACOSX/dossier/._export.csv", "x")
    assert rows(path) == [["1", "2"]]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize("name", ["../users.csv", "/etc/users.csv", "a\\..\\users.csv", "C:/x.csv"])
def test_a_name_that_leads_out_of_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    assert "leads outside" in refusal(archive(tmp_path / "a.zip", {name: "a\r\n"}))


def test_an_archive_that_swells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "a.zip", {"export.csv": "a\r\n" + "0" * (4 << 20)})
    assert bomb.stat().st_size < 20_000
    assert "far larger" in refusal(bomb, longest=1 << 30)


def test_no_more_is_unpacked_than_the_setting_allows(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"export.csv": "a\r\n" + "0\r\n" * 1000})
    assert "longer than 0 MiB" in refusal(path, longest=1000)


def test_an_archive_that_lies_about_its_length_is_cut_short(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"export.csv": "a\r\n" + "0\r\n" * 1000})
    content = bytearray(path.read_bytes())
    # The length of the member, in the directory at the end (APPNOTE 4.3.12): 8 bytes.
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (8).to_bytes(4, "little")
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"export.csv": "a\r\n" + "0\r\n" * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    assert "damaged" in refusal(path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"x/users.csv": "a\r\n", "y/USERS.csv": "a\r\n"})
    assert "two files of the same name" in refusal(path)


def test_many_members_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{number}.csv": "a\r\n" for number in range(201)})
    assert "more than 200 files" in refusal(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ("a\r\né\r\n".encode("utf-16"), "UTF-16"),
        (b"a,a\r\n1,2\r\n", "the column a is there twice"),
        (b"b\r\n1\r\n", "the column a is missing"),
        (b'a\r\n"1\r\n', "line 2: this is not a CSV file"),
        (b"a\r\n" + b"1" * 70_000, "line 2: the line is too long"),
        (b'a,b\r\n1,"2\r\n3,4\r\n5,"6\r\n7,8\r\n', "line 2: this is not a CSV file"),
        (b'a,b\r\n1,"2\r\n3,4\r\n5,6"\r\n', "line 2: this is not a CSV file"),
        (b"a\r\n1\r\n2", "line 3: the last line has no end, and the file looks cut"),
        ("a\r\né\r\n".encode("cp1252"), "line 2, column a: the byte 0xe9 is not utf-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    assert words in refusal(path)


def test_a_utf_8_file_under_another_encoding_is_not_misread(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("\ufeffa\r\né\r\n".encode())
    assert "written in UTF-8" in refusal(path, encoding="cp1252")
    # Without its mark.
    path.write_bytes("a\r\nEléonore Lévesque\r\n".encode())
    assert "line 2: the file is written in UTF-8" in refusal(path, encoding="cp1252")


@pytest.mark.parametrize("text", ["MÉLANIE", "«\u00a0L’ÉTÉ\u00a0»", "ANDRÉ\u00a0", "Zoé – été"])  # noqa: RUF001
def test_a_windows_file_is_not_taken_for_utf_8(tmp_path: Path, text: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(f"a\r\n{text}\r\n".encode("cp1252"))
    assert rows(path, encoding="cp1252") == [[text]]


def test_cells_that_a_spreadsheet_dropped_or_added_are_blank_ones(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b"a,b,c\r\n1\r\n2,\r\n3,4,5,,\r\n,,\r\n   \r\n")
    assert rows(path) == [["1", "", ""], ["2", "", ""], ["3", "4", "5"]]


def test_the_end_that_dos_writes_is_an_end(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    for end in (b"\r\n\x1a", b"\x1a"):
        path.write_bytes(b"a\r\n1" + end)
        assert rows(path) == [["1"]]
