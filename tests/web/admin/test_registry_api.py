"""The registry through the API: a file sent as it is, compared by the worker, decided by people."""

import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.administration.actor import Area, scope_of
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.registry.conftest import HEADER, Import, line, many
from tests.registry.conftest import import_lines as import_lines  # noqa: PLC0414 - a fixture
from tests.web.admin.conftest import MakeProgram, Program

_WRITE = scope_of(Area.REGISTRY, changes=True)
_READ = scope_of(Area.REGISTRY, changes=False)


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock, tmp_path: Path) -> Iterator[Provider]:
    """A house with a spool of its own, which takes no file above a mebibyte."""
    registry = replace(
        house_settings.registry, directory=str(tmp_path / "spool"), upload_megabytes=1
    )
    provider = build(replace(house_settings, registry=registry), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def program(make_program: MakeProgram) -> Program:
    """A school system that sends its exports."""
    return make_program([_READ, _WRITE])


def content(lines: list[str]) -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode()


@on_one_database
def test_a_program_sends_an_export_and_brings_it_into_force(
    provider: Provider, program: Program, tmp_path: Path
) -> None:
    sent = program.call(
        "POST", "/registry/imports?file_name=gpi.csv&profile=gpi", data=content(many(20))
    )
    assert sent.status_code == 200, sent.text
    assert sent.json is not None
    import_id = sent.json["import_id"]
    early = program.call("GET", f"/registry/imports/{import_id}/losing").json
    assert early is not None
    assert early["code"] == "ADM-REGISTRY-NOT-STAGED"
    assert provider.imports.decisions.work()
    provider.imports.received_files.tidy()
    assert list((tmp_path / "spool").iterdir()) == []

    response = program.call("GET", f"/registry/imports/{import_id}").json
    assert response is not None
    assert response["imported"]["state"] == "staged"
    assert [(each["before"], each["added"]) for each in response["changes"]] == [(0, 20)]
    done = program.call("POST", f"/registry/imports/{import_id}/publish").json
    assert done == {"import_id": import_id, "state": "published"}
    state = program.call("GET", "/registry").json
    assert state is not None
    assert [each["code"] for each in state["organisations"]] == ["887000"]


@on_one_database
def test_a_file_without_a_profile_is_looked_at_first(provider: Provider, program: Program) -> None:
    lines = [line(), line("12")]
    written = content(lines).replace(b"courriel", b"Courriel du parent")
    sent = program.call("POST", "/registry/imports?file_name=gpi.csv", data=written)
    assert sent.json is not None
    path = f"/registry/imports/{sent.json['import_id']}"
    assert not provider.imports.decisions.work()

    columns = program.call("GET", f"{path}/columns").json
    assert columns is not None
    assert columns["separator"] == ";"
    assert columns["encoding"] == "utf-8"
    assert columns["headers"][9] == "Courriel du parent"
    profiles = program.call("GET", "/registry/profiles").json
    assert profiles is not None
    known = {each["name"]: each["content"] for each in profiles["profiles"]}
    assert {"gpi", "oneroster", "sds-v1", "sds-v2.1"} <= known.keys()

    mapped = known["gpi"]
    mapped["columns"]["address"] = "Courriel du parent"
    tried = program.call("POST", f"{path}/preview", json={"content": mapped}).json
    assert tried is not None
    assert [row["problem"] and row["problem"]["code"] for row in tried["rows"]] == [
        None,
        "ADM-REGISTRY-ROW-FICHE",
    ]
    saved = program.call("PUT", "/registry/profiles/erables", json={"content": mapped})
    assert saved.status_code == 200
    assert program.call("POST", f"{path}/read", json={"profile": "erables"}).status_code == 200
    assert provider.imports.decisions.work()
    response = program.call("GET", path).json
    assert response is not None
    assert response["imported"]["state"] == "staged"
    assert (response["counts"]["left_out"], response["row_problems"]) == (1, 1)


@on_one_database
def test_rows_that_were_left_out_are_listed_and_given_as_a_file(
    provider: Provider, program: Program
) -> None:
    sent = program.call(
        "POST",
        "/registry/imports?file_name=gpi.csv&profile=gpi",
        data=content([line(), line("12")]),
    )
    assert sent.json is not None
    assert provider.imports.decisions.work()
    path = f"/registry/imports/{sent.json['import_id']}/problems"
    listed = program.call("GET", path).json
    assert listed is not None
    (problem,) = listed["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("gpi.csv", 3, "fiche")
    assert problem["problem"]["code"] == "ADM-REGISTRY-ROW-FICHE"
    file = program.call("GET", f"{path}.csv")
    assert file.mimetype == "text/csv"
    assert file.text.splitlines()[1].startswith("gpi.csv;3;fiche;Ce n’est pas un numéro de fiche")


@on_one_database
def test_no_longer_file_is_taken_than_the_setting_allows(program: Program, tmp_path: Path) -> None:
    answer = program.call(
        "POST",
        "/registry/imports?file_name=a.csv",
        input_stream=io.BytesIO(b"x" * ((1 << 20) + 1)),
        content_length=(1 << 20) + 1,
    )
    assert answer.status_code == 413
    assert list((tmp_path / "spool").glob("*")) == []


@on_one_database
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "ADM-ASKED-MISSING"),
        ("?file_name=a.csv&profile=nowhere", "ADM-REGISTRY-NO-SUCH-PROFILE"),
        ("?file_name=a.csv&profile=../gpi", "ADM-REGISTRY-NO-SUCH-PROFILE"),
        ("?file_name=a.csv&state=published", "ADM-ASKED-UNKNOWN"),
        ("?file_name=a.csv&taken_at=99999999999", "ADM-REGISTRY-FUTURE"),
    ],
)
def test_what_is_wrong_about_an_upload_is_said_at_the_field(
    program: Program, query: str, code: str
) -> None:
    answer = program.call("POST", f"/registry/imports{query}", data=zlib.compress(b"x"))
    assert answer.json is not None
    assert answer.json["code"] == code


