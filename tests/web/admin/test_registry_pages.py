"""The pages on an import: how far it is, and the rows that were left out."""

import io
from pathlib import Path

from idp.registry.importing import Advance
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.registry.conftest import export, import_request, line, many, stage
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


def test_the_page_of_an_import_says_how_many_rows_were_read_and_asks_again_by_itself(
    provider: Provider, clock: TestClock, make_colleague: MakeColleague, tmp_path: Path
) -> None:
    auditor = make_colleague("auditor")
    pages: list[str] = []

    def look(_advance: Advance) -> None:
        clock.advance(1)
        pages.append(auditor.see(_HERE).text)

    request = import_request(provider, export(tmp_path / "gpi.csv", many(4_000)))
    provider.imports.decisions.stage(request, actor="admin:a", progress=look)

    assert "1\u202f000 lignes lues, sur environ 4\u202f0" in pages[1]
    assert 'max="100" value="14"' in pages[1]
    assert "2\u202f000 lignes lues, sur environ 4\u202f0" in pages[2]
    assert "4\u202f000 lignes lues; leur contenu est préparé" in pages[-1]
    for page in pages:
        assert f'content="3; url={_HERE}"' in page
    decided = auditor.see(_HERE).text
    assert "<progress" not in decided
    assert "http-equiv" not in decided


@on_one_database
def test_a_file_that_waits_for_the_worker_is_not_said_to_be_read(
    make_colleague: MakeColleague, tmp_path: Path
) -> None:
    owner = make_colleague("owner")
    file = export(tmp_path / "gpi.csv", many(10))
    with file.open("rb") as content:
        owner.send("/admin/registre", action="upload", profile="gpi", file=(content, "gpi.csv"))

    page = owner.see(_HERE).text

    assert "Le fichier attend son tour" in page
    assert '<progress id="progress-bar"></progress>' in page
    assert "lignes lues" not in page


@on_one_database
def test_a_file_of_many_lines_is_uploaded_whole(make_colleague: MakeColleague) -> None:
    owner = make_colleague("owner")
    lines = "".join(f"{each}\r\n" for each in many(5_000)).encode()
    # Many pieces of 64 KiB; above 500 KB Werkzeug's client leaves a file that nobody closes.
    assert 1 << 18 < len(lines) < 500_000

    sent = owner.send(
        "/admin/registre", action="upload", profile="gpi", file=(io.BytesIO(lines), "gpi.csv")
    )

    assert sent.headers["Location"] == f"{_HERE}?notice=registry_received"
