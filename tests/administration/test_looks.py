"""Whoever names a person looks at one: counted and recorded, whatever becomes of it."""

import contextlib
import json
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from msgspec.structs import fields

from idp.administration.action import Action
from idp.administration.action import action as declared
from idp.administration.actor import Actor, Area
from idp.administration.looks import check_asks_reason
from idp.administration.people.helping import PeopleHelping
from idp.administration.people.reason import naming, naming_members
from idp.administration.shapes import ActionRequest, ActionResponse
from idp.errors import PersonError, Refused, TooManyError
from idp.ids import new_id
from idp.limits.names import NUMBER_TRIED_ADMINISTRATOR, NUMBER_TRIED_PERSON, PERSON_LOOKED_AT
from idp.storage import Statement
from idp.wiring import Provider
from tests.administration.test_people import WRONG
from tests.conftest import Parent, make_parent
from tests.databases import on_one_database
from tests.registry.conftest import Import, import_lines, line
from tests.support_actions import SUPPORT, WHY
from tests.support_actions import support as do

__all__ = ["import_lines"]
LOOKS = Statement(
    """SELECT subject, outcome, details FROM audit_event
       WHERE kind = 'account_looked_at' AND actor = :actor ORDER BY id"""
)
OTHERS = {"organisation": "887000", "number": "1234567", "kind": "address", "addition": "x"}
NAMES_NOBODY = {
    # Of the house or of a board, of administrators, or what the record is searched by.
    *("administrators.invite.address", "registry.set_support.address", "audit.search.subject"),
    *("audit.export.subject", "people.letters.organisation", "people.revoke_letter.id"),
    *("people.explain.organisation", "people.prepare_letter.organisation"),
    *("people.keep_addition.kind", "people.keep_addition.addition"),
    # Of a former system's file, and of its import.
    *("people.imports.before", "people.imports.count", "people.show_import.import_id"),
    *("people.import.file_name", "people.import.source", "people.import.format"),
    *("people.accept_import.import_id", "people.reject_import.import_id"),
    *("people.discard_source.source", "people.import_problems.import_id"),
    *("people.import_problems.after", "people.import_problems.count"),
    *("people.import_problem_file.import_id", "people.import_problem_file.language"),
    # Of a child, and never without somebody: counted by `number_tries`.
    *("people.explain.number", "people.prepare_letter.number"),
}


def naming_actions(provider: Provider) -> Iterator[tuple[Action[Any, Any], tuple[str, ...]]]:
    for action in provider.administration.actions.declared:
        if members := naming_members(action.asks):
            yield action, members


def looks(provider: Provider) -> list[tuple[str | None, str, str]]:
    with provider.database.reading() as tx:
        rows = tx.rows(LOOKS, actor=SUPPORT.name)
    return [(subject, outcome, json.loads(details)["what"]) for subject, outcome, details in rows]


def used(provider: Provider) -> int:
    """Return how much of the budget is used; asking uses one, which is given back."""
    with provider.database.writing() as tx:
        count = provider.limits.count(tx, PERSON_LOOKED_AT, SUPPORT.name)
        provider.limits.give_back(tx, [(PERSON_LOOKED_AT, SUPPORT.name)])
    return count - 1


def ask(provider: Provider, action: Action[Any, Any], **named: str) -> None:
    """Do `action`, whatever comes of it."""
    own = {each.name for each in fields(action.asks)}
    members = {**{name: value for name, value in OTHERS.items() if name in own}, **WHY, **named}
    with contextlib.suppress(PersonError, Refused):
        provider.administration.actions.do(
            SUPPORT, action, provider.administration.actions.read(SUPPORT, action, members)
        )


