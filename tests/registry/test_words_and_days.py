"""Words and days of OneRoster and School Data Sync: what is not understood means no."""

from pathlib import Path

import pytest

from tests.registry.conftest import Outcome, read_export
from tests.registry.rosters import ONEROSTER_1_1, ONEROSTER_1_2, SDS_V1, SDS_V2, Files, archive

LEA = ("1234567", "marie.tremblay@exemple.quebec")
# Both formats are read on 2026-11-23.
YESTERDAY, TODAY, TOMORROW = "2026-11-22", "2026-11-23", "2026-11-24"


def changed(files: Files, name: str, *pairs: tuple[str, str]) -> Files:
    """Return the export with something else in a file."""
    content = files[name]
    for old, new in pairs:
        assert old in content
        content = content.replace(old, new)
    return {**files, name: content}


def read(folder: Path, profile: str, files: Files) -> Outcome:
    return read_export(archive(folder / "a.zip", files), profile)


def marie(enabled: str = "true", status: str = "", role: str = "parent") -> Files:
    """Return a OneRoster 1.1 export with these words on a mother's line."""
    return changed(
        ONEROSTER_1_1,
        "users.csv",
        ("pa-1,,,true,s-1,parent,marie", f"pa-1,{status},,{enabled},s-1,{role},marie"),
    )


@pytest.mark.parametrize("word", ["true", "TRUE", " True ", "\u00a0true"])
def test_a_guardian_who_is_enabled_may_come_in(tmp_path: Path, word: str) -> None:
    outcome = read(tmp_path, "oneroster", marie(word))
    assert (LEA in outcome.opened, outcome.problems) == (True, ())


@pytest.mark.parametrize("word", ["false", "False ", "FALSE", " false\u00a0"])
def test_a_guardian_who_is_not_enabled_may_not(tmp_path: Path, word: str) -> None:
    outcome = read(tmp_path, "oneroster", marie(word))
    assert (LEA in outcome.opened, outcome.problems) == (False, ())


@pytest.mark.parametrize("word", ["0", "1", "No", "yes", "faux", "vrai", "", "x"])
def test_another_word_is_told_and_means_no(tmp_path: Path, word: str) -> None:
    outcome = read(tmp_path, "oneroster", marie(word))
    assert LEA not in outcome.opened
    assert [each.split(": ")[0] for each in outcome.problems] == ["users.csv:4 enabledUser"]


def test_whoever_is_kept_out_has_no_access_by_a_second_line_either(tmp_path: Path) -> None:
    second = "pa-9,,,{},s-1,parent,m,,Marie,Tremblay,,,marie.tremblay@exemple.quebec,,,st-1,,\r\n"
    for word in ("false", "non"):
        users = ONEROSTER_1_1["users.csv"] + second.format(word)
        outcome = read(tmp_path, "oneroster", {**ONEROSTER_1_1, "users.csv": users})
        assert LEA not in outcome.opened


@pytest.mark.parametrize("word", ["tobedeleted", "ToBeDeleted ", "inactive"])
def test_what_is_to_be_deleted_does_not_stand(tmp_path: Path, word: str) -> None:
    assert LEA not in read(tmp_path, "oneroster", marie(status=word)).opened
    student = changed(ONEROSTER_1_1, "users.csv", ("st-1,,,true", f"st-1,{word},,true"))
    assert LEA not in read(tmp_path, "oneroster", student).opened
    school = changed(ONEROSTER_1_1, "orgs.csv", ("s-1,,,", f"s-1,{word},,"))
    assert "lists no contact" in read(tmp_path, "oneroster", school).refused
    role = changed(ONEROSTER_1_2, "roles.csv", ("r-3,,,", f"r-3,{word},,"))
    assert LEA not in read(tmp_path, "oneroster", role).opened


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (marie(status="deleted"), "users.csv:4 status"),
        (marie(role="maman"), "users.csv:4 role"),
        (changed(ONEROSTER_1_1, "users.csv", ("st-1,,,", "st-1,gone,,")), "users.csv:2 status"),
        (
            changed(ONEROSTER_1_1, "users.csv", ("st-1,,,true", "st-1,,,peut-être")),
            "users.csv:2 enabledUser",
        ),
        (changed(ONEROSTER_1_1, "orgs.csv", ("s-1,,,", "s-1,gone,,")), "orgs.csv:3 status"),
        (changed(ONEROSTER_1_1, "orgs.csv", ("Pins,school", "Pins,ecole")), "orgs.csv:3 type"),
        (changed(ONEROSTER_1_2, "roles.csv", ("r-3,,,", "r-3,gone,,")), "roles.csv:4 status"),
        (changed(ONEROSTER_1_2, "roles.csv", ("y,parent", "x,parent")), "roles.csv:4 roleType"),
        (changed(ONEROSTER_1_2, "roles.csv", ("parent,,,", "maman,,,")), "roles.csv:4 role"),
        (changed(ONEROSTER_1_2, "roles.csv", ("parent,,", "parent,,hier")), "roles.csv:4 endDate"),
        (
            changed(ONEROSTER_1_2, "roles.csv", ("parent,,,", "parent,demain,,")),
            "roles.csv:4 beginDate",
        ),
    ],
)  # fmt: skip
def test_a_word_that_oneroster_does_not_know_is_told_and_means_no(
    tmp_path: Path, files: Files, words: str
) -> None:
    outcome = read(tmp_path, "oneroster", files)
    assert LEA not in outcome.opened
    assert words in [each.split(": ")[0] for each in outcome.problems]


