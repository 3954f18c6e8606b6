"""Files as schools send them: what each odd cell comes to, and what the operator is told."""

import gc
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.collecting import not_collecting
from idp.registry.importing import ExportProfile, load_profile
from tests.registry.conftest import HEADER, PROFILE, Outcome, line, read_export

MARIE = "marie.tremblay@exemple.quebec"
GOOD = line("0000001", "bonne@exemple.quebec", code="")
"""A row that is always taken: the file is never nobody's."""


def read(folder: Path, *lines: str, profile: ExportProfile | str = "gpi") -> Outcome:
    """Read lines under the header, and one that is good."""
    path = folder / "f.csv"
    path.write_text("\r\n".join([HEADER, GOOD, *lines, ""]), "utf-8", newline="")
    return read_export(path, profile)


def opened(outcome: Outcome) -> set[tuple[str, str]]:
    """Return who may come in, beside the one on the row that is always taken."""
    return outcome.opened - {("0000001", "bonne@exemple.quebec")}


def rows_told(outcome: Outcome) -> list[str]:
    """Return line and column of each problem."""
    return [each.partition(": ")[0].removeprefix("f.csv:") for each in outcome.problems]


@pytest.mark.parametrize(
    "cell",
    [
        "aucun",
        "-",
        "n/a",
        "x@@y",
        "mailto:m@exemple.quebec",
        "Marie <m@exemple.quebec>",
        '"m@exemple.quebec; p@exemple.quebec"',
        "m@exemple.quebec / p@exemple.quebec",
        "m@exemple.quebec,p@exemple.quebec",
        "m@exemple.quebec.",
        "mél@exemple.quebec",
        "sans@courriel",
        "m@exemple.quebec (mère)",
        "m @exemple.quebec",
        "m@exemple.quebec\x1a",
    ],
)
def test_a_cell_that_is_no_address_leaves_its_row_out_alone(tmp_path: Path, cell: str) -> None:
    outcome = read(tmp_path, line(address=cell, code=""))
    assert (opened(outcome), rows_told(outcome)) == (set(), ["3 courriel"])


@pytest.mark.parametrize(
    "cell",
    ["204524.0", "204524,0", "2012-3-05", "204524", "O204524", "2 045 240", "'2045240", "", "n/a"],
)
def test_a_cell_that_is_no_number_is_nobodys(tmp_path: Path, cell: str) -> None:
    outcome = read(tmp_path, line(cell, code=""), line("2045240", "autre@exemple.quebec", code=""))
    assert opened(outcome) == {("2045240", "autre@exemple.quebec")}
    assert rows_told(outcome) == ["3 fiche"]


@pytest.mark.parametrize("cell", ["1,23E+05", "2.04524E+6", "1E+11"])
@pytest.mark.parametrize("column", ["fiche", "code", "school", "organisation"])
def test_numbers_that_were_rounded_make_the_file_doubtful(
    tmp_path: Path, column: str, cell: str
) -> None:
    outcome = read(tmp_path, line(**{column: cell}))
    assert "a spreadsheet rounded a number" in outcome.refused
    assert outcome.problems


def test_a_file_that_breaks_off_lists_the_rows_before(tmp_path: Path) -> None:
    outcome = read(tmp_path, line(address="x@@y"), f'{line()};"', line())
    assert "CSV" in outcome.refused
    assert rows_told(outcome) == ["3 courriel"]


def test_everything_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    odd = line("12", "x@@y", code="TREL", relationship="voisin", allowed="?", until="hier")
    assert rows_told(read(tmp_path, odd)) == [
        "3 acces_portail",
        "3 code_permanent",
        "3 courriel",
        "3 fiche",
        "3 fin_acces",
        "3 lien",
    ]