def test_every_action_that_names_somebody_counts_and_records_each(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    for action, members in naming_actions(provider):
        known = make_parent(provider, f"{new_id().lower()}@exemple.quebec")
        spellings: tuple[tuple[str, str | None], ...] = (
            (known.address, known.account.id),
            (known.account.id, known.account.id),
            # Twice: the second time there is nothing to enable, disable or write any more.
            (known.address, known.account.id),
            (f"{new_id().lower()}@exemple.quebec", None),
            (new_id(), None),
        )
        for who, subject in spellings:
            recorded, counted = looks(provider), used(provider)
            ask(provider, action, **dict.fromkeys(members, who))

            what = action.name.partition(".")[2]
            assert looks(provider)[len(recorded) :] == [(subject, "done", what)] * len(members)
            assert used(provider) == counted + len(members), (action.name, who)
    assert parent.account.id not in {subject for subject, _, _ in looks(provider)}
    assert len(list(naming_actions(provider))) >= 10


@on_one_database
def test_one_look_too_many_is_refused_whatever_it_would_do_and_recorded(provider: Provider) -> None:
    actions = [action for action, _ in naming_actions(provider)]
    for number in range(PERSON_LOOKED_AT.allowed):
        ask(provider, PeopleHelping.enable, who=f"parent{number}@exemple.quebec")
    for action in actions:
        members = dict.fromkeys(naming_members(action.asks), "parent@exemple.quebec")
        more = {name: OTHERS[name] for name in OTHERS if name in action.asks.__struct_fields__}
        with pytest.raises(TooManyError):
            do(provider, action.name.partition(".")[2], **members, **more)
        assert looks(provider)[-1] == (None, "refused", action.name.partition(".")[2])


@on_one_database
def test_no_text_that_an_action_takes_names_somebody_unseen(provider: Provider) -> None:
    suspect = {"who", "other", "person", "account", "address", "listed", "number", "subject"}
    suspect |= {"recipient", "email", "parent", "user", "holder", "id", "organisation"}
    unseen = {
        f"{action.name}.{each.name}"
        for action in provider.administration.actions.declared
        for each in fields(action.asks)
        if each.name not in naming_members(action.asks)
        and (
            each.name in suspect - {"id", "organisation"}
            or (action.area is Area.PEOPLE and each.name not in {"reason", "reference"})
        )
    }
    assert unseen == NAMES_NOBODY


def test_an_action_that_names_somebody_asks_for_a_reason() -> None:
    class Unreasoned(ActionRequest):
        somebody: Annotated[str, naming("Somebody.")]

    class Operations:
        @declared("people.look", "POST /people/look", page="/admin/personnes")
        def look(self, _actor: Actor, _asked: Unreasoned) -> ActionResponse:
            """Look."""
            return ActionResponse()

    with pytest.raises(ValueError, match=r"people\.look .* asks for no reason"):
        check_asks_reason(Operations.look)


def test_numbers_are_not_searched_for_an_address(provider: Provider, import_lines: Import) -> None:
    import_lines([line(address=WRONG)])

    def prepare(number: int, listed: str = WRONG) -> None:
        do(provider, "prepare_letter", organisation="887000", number=f"{number}", listed=listed)

    for wrong in range(NUMBER_TRIED_PERSON.allowed):
        with pytest.raises(Refused, match=r"people\.letter_contact"):
            prepare(2_000_000 + wrong)
    with pytest.raises(TooManyError):
        prepare(1_234_567)


def test_numbers_are_not_searched_for_an_account(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])

    def explain(number: int) -> None:
        do(provider, "explain", who=parent.address, organisation="887000", number=f"{number}")

    # What is right is given back: a parent may call as often as they like.
    for _ in range(NUMBER_TRIED_PERSON.allowed + 1):
        explain(1_234_567)
    for wrong in range(NUMBER_TRIED_PERSON.allowed):
        explain(2_000_000 + wrong)
    with pytest.raises(TooManyError):
        explain(1_234_567)


@on_one_database
def test_an_administrator_tries_few_numbers_for_all_addresses_together(
    provider: Provider, import_lines: Import
) -> None:
    import_lines([line()])
    for wrong in range(NUMBER_TRIED_ADMINISTRATOR.allowed):
        with pytest.raises(Refused):
            do(
                provider,
                "prepare_letter",
                organisation="887000",
                number=f"{2_000_000 + wrong}",
                listed=f"parent{wrong}@exemple.quebec",
            )
    with pytest.raises(TooManyError):
        do(provider, "prepare_letter", organisation="887000", number="1234567", listed=WRONG)
