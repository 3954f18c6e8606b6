"""The pages on rows that were left out: some at a time, and all of them as a file."""

from pathlib import Path

from idp.wiring import Provider
from tests.databases import on_one_database
from tests.registry.conftest import export, line, many, stage
from tests.web.admin.conftest import MakeColleague

_HERE = "/admin/registre/importations/1"


@on_one_database
def test_rows_to_correct_are_shown_and_downloaded(
    provider: Provider, make_colleague: MakeColleague, tmp_path: Path
) -> None:
    wrong = [line("12", f"parent{number}@exemple.quebec") for number in range(101)]
    stage(provider, export(tmp_path / "gpi.csv", [*many(3_000, first=10_000), *wrong]))
    auditor = make_colleague("auditor")
    assert f'href="{_HERE}/lignes"' in auditor.see(_HERE).text
    first = auditor.see(f"{_HERE}/lignes").text
    assert "101 remarques" in first
    assert "parent0@" not in first
    assert auditor.see(f"{_HERE}/lignes?after=100").text.count("<tr>") == 2
    file = auditor.see(f"{_HERE}/lignes.csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="import-1-lignes.csv"'
    assert len(file.data.decode("utf-8-sig").splitlines()) == 102
    assert auditor.see(f"{_HERE}/lignes?after=x").status_code == 404