@on_one_database
def test_a_program_cannot_be_the_second_person(
    program: Program, import_lines: Import, provider: Provider
) -> None:
    import_lines(many(100))
    sent = program.call(
        "POST", "/registry/imports?file_name=gpi.csv&profile=gpi", data=content(many(10))
    )
    assert sent.json is not None
    path = f"/registry/imports/{sent.json['import_id']}"
    assert provider.imports.decisions.work()
    # It cannot be the first one either: nobody would have seen what it asks for.
    asked = program.call("POST", f"{path}/publish")
    assert asked.json is not None
    assert (asked.status_code, asked.json["code"]) == (422, "ADM-REGISTRY-TWO-PERSONS")
    refused = program.call("POST", f"{path}/approve")
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (422, "ADM-REGISTRY-NO-PERSON")
    response = program.call("GET", path).json
    assert response is not None
    assert response["imported"]["state"] == "staged"


@on_one_database
def test_more_files_than_may_be_read_at_once_are_asked_for_later(
    provider: Provider, program: Program
) -> None:
    path, body = "/registry/imports?file_name=gpi.csv&profile=gpi", content(many(2_000))
    assert len(body) > provider.settings.server.body_bytes
    while provider.shares.bodies.take():
        pass
    refused = program.call("POST", path, data=body)
    assert refused.status_code == 503
    assert refused.json is not None
    assert refused.json["code"] == "ADM-BUSY"
    assert int(refused.headers["Retry-After"]) > 0
    provider.shares.bodies.leave()
    assert program.call("POST", path, data=body).status_code == 200


@on_one_database
@pytest.mark.parametrize(
    "written",
    [
        b"a;b\rc;d\r1;2\r",
        b"\r",
        b"\r\r\n",
        b"a\0b;c\n",
        b'"a;b',
        b'a"b";c\r"',
        b"\xff\xfe\r",
        b";" * 70_000,
    ],
)
def test_a_file_that_cannot_be_looked_at_says_so(program: Program, written: bytes) -> None:
    """Lone carriage returns end no line; nothing of a file is a fault."""
    sent = program.call("POST", "/registry/imports?file_name=gpi.csv", data=written)
    assert sent.json is not None
    if sent.status_code == 200:
        columns = program.call("GET", f"/registry/imports/{sent.json['import_id']}/columns")
        assert columns.status_code in {200, 422}
