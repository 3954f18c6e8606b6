import pytest

from idp.errors import OperationError
from idp.parts import Parts
from idp.registry.importing import load_profile
from idp.storage import Statement
from tests.registry.conftest import HEADER, PROFILE, Import, imports, line

COUNT = Statement("SELECT COUNT(*) FROM guardian_contact")


def contacts(house: Parts) -> int:
    with house.database.reading() as tx:
        row = tx.row(COUNT)
    assert row is not None
    return int(row[0])


def many(count: int, *, first: int = 0) -> list[str]:
    return [
        line(f"{number:07}", f"parent{number}@exemple.quebec", code="")
        for number in range(first, first + count)
    ]


def test_an_import_brings_organisations_into_force(house: Parts, import_lines: Import) -> None:
    import_lines([line(), line("7654321", organisation="768000", code="")])
    with house.database.reading() as tx:
        found = house.registry.organisations(tx)
    assert [each.code for each in found] == ["768000", "887000"]


def test_the_report_counts_what_was_added_removed_and_changed(import_lines: Import) -> None:
    import_lines(many(100))
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
    with house.database.reading() as tx:
        assert house.registry.organisations(tx) == ()
    assert contacts(house) == 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (b"", "is empty"),
        (HEADER.encode() + b"\r\n", "lists no contact"),
        ([line(), line() + ";x"], "line 3, column number 13"),
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
        ((HEADER + "\r\n" + line()).encode("cp1252"), "line 2, column nom_ecole: byte 0xc9"),
    ],
)
def test_a_broken_file_is_refused_naming_the_place(
    house: Parts, import_lines: Import, lines: list[str] | bytes, said: str
) -> None:
    with pytest.raises(OperationError, match=said):
        import_lines(lines)
    assert contacts(house) == 0


def test_an_import_that_removes_too_much_is_refused_unless_told(
    house: Parts, import_lines: Import
) -> None:
    import_lines(many(100))
    with pytest.raises(OperationError, match="3 of 100 contacts"):
        import_lines(many(97))
    assert contacts(house) == 100
    import_lines(many(97), allow_removals=True)


def test_taking_access_away_counts_as_removal(import_lines: Import) -> None:
    import_lines(many(10))
    with pytest.raises(OperationError, match="10 of 10"):
        import_lines([each.replace(";oui;", ";non;") for each in many(10)])


def test_an_older_file_is_refused_unless_told(house: Parts, import_lines: Import) -> None:
    now = house.clock.seconds()
    import_lines([line()], taken_at=now - 10)
    with pytest.raises(OperationError, match="taken later"):
        import_lines([line()], taken_at=now - 20)
    import_lines([line()], taken_at=now - 20, allow_older=True)


def test_only_the_newest_imports_are_kept(house: Parts, import_lines: Import) -> None:
    for _ in range(4):
        import_lines(many(10))
    assert contacts(house) == 10 * house.settings.registry.kept_imports


def test_an_import_that_died_is_cleaned_up_by_the_next(house: Parts, import_lines: Import) -> None:
    import_lines(many(10))
    path = PROFILE.parents[1] / "demo/registry.csv"
    imports(house).stage(
        path, load_profile(PROFILE), taken_at=house.clock.seconds(), progress=lambda *_: None
    )
    assert contacts(house) > 10
    import_lines(many(10))
    assert contacts(house) == 20


def test_an_import_that_was_overtaken_cannot_come_into_force(
    house: Parts, import_lines: Import
) -> None:
    path = PROFILE.parents[1] / "demo/registry.csv"
    staged = imports(house).stage(
        path, load_profile(PROFILE), taken_at=house.clock.seconds(), progress=lambda *_: None
    )
    import_lines(many(10))
    with pytest.raises(OperationError), house.database.writing() as tx:
        imports(house).publish(tx, staged, staged.report)


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