@pytest.mark.parametrize(
    "other",
    [
        line(allowed="non"),
        line(allowed="peut-être"),
        line(allowed=""),
        line(until="2020-01-01"),
        line(until="30 juin"),
        line(allowed="non", relationship="voisin"),
        line(allowed="non", address=f"Marie <{MARIE}>"),
        line(allowed="non", address=f"autre@exemple.quebec; {MARIE}"),
        line(allowed="non", address=MARIE.replace("@", "@@")),
        line(allowed="non", address=f"{MARIE}."),
        line(allowed="non", address=f"{MARIE}-"),
        line(allowed="non", address=f"!{MARIE}?"),
        line(allowed="non", address=MARIE.replace("marie", "marié")),
        line("1234567.0", allowed="non"),
        line("123-4567", allowed="non", code=""),
        line(allowed="non", code="TREL"),
        line(allowed="non") + ";;x",
        line().rpartition("oui")[0] + 'no"n;',
        f"887000;CSS 887000;011;1234567;{MARIE};non",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_row_that_may_withdraw_access_leaves_nobody_with_it(
    tmp_path: Path, other: str, *, first: bool
) -> None:
    lines = (other, line()) if first else (line(), other)
    outcome = read(tmp_path, *lines)
    assert opened(outcome) == set()
    if "2020" not in other:
        assert outcome.problems


def test_a_row_that_withdraws_nothing_takes_no_access_away(tmp_path: Path) -> None:
    outcome = read(tmp_path, line(), line(relationship="voisin"), line("12"), line(address="aucun"))
    assert opened(outcome) == {("1234567", MARIE)}
    # Nor from whom it is not about.
    outcome = read(tmp_path, line(), line(address="pere@@exemple.quebec", allowed="non"))
    assert opened(outcome) == {("1234567", MARIE)}


@pytest.mark.parametrize(
    "other",
    [
        line(code="ROYA31129900", address="pere@exemple.quebec"),
        line(address="pere@exemple.quebec", code="").replace("Tremblay;Léa", "Roy;Noah"),
        line("7654321", "pere@exemple.quebec").replace("Tremblay;Léa", "Roy;Noah"),
        # A row without an address says it as well.
        line(address="", code="").replace("Tremblay;Léa", "Roy;Noah"),
        line(address="x@@y", code="ROYA31129900"),
    ],
)
def test_one_number_for_two_children_opens_neither_however_far_apart(
    tmp_path: Path, other: str
) -> None:
    between = [line(f"{n:07}", f"p{n}@exemple.quebec", code="") for n in range(10, 12_000)]
    outcome = read(tmp_path, line(), *between, other)
    assert not {address for _, address in opened(outcome)} & {MARIE, "pere@exemple.quebec"}
    assert len(outcome.opened) == 1 + len(between)
    assert rows_told(outcome)[0].startswith("3 ")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("Tremblay;Lea", ["4 nom"]),
        ("TREMBLAY;LÉA", ["4 nom"]),
        ("Tremblay;Le\u0301a", []),
        ("Tremblay ;Léa", []),
        ("Tremblay-Roy;Léa Maude", ["4 nom"]),
    ],
)
def test_two_spellings_of_one_child_are_told_and_taken(
    tmp_path: Path, other: str, words: list[str]
) -> None:
    father = line(address="pere@exemple.quebec").replace("Tremblay;Léa", other)
    outcome = read(tmp_path, line(), father)
    assert opened(outcome) == {("1234567", MARIE), ("1234567", "pere@exemple.quebec")}
    assert rows_told(outcome) == words


def test_a_child_at_two_schools_is_one_child(tmp_path: Path) -> None:
    outcome = read(
        tmp_path,
        line(),
        line(school="012"),
        line(address="pere@exemple.quebec", school="012"),
    )
    assert opened(outcome) == {("1234567", MARIE), ("1234567", "pere@exemple.quebec")}
    assert outcome.problems == ()


def test_two_parents_with_one_address_of_whom_one_has_none_have_none(tmp_path: Path) -> None:
    outcome = read(tmp_path, line(), line(relationship="père", allowed="non"))
    assert (opened(outcome), rows_told(outcome)) == (set(), ["3 acces_portail"])
    # With access both, they are one contact.
    outcome = read(tmp_path, line(), line(relationship="père"))
    assert (len(opened(outcome)), outcome.duplicates, outcome.problems) == (1, 1, ())


def test_the_earlier_of_two_last_days_stands(tmp_path: Path) -> None:
    outcome = read(tmp_path, line(until="2030-06-30"), line(until="2029-06-30"), line())
    assert outcome.known[MARIE][8] == 1_877_576_400
    assert rows_told(outcome) == ["3 fin_acces", "5 fin_acces"]


def test_the_end_of_all_days_is_no_end(tmp_path: Path) -> None:
    outcome = read(tmp_path, line(until="9999-12-31"))
    assert outcome.known[MARIE][8] is None
    assert outcome.problems == ()


@pytest.mark.parametrize("nothing", [";" * 11, "   ;" * 11, ";;;;", "", "\u00a0" + ";" * 11])
def test_blank_rows_are_none(tmp_path: Path, nothing: str) -> None:
    outcome = read(tmp_path, nothing, line(), nothing)
    assert outcome.response is not None
    assert (outcome.response.rows, outcome.problems) == (2, ())