@pytest.mark.parametrize(
    ("begin", "end", "may"),
    [
        ("", "", True),
        (YESTERDAY, TOMORROW, True),
        (TODAY, "", True),
        (TOMORROW, "", False),
        ("", YESTERDAY, False),
        # The day on which a role ends is the first one without it (OneRoster 1.2).
        ("", TODAY, False),
        ("", TOMORROW, True),
        ("2026-09-01T00:00:00Z", "2027-06-30T23:59:59.000Z", True),
        ("", "9999-12-31", True),
    ],
)
@pytest.mark.parametrize("who", ["student,,,s-1", "parent,,,s-1"])
def test_roles_of_oneroster_hold_between_their_days(
    tmp_path: Path, who: str, begin: str, end: str, *, may: bool
) -> None:
    role = who.replace(",,,", f",{begin},{end},")
    outcome = read(tmp_path, "oneroster", changed(ONEROSTER_1_2, "roles.csv", (who, role)))
    assert (LEA in outcome.opened) is may
    assert outcome.problems == ()


def test_a_guardian_is_let_in_until_the_role_ends(tmp_path: Path) -> None:
    files = changed(
        ONEROSTER_1_2,
        "roles.csv",
        ("parent,,,", "parent,,2027-07-01,"),
        ("student,,,", "student,,2028-07-01,"),
    )
    outcome = read(tmp_path, "oneroster", files)
    # The end of 30 June 2027 in Québec, as `fin_acces` has it.
    assert outcome.known[LEA[1]][8] == 1_814_418_000


def test_of_two_roles_the_one_without_access_stands_while_it_lasts(tmp_path: Path) -> None:
    relative = "r-4,,,pa-1,secondary,relative,,{},s-1,\r\n"
    for end, may in (("", False), (YESTERDAY, True)):
        roles = ONEROSTER_1_2["roles.csv"] + relative.format(end)
        outcome = read(tmp_path, "oneroster", {**ONEROSTER_1_2, "roles.csv": roles})
        assert (LEA in outcome.opened) is may


@pytest.mark.parametrize("role", ["relative,,hier", "tante,,"])
def test_a_role_that_cannot_be_read_and_may_be_without_access_is_so(
    tmp_path: Path, role: str
) -> None:
    roles = ONEROSTER_1_2["roles.csv"] + f"r-4,,,pa-1,secondary,{role},s-1,\r\n"
    outcome = read(tmp_path, "oneroster", {**ONEROSTER_1_2, "roles.csv": roles})
    assert LEA not in outcome.opened
    # A role at work is none of a guardian's, read or not.
    roles = ONEROSTER_1_2["roles.csv"] + "r-4,,,pa-1,secondary,teacher,,hier,s-1,\r\n"
    outcome = read(tmp_path, "oneroster", {**ONEROSTER_1_2, "roles.csv": roles})
    assert LEA in outcome.opened


