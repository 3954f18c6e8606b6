"""Every action of the desk, asked for by an administrator whose session ends meanwhile.

The guard stands at the beginning of each transaction that writes. An action that is added is
walked by itself; one of which this walk opens no transaction fails until `MEMBERS` tells how.
"""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import fields

from idp.administration.action import Action
from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.portals.actions import ClientActions
from idp.administrators import AdministratorId
from idp.errors import OperationError, SessionOverError
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.administration.test_clients import CONTENT
from tests.between import before_write, undone
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.registry.conftest import import_lines
from tests.web.admin.conftest import HOST, browser, make_program
from tests.web.walks.conftest import Walk, walk
from tests.web.walks.ending.test_parents_session import KEPT
from tests.web.walks.forms import sendings
from tests.web.walks.snapshot import snapshot
from tests.web.walks.test_asked import plain

__all__ = ["browser", "import_lines", "make_program", "walk"]
PERSON = {"reason": "call", "who": "marie.tremblay@exemple.quebec"}
IMPORT = {"import_id": 1}
MEMBERS: dict[str, dict[str, Any]] = {
    "administrators.invite": {"name": "B", "address": "b@exemple.quebec", "roles": ["support"]},
    "administrators.set_roles": {"roles": ["owner"]},
    "portals.create": {
        "name_fr": "Portail",
        "kind": "server",
        "redirect_uris": ["https://new.example.org/cb"],
    },
    "portals.register": {"metadata": CONTENT},
    "portals.set_secret": {"secret": "Zk3-vT9q_Lw7RbX2mN8cYd5HsJ4fGp6A"},
    "portals.set_branding": {"name_fr": "Portail", "name_en": "Portal"},
    "portals.set_addresses": {"redirect_uris": ["https://new.example.org/cb"]},
    "keys.add": {"algorithm": "ES256"},
    **dict.fromkeys(("people.find", "people.explain", "people.mail"), PERSON),
    **dict.fromkeys(("people.send_reset", "people.disable", "people.enable"), PERSON),
    **dict.fromkeys(("people.reset_authenticators", "people.end_sessions"), PERSON),
    "people.invite_merge": {**PERSON, "other": "b@exemple.quebec"},
    "people.keep_addition": {**PERSON, "kind": "passkey", "addition": "nothing"},
    "people.prepare_letter": {
        "reason": "call",
        "organisation": "887000",
        "number": "1234567",
        "listed": "marie.tremblay@exemple.quebec",
    },
    "people.revoke_letter": {"reason": "call", "id": "nothing"},
    "people.import": {"file_name": "x.json", "source": "b2c", "format": "b2c"},
    **dict.fromkeys(("people.accept_import", "people.reject_import"), IMPORT),
    "people.discard_source": {"source": "b2c"},
    "house.set_retention": {"name": "audit_event", "days": 800},
    "registry.read": {**IMPORT, "profile": "gpi"},
    **dict.fromkeys(("registry.publish", "registry.approve", "registry.reject"), IMPORT),
    "registry.roll_back": IMPORT,
    "registry.set_support": {"organisation": "887000", "address": "aide@exemple.quebec"},
    "registry.preview": {**IMPORT, "content": "x"},
}
ENTRIES = {"/admin/connexion", "/admin/deconnexion", "/admin/invitation", "/admin/langue"}
NEEDS_MORE = {
    "portals.import": "reads a description, then does what `portals.register` does",
    "keys.rekey": "needs the next key in its file, then does what `parvis keys rekey` does",
    "registry.preview": "reads a file that waits, and writes nothing",
}


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    provider = build(house_settings, clock)
    yield provider
    provider.database.close()


def actor_of(walk: Walk) -> Actor:
    """Return the owner, in a new session."""
    walk.come_in()
    cookie = walk.browser.get_cookie("parvis-admin", domain=HOST)
    assert cookie is not None
    with walk.provider.database.reading() as tx:
        session = walk.provider.administration.sessions.find(tx, cookie.value)
    name = f"admin:{walk.names['id']}"
    return Actor(name=name, roles=EVERY_ROLE, is_fresh=True, session=session)


def ask(walk: Walk, actor: Actor, action: Action[Any, Any]) -> Exception | None:
    """Ask for `action`, and return what it raised."""
    named = walk.named_at(action.path)
    members = MEMBERS.get(action.name, {})
    more = {
        each.name: named.get(each.name) or plain(each.type)
        for each in fields(action.asks)
        if each.required
    }
    file = (io.BytesIO(b"x"),) if action.takes_file else ()
    try:
        asked = walk.provider.administration.actions.read(actor, action, {**more, **members})
        walk.provider.administration.actions.do(actor, action, asked, *file)
    except (OperationError, SessionOverError) as raised:
        return raised
    return None


def ends_before(walk: Walk, number: int, action: Action[Any, Any]) -> None:
    """Ask, and end the session right before the action's transaction of that number."""
    actor, held = actor_of(walk), dict[str, str]()

    def end() -> None:
        with walk.provider.database.writing() as tx:
            walk.provider.administration.sessions.end_all(tx, AdministratorId(walk.names["id"]))
        held.update(snapshot(walk.provider))

    with before_write(walk.provider, number, end) as ran:
        raised = ask(walk, actor, action)
    assert ran, action.name
    assert isinstance(raised, SessionOverError), (action.name, raised)
    after = snapshot(walk.provider)
    changed = {table for table, digest in after.items() if held[table] != digest}
    assert changed - KEPT == set(), (action.name, number)


def test_nothing_is_written_for_an_administrator_whose_session_ends_in_between(walk: Walk) -> None:
    changing = [each for each in walk.provider.administration.actions.declared if each.changes]
    for action in changing:
        actor = actor_of(walk)
        with undone(walk.provider) as told:
            raised = ask(walk, actor, action)
        if not told:
            assert action.name in NEEDS_MORE, (action.name, raised)
            continue
        assert action.name not in NEEDS_MORE
        for number in range(1, len(told) + 1):
            ends_before(walk, number, action)
    assert len(changing) > 40


@on_one_database
def test_no_form_of_the_console_writes_for_a_session_that_ends_in_between(walk: Walk) -> None:
    """Also those that ask the desk for nothing: what one comes in by oneself."""
    forms = {
        each: None
        for rule, path in walk.routes("GET")
        if rule.endpoint.startswith("show /admin")
        for each in sendings(walk.browser.get(path).text, path)
        if each.to.startswith("/admin/") and each.to not in ENTRIES
    }
    reached = set()
    for form in forms:
        walk.come_in()
        held = dict[str, str]()

        def end(held: dict[str, str] = held) -> None:
            with walk.provider.database.writing() as tx:
                walk.provider.administration.sessions.end_all(tx, AdministratorId(walk.names["id"]))
            held.update(snapshot(walk.provider))

        with before_write(walk.provider, 1, end) as ran:
            answer = walk.browser.post(form.to, data=form.as_data())
        if ran:
            reached.add(form.to)
            assert answer.headers["Location"].startswith("/admin/connexion"), form
            after = snapshot(walk.provider)
            changed = {table for table, digest in after.items() if held[table] != digest}
            assert changed - KEPT == set(), form
    assert "/admin/moi" in reached
    assert len(reached) > 10


def test_the_command_line_and_programs_have_no_session_to_end(walk: Walk) -> None:
    program = Actor(name="client:program", roles=EVERY_ROLE, is_fresh=True)
    with undone(walk.provider) as told:
        assert ask(walk, program, ClientActions.disable) is None
    assert "client" in told[0]
