import pytest

from idp.errors import Refused
from idp.parts import Parts
from idp.storage import Statement
from tests.conftest import TestClock
from tests.registry.conftest import HEADER, PROFILE, Import, line, many, said, stage

COUNT = Statement("SELECT COUNT(*) FROM guardian_contact")


def contacts(house: Parts) -> int:
    with house.database.reading() as tx:
        row = tx.row(COUNT)
    assert row is not None
    return int(row[0])


def test_an_import_brings_organisations_into_force(house: Parts, import_lines: Import) -> None:
    import_lines([line(), line("7654321", organisation="768000", code="")])
    with house.database.reading() as tx:
        found = house.registry.organisations(tx)
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


def test_a_dry_run_changes_nothing(house: Parts, import_lines: Import) -> None:
    import_lines([line()], dry_run=True)
    house.registry_imports.keeping.run()
    with house.database.reading() as tx:
        assert house.registry.organisations(tx) == ()
    assert contacts(house) == 0


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (b"", "is empty"),
        (HEADER.encode() + b"\r\n", "lists no contact"),
        ([line(), line() + ";x"], "line 3, column 13"),
        ([line().rpartition(";")[0]], "line 2, column fin_acces"),
        ([line(fiche="12")], "line 2, column fiche"),
        ([line(code="TREL323314")], "line 2, column code_permanent"),
        ([line(address="pas une adresse")], "line 2, column courriel"),
        ([line(relationship="voisin")], "line 2, column lien"),
        ([line(allowed="peut-être")], "line 2, column acces_portail"),
        ([line(until="30/06/2027")], "line 2, column fin_acces"),
        ([line(), line(allowed="non")], "lines 2 and 3"),
        ([line(), line(code="ROYA31129900")], "line 3, column code_permanent"),
        (HEADER.replace("fiche", "numero").encode() + b"\r\n", "the column fiche is missing"),
        ((HEADER + "\r\n" + line()).encode("cp1252"), "line 2, column nom_ecole: the byte 0xc9"),
    ],
)
def test_a_broken_file_is_refused_naming_the_place(
    house: Parts, import_lines: Import, lines: list[str] | bytes, told: str
) -> None:
    with pytest.raises(Refused) as caught:
        import_lines(lines)
    assert told in said(caught.value)
    assert contacts(house) == 0


def test_imports_that_were_replaced_leave_the_table_that_sign_ins_ask(
    house: Parts, import_lines: Import
) -> None:
    for _ in range(3):
        import_lines(many(10))
    assert contacts(house) == 10


def test_an_import_that_died_is_cleaned_up(
    house: Parts, clock: TestClock, import_lines: Import
) -> None:
    import_lines(many(10))
    lease = house.registry_imports.begin(
        profile="gpi", file_name="x", actor="admin:a", taken_at=clock.seconds()
    )
    path = PROFILE.parents[1] / "demo/registry.csv"
    stage(house, path)
    assert contacts(house) > 10
    clock.advance(minutes=3)
    assert house.registry_imports.revive() == 1
    with pytest.raises(Refused, match="taken_over"):
        house.registry_imports.staged(lease, import_lines(many(10)))


def test_no_name_address_or_number_is_in_clear_in_the_database(
    house: Parts, import_lines: Import
) -> None:
    import_lines([line()])
    everything = Statement(
        "SELECT address_hash, student_key, permanent_code_hash, contact_sealed, school "
        "FROM guardian_contact"
    )
    with house.database.reading() as tx:
        rows = repr(tx.rows(everything))
    for secret in ("marie", "Tremblay", "1234567", "TREL"):
        assert secret not in rows


def test_the_demo_registry_imports(import_lines: Import) -> None:
    report = import_lines((PROFILE.parents[1] / "demo/registry.csv").read_bytes())
    assert len(report.changes) == 2
    assert report.without_address == 3
