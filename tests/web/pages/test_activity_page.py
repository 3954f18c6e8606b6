"""`/compte/activite`, at a browser: what happened, in plain words, and nothing of the house."""

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import idp
from idp import audit
from idp.audit.admin_events import AccountLookedAt
from idp.audit.event import Event
from idp.audit.events import SessionsEnded
from idp.clock import MINUTE
from idp.journeys.own_activity import HIDDEN, SHOWN
from idp.translations import LOCALES, words_in
from tests.conftest import Parent, TestClock, make_parent
from tests.web.pages.person import Person

PAGE = "/compte/activite"


def _events(of: type[Event] = Event) -> Iterator[type[Event]]:
    for each in of.__subclasses__():
        yield each
        yield from _events(each)


def _kinds_with_a_subject() -> set[str]:
    """Return the kinds that the house records about somebody."""
    for module in pkgutil.iter_modules(audit.__path__):
        import_module(f"idp.audit.{module.name}")
    kinds = {each.__name__: each.kind for each in _events()}
    calls = (
        node
        for path in Path(idp.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    return {
        kinds[call.func.id]
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in kinds
        and {each.arg for each in call.keywords} & {"subject", None}
    }


def test_every_kind_of_event_about_somebody_is_told_or_has_a_reason_not_to_be() -> None:
    assert _kinds_with_a_subject() == SHOWN | HIDDEN
    assert not SHOWN & HIDDEN
    for locale in LOCALES:
        words = words_in(locale)
        assert [kind for kind in sorted(SHOWN) if f"activity.of.{kind}" not in words] == []


def test_sign_ins_and_refused_ones_are_told_with_way_and_device(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    neighbour.client.environ_base["HTTP_USER_AGENT"] = "Mozilla (Windows NT) Firefox/140"
    neighbour.sign_in(parent.address, "pas le bon mot")
    person.sign_in(parent.address, parent.password).open(PAGE)
    assert "Un mot de passe incorrect a été essayé." in person.text
    assert "Firefox, Windows" in person.text
    assert "Refusé" in person.text
    assert "mot de passe" in person.text
    assert "vers 7\u00a0h\u00a000" in person.text


def test_a_look_of_support_is_told_without_a_name(person: Person, parent: Parent) -> None:
    other = make_parent(person.provider, "autre@exemple.quebec")
    with person.provider.database.writing() as tx:
        for subject in (parent.account.id, other.account.id):
            event = AccountLookedAt(
                actor="admin:jeanne", subject=subject, what="find", reason="call", reference=""
            )
            person.provider.audit.record(tx, event)
    person.sign_in(parent.address, parent.password).open(PAGE)
    assert person.text.count("Quelqu’un du soutien a consulté votre compte.") == 1
    assert "par le soutien" in person.text
    assert "jeanne" not in person.text


def test_older_events_are_a_page_away(person: Person, parent: Parent) -> None:
    provider = person.provider
    with provider.database.writing() as tx:
        for count in range(2, 45):
            provider.audit.record(tx, SessionsEnded(subject=parent.account.id, count=count))
    person.sign_in(parent.address, parent.password).open(PAGE)
    assert "44 appareils" in person.text
    assert "\n    <p>10 appareils" not in person.text
    older = person.text.partition('href="/compte/activite?avant=')[2].partition('"')[0]
    person.open(f"{PAGE}?avant={older}")
    assert "10 appareils" in person.text
    assert "44 appareils" not in person.text
    # A place that was made up, or that is another's, leads to the first page.
    assert "44 appareils" in person.open(f"{PAGE}?avant=AAAA").text


def test_what_happened_needs_a_recent_password(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    assert person.open(PAGE).path == "/connexion"
    person.sign_in(parent.address, parent.password)
    clock.advance(16 * MINUTE)
    assert person.open(PAGE).path == "/connexion"