def test_an_id_that_stands_twice_names_nobody(tmp_path: Path) -> None:
    twice = "pa-1,,,true,s-1,parent,x,,Eve,Intruse,,,eve@exemple.quebec,,,st-1,,\r\n"
    users = ONEROSTER_1_1["users.csv"] + twice
    outcome = read(tmp_path, "oneroster", {**ONEROSTER_1_1, "users.csv": users})
    assert {address for _, address in outcome.opened} == {"tuteur@exemple.quebec"}
    assert "users.csv:10 sourcedId" in [each.split(": ")[0] for each in outcome.problems]


def sds(guardian: str = "", student: str = ",TRUE,8/28/2026,6/22/2027") -> Files:
    """Return an SDS 2.1 export in which the guardian has a role of their own, if any."""
    files = changed(SDS_V2, "roles.csv", (",5,TRUE,8/28/2026,6/22/2027", f",5{student}"))
    roles = files["roles.csv"] + (f"a-1,011,{guardian}\r\n" if guardian else "")
    return {**files, "roles.csv": roles}


@pytest.mark.parametrize(
    ("files", "may"),
    [
        (sds(), True),
        (sds(student=f",TRUE,{YESTERDAY},{TODAY}"), True),
        (sds(student=f",TRUE,{TOMORROW},"), False),
        (sds(student=f",TRUE,,{YESTERDAY}"), False),
        (sds("guardian,,,,,"), True),
        (sds(f"guardian,,,,{YESTERDAY},{TODAY}"), True),
        (sds(f"guardian,,,,,{YESTERDAY}"), False),
        (sds(f"guardian,,,,{TOMORROW},"), False),
        (sds("parent,,,,,11/22/2026"), False),
        # A role at work that is over says nothing of a guardian.
        (sds(f"teacher,,,,,{YESTERDAY}"), True),
    ],
)
def test_roles_of_school_data_sync_hold_between_their_days(
    tmp_path: Path, files: Files, *, may: bool
) -> None:
    outcome = read(tmp_path, "sds-v2.1", files)
    assert (LEA in outcome.opened) is may
    assert outcome.problems == ()


@pytest.mark.parametrize(
    ("profile", "files", "words"),
    [
        ("sds-v2.1", sds("maman,,,,,"), "roles.csv:3 role"),
        ("sds-v2.1", sds("guardian,,,,,hier"), "roles.csv:3 roleEndDate"),
        ("sds-v2.1", sds("guardian,,,,22/11/2026,"), "roles.csv:3 roleStartDate"),
        ("sds-v2.1", sds("guardian,,,peut-être,,"), "roles.csv:3 isPrimary"),
        ("sds-v2.1", sds(student=",oui,,"), "roles.csv:2 isPrimary"),
        (
            "sds-v2.1",
            changed(SDS_V2, "orgs.csv", ("Pins,school", "Pins,ecole")),
            "orgs.csv:3 type",
        ),
        (
            "sds-v2.1",
            changed(SDS_V2, "relationships.csv", ("a-1,guardian", "a-1,maman")),
            "relationships.csv:2 relationshipRole",
        ),
        (
            "sds-v1",
            changed(SDS_V1, "Student.csv", ("Student Number\r\n", "Student Number,Status\r\n"),
                    ("1234567\r\n", "1234567,parti\r\n")),
            "Student.csv:2 Status",
        ),
    ],
)  # fmt: skip
def test_a_word_that_school_data_sync_does_not_know_is_told_and_means_no(
    tmp_path: Path, profile: str, files: Files, words: str
) -> None:
    outcome = read(tmp_path, profile, files)
    assert LEA not in outcome.opened
    assert words in [each.split(": ")[0] for each in outcome.problems]


def test_a_relation_that_is_no_row_withholds_access_from_whom_it_names(tmp_path: Path) -> None:
    links = SDS_V2["relationships.csv"] + "1234567,a-1,doctor,x\r\n"
    outcome = read(tmp_path, "sds-v2.1", {**SDS_V2, "relationships.csv": links})
    assert LEA not in outcome.opened
    assert "relationships.csv:5 4" in [each.split(": ")[0] for each in outcome.problems]


def test_a_second_relation_that_gives_less_stands(tmp_path: Path) -> None:
    links = SDS_V2["relationships.csv"] + "1234567,a-1,doctor\r\n"
    outcome = read(tmp_path, "sds-v2.1", {**SDS_V2, "relationships.csv": links})
    assert LEA not in outcome.opened
    assert "relationships.csv:2 relationshipRole" in [
        each.split(": ")[0] for each in outcome.problems
    ]
