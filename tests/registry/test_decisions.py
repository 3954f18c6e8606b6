"""Who decides: one person within the thresholds, two above them, nobody when the time is up."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from msgspec.structs import replace

from idp.administration.action import Action
from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.schemas import DecidedResponse, DifferencesResponse, WhichImport
from idp.clock import HOUR
from idp.errors import Refused
from idp.imports.decisions import ImportOutcome
from idp.normalisation.address import parse_address
from idp.registry.importing import OrganisationChange, Report, Why, excesses
from idp.settings import RegistrySettings
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.registry.conftest import Import, export, import_request, many, silent, stage

_EVENTS = Statement("SELECT kind, actor FROM audit_event ORDER BY id")
_IN_FORCE = Statement("SELECT import_id FROM organisation")
_STATES = Statement("SELECT state FROM registry_import ORDER BY id")


def person(name: str) -> Actor:
    return Actor(name=f"admin:{name}", roles=EVERY_ROLE, is_fresh=True)


DECISIONS: dict[str, Action[WhichImport, Any]] = {
    "publish": RegistryActions.publish,
    "approve": RegistryActions.approve,
    "reject": RegistryActions.reject,
    "roll_back": RegistryActions.roll_back,
}


def decide(provider: Provider, who: Actor, verb: str, report: Report) -> DecidedResponse:
    asked = WhichImport(import_id=report.import_id)
    response: DecidedResponse = provider.administration.actions.do(who, DECISIONS[verb], asked)
    return response


def in_force(provider: Provider) -> list[int]:
    with provider.database.reading() as tx:
        return [row[0] for row in tx.rows(_IN_FORCE)]


def states(provider: Provider) -> list[str]:
    with provider.database.reading() as tx:
        return [row[0] for row in tx.rows(_STATES)]


@pytest.fixture
def emptying(provider: Provider, import_lines: Import, tmp_path: Path) -> Report:
    """An import that takes away far too much, and waits."""
    import_lines(many(100))
    return stage(provider, export(tmp_path / "half.csv", many(50)))


def test_below_the_thresholds_one_person_is_enough(
    provider: Provider, import_lines: Import, tmp_path: Path
) -> None:
    import_lines(many(100))
    report = stage(provider, export(tmp_path / "almost.csv", many(98)))
    assert decide(provider, person("a"), "publish", report).state == "published"
    assert in_force(provider) == [report.import_id]


def test_above_them_a_second_person_must_agree(provider: Provider, emptying: Report) -> None:
    assert decide(provider, person("a"), "publish", emptying).state == "awaiting"
    with pytest.raises(Refused, match="same_person"):
        decide(provider, person("a"), "approve", emptying)
    assert in_force(provider) != [emptying.import_id]
    assert decide(provider, person("b"), "approve", emptying).state == "published"
    assert in_force(provider) == [emptying.import_id]
    with provider.database.reading() as tx:
        assert tx.rows(_EVENTS)[-2:] == [
            ("registry_asked", "admin:a"),
            ("registry_published", "admin:b"),
        ]


def test_a_program_neither_asks_nor_agrees(provider: Provider, emptying: Report) -> None:
    """Whoever holds its secret may be the one person who agrees."""
    program = Actor(name="client:sis", scopes=frozenset({"parvis.admin.registry.write"}))
    with pytest.raises(Refused, match="two_persons"):
        decide(provider, program, "publish", emptying)
    with pytest.raises(Refused, match="not_asked"):
        decide(provider, person("a"), "approve", emptying)
    assert decide(provider, person("a"), "publish", emptying).state == "awaiting"
    with pytest.raises(Refused, match="no_person"):
        decide(provider, program, "approve", emptying)
    assert decide(provider, person("b"), "approve", emptying).state == "published"


def test_a_program_brings_into_force_what_one_person_could(
    provider: Provider, import_lines: Import, tmp_path: Path
) -> None:
    program = Actor(name="client:sis", scopes=frozenset({"parvis.admin.registry.write"}))
    import_lines(many(100))
    report = stage(provider, export(tmp_path / "almost.csv", many(98)))
    assert decide(provider, program, "publish", report).state == "published"


def test_nobody_agrees_to_what_nobody_asked_for(provider: Provider, emptying: Report) -> None:
    with pytest.raises(Refused, match="not_asked"):
        decide(provider, person("b"), "approve", emptying)


def test_what_was_rejected_cannot_come_into_force(provider: Provider, emptying: Report) -> None:
    decide(provider, person("a"), "publish", emptying)
    assert decide(provider, person("b"), "reject", emptying).state == "rejected"
    for verb in ("publish", "approve", "reject"):
        with pytest.raises(Refused, match="decided"):
            decide(provider, person("c"), verb, emptying)


def test_what_waited_too_long_is_over(
    provider: Provider, clock: TestClock, emptying: Report
) -> None:
    decide(provider, person("a"), "publish", emptying)
    clock.advance(provider.settings.registry.approval_hours * HOUR)
    with pytest.raises(Refused, match="expired"):
        decide(provider, person("b"), "approve", emptying)
    provider.imports.received_files.tidy()
    assert states(provider)[-1] == "expired"


def test_another_import_in_force_ends_the_wait_of_those_compared_before(
    provider: Provider, emptying: Report, import_lines: Import
) -> None:
    decide(provider, person("a"), "publish", emptying)
    import_lines(many(101))
    with pytest.raises(Refused, match="decided"):
        decide(provider, person("b"), "approve", emptying)
    assert states(provider) == ["published", "superseded", "published"]


def test_two_who_agree_at_once_bring_it_into_force_once(
    provider: Provider, emptying: Report
) -> None:
    decide(provider, person("a"), "publish", emptying)

    def agree(name: str) -> bool:
        try:
            decide(provider, person(name), "approve", emptying)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(agree, "bcde")).count(True) == 1


def test_the_command_line_alone_passes_thresholds_and_the_record_says_so(
    provider: Provider, import_lines: Import, tmp_path: Path
) -> None:
    import_lines(many(100))
    path = export(tmp_path / "half.csv", many(50))
    plain = structs.replace(import_request(provider, path), allowed=frozenset({Why.OLDER}))
    course = provider.imports.decisions
    _, outcome = course.run(plain, actor="admin:root", progress=silent, show=silent)
    assert outcome is ImportOutcome.AWAITING
    _, outcome = course.run(
        import_request(provider, path), actor="admin:root", progress=silent, show=silent
    )
    assert outcome is ImportOutcome.PUBLISHED
    found = Statement("SELECT details FROM audit_event WHERE kind = 'registry_published'")
    with provider.database.reading() as tx:
        assert '"alone": true' in tx.rows(found)[-1][0]


def test_an_older_file_needs_a_second_person(
    provider: Provider, import_lines: Import, tmp_path: Path
) -> None:
    import_lines(many(10))
    older = structs.replace(
        import_request(provider, export(tmp_path / "older.csv", many(10))),
        taken_at=provider.clock.seconds() - 1,
    )
    report = provider.imports.decisions.stage(older, actor="admin:a", progress=silent)
    assert decide(provider, person("a"), "publish", report).state == "awaiting"


def test_the_differences_say_what_each_school_loses_and_why_two_must_agree(
    provider: Provider, emptying: Report
) -> None:
    asked = WhichImport(import_id=emptying.import_id)
    response: DifferencesResponse = provider.administration.actions.do(
        person("a"), RegistryActions.differences, asked
    )
    assert [(each.before, each.removed) for each in response.changes] == [(100, 50)]
    assert [(each.name, each.removed) for each in response.losses] == [("École 011", 50)]
    assert [(each.why, each.found, each.limit) for each in response.excesses] == [
        ("removed_share", 50, 2)
    ]


def test_the_differences_count_who_else_could_approve(provider: Provider, emptying: Report) -> None:
    asked = WhichImport(import_id=emptying.import_id)
    with provider.database.writing() as tx:
        made = {
            name: provider.directory.administrators.add(
                tx,
                name=name,
                address=parse_address(f"{name}@exemple.quebec"),
                roles=(role,),
                locale="fr",
            )
            for name, role in (
                ("a", "owner"),
                ("b", "registry"),
                ("c", "support"),
                ("d", "registry"),
                ("e", "owner"),
            )
        }
        for name in "abce":  # d did not come yet
            provider.directory.administrators.entered(tx, made[name])
        provider.directory.administrators.disable(tx, made["e"])

    def approvers(who: Actor) -> int:
        response: DifferencesResponse = provider.administration.actions.do(
            who, RegistryActions.differences, asked
        )
        return response.approvers

    anne = person(made["a"])
    assert approvers(anne) == 1
    assert approvers(person(made["b"])) == 1
    assert approvers(person(made["c"])) == 2
    decide(provider, anne, "publish", emptying)
    # Of whoever asked, not of whoever looks.
    assert approvers(person(made["b"])) == 1


@pytest.mark.parametrize(
    ("before", "removed", "lost", "why"),
    [
        (100, 2, 0, set()),
        (100, 3, 0, {Why.REMOVED_SHARE}),
        (100_000, 1000, 0, set()),
        (100_000, 1001, 0, {Why.REMOVED_COUNT}),
        (100_000, 200, 101, {Why.ACCESS_LOST}),
        (0, 0, 0, set()),
    ],
)
def test_thresholds_count_shares_contacts_and_confirmed_children(
    before: int, removed: int, lost: int, why: set[Why]
) -> None:
    change = OrganisationChange("887000", "CSS", 1, 5, before, 0, 0, removed, 0, lost)
    report = Report(2, 5, 1, 0, 0, (change,))
    assert {each.why for each in excesses(report, RegistrySettings())} == why


@on_one_database
def test_a_decision_needs_a_fresh_proof_of_who_decides(
    provider: Provider, emptying: Report
) -> None:
    stale = replace(person("a"), is_fresh=False)
    for verb in ("publish", "approve", "reject", "roll_back"):
        with pytest.raises(Refused, match="not_fresh"):
            decide(provider, stale, verb, emptying)
