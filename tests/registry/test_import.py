from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.errors import Refused
from idp.registry.importing import load_profile
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.databases import on_postgresql
from tests.registry.conftest import HEADER, PROFILE, Import, export, line, many, said, stage

COUNT = Statement("SELECT COUNT(*) FROM guardian_contact")


def contacts(provider: Provider) -> int:
    with provider.database.reading() as tx:
        row = tx.row(COUNT)
    assert row is not None
    return int(row[0])


def test_an_import_brings_organisations_into_force(
    provider: Provider, import_lines: Import
) -> None:
    import_lines([line(), line("7654321", organisation="768000", code="")])
    with provider.database.reading() as tx:
        found = provider.directory.registry.organisations(tx)
    assert [each.code for each in found] == ["768000", "887000"]


def test_the_report_counts_what_was_added_removed_and_changed(import_lines: Import) -> None:
    # The one that goes has an end: it is removed, and not changed as well.
    ends = line("0000001", "parent1@exemple.quebec", code="", until="2030-06-30")
    import_lines([*many(1), ends, *many(98, first=2)])
    report = import_lines(
        [
            line("0000000", "parent0@exemple.quebec", code="", school="012"),
            *many(99, first=2),
            *many(1, first=500),
        ]
    )
    change = report.changes[0]
    assert (change.before, change.after, change.added, change.removed, change.changed) == (
        100,
        101,
        2,
        1,
        1,
    )


def test_a_dry_run_changes_nothing(provider: Provider, import_lines: Import) -> None:
    import_lines([line()], dry_run=True)
    provider.imports.staging.keeping.run()
    with provider.database.reading() as tx:
        assert provider.directory.registry.organisations(tx) == ()
    assert contacts(provider) == 0


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (b"", "is empty"),
        (HEADER.encode() + b"\r\n", "lists no contact"),
        ([line(address="aucun")], "lists no contact"),
        ([*many(3), line(fiche="1,23E+05")], "line 5, column fiche: a spreadsheet rounded"),
        (HEADER.replace("fiche", "numero").encode() + b"\r\n", "the column fiche is missing"),
        (
            (HEADER + "\r\n" + line() + "\r\n").encode("cp1252"),
            "line 2, column nom_ecole: the byte 0xc9",
        ),
        ((HEADER + "\r\n" + line()).encode(), "the last line has no end"),
        (
            [*many(300), *(line(fiche="12", address=f"a{n}@b.ca") for n in range(101))],
            "101 rows cannot be used, which is more than 5 %",
        ),
    ],
)
def test_a_doubtful_file_is_refused_naming_the_place(
    provider: Provider, import_lines: Import, lines: list[str] | bytes, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        import_lines(lines)
    assert words in said(caught.value)
    provider.imports.staging.keeping.run()
    assert contacts(provider) == 0


def test_rows_that_cannot_be_used_are_left_out_counted_and_kept_as_a_list(
    provider: Provider, import_lines: Import
) -> None:
    report = import_lines([*many(2), line(fiche="204524.0", address="x@@y"), line(allowed="?")])
    assert (report.rows, report.left_out, report.changes[0].after) == (4, 2, 2)
    with provider.database.reading() as tx:
        kept = provider.imports.lifecycle.problems(tx, report.import_id, after=1, count=10)
    assert [(number, each.line, each.column) for number, each in kept] == [
        (2, 4, "fiche"),
        (3, 5, "acces_portail"),
    ]


def test_a_list_longer_than_one_transaction_writes_is_numbered_without_a_gap(
    provider: Provider, import_lines: Import
) -> None:
    with pytest.raises(Refused) as caught:
        import_lines([line(f"{number:07}", allowed="?") for number in range(5_002)])
    import_id = int(str(caught.value.values["import_id"]))
    with provider.database.reading() as tx:
        kept = provider.imports.lifecycle.problems(tx, import_id, after=4_998, count=10)
    assert [(number, each.line) for number, each in kept] == [
        (4_999, 5_000),
        (5_000, 5_001),
        (5_001, 5_002),
        (5_002, 5_003),
    ]


@on_postgresql
def test_postgresql_knows_how_many_contacts_there_are_before_it_compares_them(
    provider: Provider, import_lines: Import
) -> None:
    import_lines(many(20))
    with provider.database.reading() as tx:
        known = tx.row(
            Statement("SELECT reltuples FROM pg_class WHERE oid = 'guardian_contact'::regclass")
        )
    assert known == (20,)


def test_rows_that_cannot_be_used_count_as_removed(import_lines: Import) -> None:
    import_lines(many(100))
    report = import_lines([*many(97), *(each.replace("@", "@@") for each in many(3, first=97))])
    change = report.changes[0]
    assert (change.removed, change.after) == (3, 97)


def test_a_profile_reads_no_numbers_that_parents_cannot_type(
    provider: Provider, import_lines: Import
) -> None:
    profile = replace(load_profile(PROFILE), fiche_digits=6)
    with pytest.raises(Refused) as caught:
        import_lines([line("012345")], profile=profile)
    assert "fiche numbers of 6 digits, and the settings (registry.fiche_digits) say 7" in said(
        caught.value
    )
    assert contacts(provider) == 0


def test_a_file_is_not_called_by_its_name_in_the_database(
    provider: Provider, tmp_path: Path
) -> None:
    path = export(tmp_path / "fiche-1234567.csv", [line(fiche="12")])
    with pytest.raises(Refused):
        stage(provider, path)
    with provider.database.reading() as tx:
        everything = repr(tx.rows(Statement("SELECT * FROM registry_import")))
        everything += repr(tx.rows(Statement("SELECT * FROM import_problem")))
        (found,) = provider.imports.lifecycle.history(tx, before=None, count=1)
    assert "1234567" not in everything
    assert found.file_name == "fiche-1234567.csv"


def test_imports_that_were_replaced_leave_the_table_that_sign_ins_ask(
    provider: Provider, import_lines: Import
) -> None:
    for _ in range(3):
        import_lines(many(10))
    assert contacts(provider) == 10


def test_an_import_that_died_is_cleaned_up(
    provider: Provider, clock: TestClock, import_lines: Import
) -> None:
    import_lines(many(10))
    lease = provider.imports.staging.begin(
        profile="gpi", file_name="x", actor="admin:a", taken_at=clock.seconds()
    )
    path = PROFILE.parents[1] / "demo/registry.csv"
    stage(provider, path)
    assert contacts(provider) > 10
    clock.advance(minutes=3)
    assert provider.imports.staging.revive() == 1
    with pytest.raises(Refused, match="taken_over"):
        provider.imports.staging.staged(lease, import_lines(many(10)))


def test_no_name_address_or_number_is_in_clear_in_the_database(
    provider: Provider, import_lines: Import
) -> None:
    import_lines([line()])
    everything = Statement(
        "SELECT address_hash, student_key, permanent_code_hash, contact_sealed, school "
        "FROM guardian_contact"
    )
    with provider.database.reading() as tx:
        rows = repr(tx.rows(everything))
    for secret in ("marie", "Tremblay", "1234567", "TREL"):
        assert secret not in rows


def test_the_demo_registry_imports(import_lines: Import) -> None:
    report = import_lines((PROFILE.parents[1] / "demo/registry.csv").read_bytes())
    assert len(report.changes) == 2
    assert report.without_address == 3
