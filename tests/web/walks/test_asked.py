"""What actions are asked: every member has its bounds, and nothing odd gets past them or fails."""

import io
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, inspect
from msgspec.structs import fields

from idp.administration.action import Action
from idp.administration.actor import Actor, every_scope
from idp.administration.shapes import ActionRequest
from idp.errors import NotAllowed, PersonError, Refused, Unknown
from idp.wiring import Provider
from tests.databases import on_one_database
from tests.web.walks.conftest import Walk
from tests.web.walks.snapshot import Watcher

IN_BRACES = re.compile(r"\{([a-z_]+)\}")
LOOKED = {"audit_event", "audit_head"}
ODD: tuple[Any, ...] = (
    None,
    "",
    "\0",
    "a\0b",
    "\udcff",
    "a" * 60_000,
    "\u202enimda",
    "'; DROP TABLE account; --",
    -1,
    2**63,
    10**40,
    1.5,
    True,
    [],
    ["\0"],
    {"a": {"b": [1]}},
    [[[[[[[[]]]]]]]],
)


def structures(kind: inspect.Type, seen: set[type]) -> Iterator[inspect.StructType]:
    """Return every structure that stands in `kind`."""
    if isinstance(kind, inspect.StructType):
        if kind.cls in seen:
            return
        seen.add(kind.cls)
        yield kind
        for member in kind.fields:
            yield from structures(member.type, seen)
    for name in ("types", "item_types"):
        for each in getattr(kind, name, ()):
            yield from structures(each, seen)
    for name in ("item_type", "key_type", "value_type"):
        if isinstance(inner := getattr(kind, name, None), inspect.Type):
            yield from structures(inner, seen)


@on_one_database
def test_no_structure_that_is_asked_takes_a_member_it_does_not_name(provider: Provider) -> None:
    open_ones = {
        f"{action.name}: {struct.cls.__name__}"
        for action in provider.administration.actions.declared
        for struct in structures(inspect.type_info(action.asks), set())
        if not struct.forbid_unknown_fields
    }
    assert open_ones == set()


@on_one_database
def test_no_action_is_asked_or_gives_what_nobody_described(provider: Provider) -> None:
    vague = {
        f"{action.name}: {struct.cls.__name__}.{member.name}"
        for action in provider.administration.actions.declared
        for kind in (action.asks, action.gives)
        for struct in structures(inspect.type_info(kind), set())
        for member in struct.fields
        if isinstance(member.type, inspect.AnyType)
    }
    assert vague == set()
    assert all(
        issubclass(action.asks, ActionRequest)
        for action in provider.administration.actions.declared
    )
    # A record is told as it is, where each of its members may be.
    assert all(
        issubclass(action.gives, Struct) for action in provider.administration.actions.declared
    )