@pytest.mark.parametrize(
    "total", ["Total;;;;;;;;;40000;;", "Total;40000", "TOTAL : 40000 contacts", ";;;;;;;;40000;;;"]
)
def test_a_total_line_is_told_and_makes_no_organisation(tmp_path: Path, total: str) -> None:
    outcome = read(tmp_path, line(), total)
    assert outcome.response is not None
    assert outcome.response.organisations.keys() == {"887000"}
    assert {each.split()[0] for each in rows_told(outcome)} == {"4"}


@pytest.mark.parametrize("code", ["887000.0", "88 7000", "887000 é"])
def test_a_code_that_was_changed_makes_no_organisation(tmp_path: Path, code: str) -> None:
    outcome = read(tmp_path, line(organisation=code))
    assert outcome.response is not None
    assert outcome.response.organisations.keys() == {"887000"}
    assert rows_told(outcome) == ["3 organisme"]


def test_words_are_read_whatever_their_case_blanks_and_accents(tmp_path: Path) -> None:
    outcome = read(tmp_path, line(relationship=" Me\u0300re ", allowed="\u00a0OUI "))
    assert opened(outcome) == {("1234567", MARIE)}


def test_the_last_empty_cell_that_a_spreadsheet_drops_is_blank(tmp_path: Path) -> None:
    outcome = read(tmp_path, line().removesuffix(";"))
    assert (opened(outcome), outcome.problems) == ({("1234567", MARIE)}, ())


def test_a_quotation_mark_too_many_costs_its_own_row_alone(tmp_path: Path) -> None:
    odd = line().replace("École 011", '"Les "Pins"')
    outcome = read(tmp_path, odd, line("7654321", code=""))
    assert opened(outcome) == {("7654321", MARIE)}
    assert rows_told(outcome) == ["3 "]


def test_a_few_lines_in_another_encoding_cost_their_own_rows_alone(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    lines = [HEADER, GOOD, line(), line("7654321", "pere@exemple.quebec", code="")]
    path.write_bytes(b"\r\n".join([*(each.encode() for each in lines[:-1]), b""]))
    with path.open("ab") as file:
        file.write(lines[-1].encode("cp1252") + b"\r\n")
    outcome = read_export(path)
    assert opened(outcome) == {("1234567", MARIE)}
    assert rows_told(outcome) == ["4 nom_ecole"]


def profile(**more: object) -> ExportProfile:
    return replace(load_profile(PROFILE), **more)


@pytest.mark.parametrize("between", [";", "; ", " / ", ",", " "])
def test_two_good_addresses_are_two_contacts_if_the_profile_says_so(
    tmp_path: Path, between: str
) -> None:
    cell = f'"{MARIE}{between}pere@exemple.quebec"'
    outcome = read(tmp_path, line(address=cell), profile=profile(several_addresses=True))
    assert opened(outcome) == {("1234567", MARIE), ("1234567", "pere@exemple.quebec")}
    outcome = read(
        tmp_path, line(address=f'"{MARIE}{between}x@@y"'), profile=profile(several_addresses=True)
    )
    assert (opened(outcome), rows_told(outcome)) == (set(), ["3 courriel"])


def test_words_for_no_address_are_blanks_if_the_profile_says_so(tmp_path: Path) -> None:
    none = frozenset({"aucun", "-"})
    outcome = read(
        tmp_path,
        line(address=" AUCUN"),
        line(address="-"),
        line(address="n/a"),
        profile=profile(no_address=none),
    )
    assert outcome.response is not None
    assert (outcome.response.without_address, rows_told(outcome)) == (2, ["5 courriel"])


def test_numbers_are_as_long_as_the_profile_says(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("\r\n".join([HEADER, line("012345"), line("1234567", code=""), ""]), "utf-8")
    outcome = read_export(path, profile(fiche_digits=6))
    assert {fiche for fiche, _ in outcome.opened} == {"012345"}
    assert rows_told(outcome) == ["3 fiche"]


def test_rows_that_are_left_out_leave_nothing_that_only_the_collector_finds(
    tmp_path: Path,
) -> None:
    """It does not run during an import: what refers to itself would stay, with its block."""
    odd = [
        line("12"),
        line(address="x@@y"),
        line(code="TREL99999999"),
        line(organisation="*"),
        line(allowed="peut-être"),
        line(until="2027-13-40"),
        line(relationship="voisin"),
        line().replace("Léa", "=1+1"),
        line().replace(";", ";;"),
        line().replace("Léa", 'L"é"a"'),
        "trop;court",
    ]
    read(tmp_path, *odd)  # what is imported and remembered the first time
    gc.collect()
    with not_collecting():
        assert len(read(tmp_path, *odd).problems) >= len(odd)
        assert gc.collect() == 0