def members(action: Action[Any, Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(action.asks))


@on_one_database
def test_an_unknown_member_is_refused_by_every_action_and_changes_nothing(walk: Walk) -> None:
    watcher = Watcher(walk.provider)
    for action in walk.provider.administration.actions.declared:
        path = walk.filled("/admin/api" + action.path, IN_BRACES)
        more: dict[str, Any] = (
            {"query_string": {"is_owner": "1"}}
            if action.method in {"GET", "DELETE"} or action.takes_file
            else {"json": {"is_owner": True}}
        )
        answer = walk.stranger.open(path, method=action.method, headers=walk.headers(path), **more)
        assert (action.name, answer.status_code) == (action.name, 422)
        assert (action.name, (answer.json or {}).get("field")) == (action.name, "is_owner")
        assert watcher.changed() - LOOKED == set(), action.name


def test_odd_values_are_refused_or_done_and_never_a_fault(walk: Walk) -> None:
    actions = walk.provider.administration.actions
    actor = Actor(name="client:program", scopes=frozenset(every_scope()))
    seen = 0
    for action in actions.declared:
        names = walk.named_at(action.path)
        named = {each.name: names.get(each.name, "nothing") for each in fields(action.asks)}
        in_path = {name for name in named if f"{{{name}}}" in action.path}
        values = {
            each.name: named[each.name] if each.name in in_path else plain(each.type)
            for each in fields(action.asks)
            if each.required
        }
        for name in named:
            for odd in ODD:
                for as_text in (False, True):
                    odder = str(odd) if as_text else odd
                    try:
                        asked = actions.read(
                            actor, action, {**values, name: odder}, as_text=as_text
                        )
                        file = (io.BytesIO(b"odd;\0\n"),) if action.takes_file else ()
                        actions.do(actor, action, asked, *file)
                    except (Refused, PersonError, NotAllowed, Unknown):
                        seen += 1
    assert seen > 50


@on_one_database
def test_an_odd_text_is_a_refusal_with_its_member_at_the_api(walk: Walk) -> None:
    for action in walk.provider.administration.actions.declared:
        path = "/admin/api" + action.path
        for name in members(action):
            path = path.replace(f"{{{name}}}", "nothing%00")
        for name in (each for each in members(action) if f"{{{each}}}" not in action.path):
            headers = walk.headers(path)
            more: dict[str, Any] = (
                {"query_string": {name: "a\0b"}}
                if action.method in {"GET", "DELETE"} or action.takes_file
                else {"json": {name: "a\0b"}}
            )
            answer = walk.stranger.open(path, method=action.method, headers=headers, **more)
            assert (action.name, answer.status_code) == (action.name, 422)
            told = (answer.json or {}).get("field", "")
            assert told.partition("[")[0] in members(action), (action.name, name, answer.json)


@on_one_database
def test_a_body_that_is_no_object_is_refused(walk: Walk) -> None:
    bodies = (b"[" * 60_000, b'{"a":' * 9_000, b"\xff{}", b"{}" * 9, b"1e999")
    headers = {**walk.headers("/admin/api/"), "Content-Type": "application/json"}
    for action in walk.provider.administration.actions.declared:
        if action.method in {"GET", "DELETE"} or action.takes_file:
            continue
        for body in bodies:
            path = "/admin/api" + action.path
            answer = walk.stranger.open(path, method=action.method, headers=headers, data=body)
            assert (action.name, answer.status_code) == (action.name, 422), body[:9]


@on_one_database
def test_too_much_is_refused_as_a_problem_and_not_read(walk: Walk) -> None:
    large = walk.provider.settings.server.body_bytes + 1
    watcher = Watcher(walk.provider)
    for action in walk.provider.administration.actions.declared:
        path = walk.filled("/admin/api" + action.path, IN_BRACES)
        headers = {**walk.headers(path), "Content-Type": "application/json"}
        many = {f"m{number}": "1" for number in range(300)}
        answers = [
            walk.stranger.open(path, method=action.method, headers=headers, query_string=many)
        ]
        if action.method not in {"GET", "DELETE"} and not action.takes_file:
            body = b'{"a": "' + b"a" * large + b'"}'
            answers.append(
                walk.stranger.open(path, method=action.method, headers=headers, data=body)
            )
        for answer in answers:
            assert (action.name, answer.status_code) in {(action.name, 413), (action.name, 422)}
            assert answer.mimetype == "application/problem+json", action.name
    assert watcher.changed() - LOOKED == set()


PLAIN: dict[type[inspect.Type], Any] = {
    inspect.BoolType: True,
    inspect.IntType: 1,
    inspect.StrType: "personne@exemple.quebec",
    inspect.VarTupleType: [],
    inspect.ListType: [],
}


def plain(kind: Any) -> Any:  # noqa: ANN401 - the type of a member
    """Return a value that a member of this type might well have."""
    told = inspect.type_info(kind)
    if isinstance(told, inspect.EnumType):
        return next(iter(told.cls)).value
    return PLAIN.get(type(told), {})
