"""Every form that writes for a parent's session, sent while that session ends: nothing is written.

The session ends after the request has read it, before each of its transactions in turn. A page
that is added is walked without being named here; one whose form this walk cannot fill in so that
it would write fails the test until `FORMS` tells how.
"""

from collections.abc import Callable
from typing import Any

from tests.between import before_write, undone
from tests.databases import on_one_database
from tests.web.authenticating.conftest import step_code
from tests.web.walks.ending.conftest import Family, holder
from tests.web.walks.forms import sendings
from tests.web.walks.snapshot import snapshot

KEPT = {"limit_bucket", "audit_event", "audit_head"}
"""Tries are counted, and what is refused is recorded."""

NOT_FOR_A_SESSION = {
    "/connexion": "begins one",
    "/inscription": "begins one",
    "/mot-de-passe-oublie": "begins one",
    "/nouveau-mot-de-passe": "begins one, by a proof",
    "/deuxieme-etape": "begins one, by two factors",
    "/reouverture": "begins one",
    "/adresse-de-l-ecole": "begins one, by an identity elsewhere",
    "/rattachement": "begins one, by an identity elsewhere",
    "/continuer-avec/microsoft": "begins one, elsewhere",
    "/deconnexion": "ends one",
    "/adresse-a-garder": "keeps an address, by the link of a message",
    "/annuler": "turns back, whoever is there",
    "/acces": "turns back, whoever is there",
    "/appareil": "begins the journey of a device, whoever is there",
    "/aide": "writes to support, whoever is there",
}
QUIET = {
    ("/compte/adresses", "remove"),  # leads to the page of the removal
    ("/compte/mot-de-passe", "check_password"),  # says what a password is worth
    ("/choix-du-compte", "change"),  # leads to the sign-in, whoever asks
    ("/consentement", "refuse"),  # turns back, whoever is there
}
Fields = Callable[[Family], dict[str, str]]


def nothing(_: Family) -> dict[str, str]:
    return {}


def on(path: str, **more: str) -> Fields:
    return lambda family: {"journey": family.journeys[path], **more}


def proof(kind: str, *, code: bool = False) -> Fields:
    def fields(family: Family) -> dict[str, str]:
        begun, sent = family.proofs[kind]
        return {"proof": begun, **({"code": sent} if code else {})}

    return fields


def shown(path: str, name: str) -> Fields:
    return lambda family: {name: family.value(path, name)}


def app_code(family: Family) -> dict[str, str]:
    with family.provider.database.reading() as tx:
        begun = family.provider.directory.authenticators.apps.pending(
            tx, holder(family), "z", browser=family.browser
        )
    assert begun is not None
    return {"code": step_code(family.provider, begun.secret)}


def suspended(family: Family) -> dict[str, str]:
    with family.provider.database.reading() as tx:
        found = family.provider.directory.additions.suspended(tx, family.account.id)[0]
    return {"kind": found.kind.value, "id": found.id}


def shown_passkey(family: Family) -> dict[str, str]:
    with family.provider.database.reading() as tx:
        passkeys = family.provider.directory.authenticators.passkeys.of_holder(tx, holder(family))
    return {"id": passkeys[0].id}


def other_session(family: Family) -> str:
    with family.provider.database.reading() as tx:
        return family.provider.directory.sessions.of_account(tx, family.account.id)[-1].sid


FORMS: list[tuple[str, str, Fields]] = [
    ("/compte/adresses", "add", lambda _: {"address": "nouvelle@exemple.quebec"}),
    ("/compte/adresses/retrait", "code", lambda f: {"adresse": f.addresses()[1].id}),
    ("/compte/adresses/retrait", "later", lambda f: {"adresse": f.addresses()[1].id}),
    ("/compte/preuve", "", lambda f: {"id": f.addresses()[0].id}),
    ("/compte/reunion", "begin", lambda _: {"address": "m.tremblay@exemple.quebec"}),
    ("/compte/reunion", "merge", proof("/compte/reunion proven")),
    ("/code", "check", proof("/compte/adresses typed", code=True)),
    ("/code", "resend", proof("/compte/adresses proven")),
    ("/code", "check", proof("/compte/reunion typed", code=True)),
    (
        "/compte/mot-de-passe",
        "",
        lambda _: {
            "current_password": "trois-outardes-volent",
            "password": "un violon dort sous la neige",
        },
    ),
    ("/compte/enfants", "remove", shown("/compte/enfants", "link_id")),
    ("/compte/enfants", "add", lambda _: {"organisation": "887000", "number": "7654321"}),
    ("/enfant", "confirm", lambda _: {"organisation": "887000", "number": "7654321"}),
    ("/enfant", "skip", on("/enfant")),
    ("/lettre", "use", lambda f: {"code": f.letter, "address": f.value("/lettre", "address")}),
    ("/compte/renseignements", "", lambda _: {"given_name": "Marie"}),
    ("/compte/portails", "", shown("/compte/portails", "portal")),
    ("/compte/donnees", "", nothing),
    ("/compte/fermeture", "", lambda _: {"understood": "1"}),
    ("/compte/cles-acces", "passkey", Family.new_passkey),
    ("/compte/cles-acces", "rename", lambda f: {**shown_passkey(f), "label": "Autre"}),
    ("/compte/cles-acces", "remove", shown_passkey),
    ("/compte/sessions", "end", lambda f: {"sid": other_session(f)}),
    ("/compte/sessions", "end_others", nothing),
    ("/compte/connexions", "remove", shown("/compte/connexions", "id")),
    ("/compte/connexions", "add", lambda _: {"name": "microsoft"}),
    ("/consentement", "accept", on("/consentement")),
    ("/choix-du-compte", "keep", on("/choix-du-compte")),
    ("/approbation", "accept", on("/approbation")),
    ("/approbation", "refuse", on("/approbation")),
    ("/langue", "", lambda _: {"lang": "en", "back": "/compte"}),
    ("/compte/application", "begin", nothing),
]
LATER: list[tuple[str, str, Fields]] = [
    ("/compte/application", "confirm", app_code),
    ("/compte/application", "cancel", nothing),
    ("/compte/adresses", "keep", lambda f: {"id": f.addresses()[1].id}),
]
LATEST: list[tuple[str, str, Fields]] = [
    ("/compte/application", "renew", nothing),
    ("/compte/application", "remove", nothing),
]
SUSPENDED: list[tuple[str, str, Fields]] = [
    ("/compte/ajouts-recents", "keep", suspended),
    ("/compte/ajouts-recents", "remove", suspended),
]


def walk(family: Family, forms: list[tuple[str, str, Fields]]) -> None:
    for path, action, fields in forms:
        family.come_in()
        sent = {"action": action, **fields(family)}
        with undone(family.provider) as told:
            family.send(path, sent)
        assert set().union(*told) - KEPT, f"{path} {action}: the walk writes nothing there"
        for number in range(1, len(told) + 1):
            ends_before(family, number, path, sent)


def ends_before(family: Family, number: int, path: str, sent: dict[str, str]) -> None:
    """Send the form, and end the session right before its transaction of that number."""
    session, held = family.come_in(), dict[str, str]()

    def end() -> None:
        family.end(session.sid)
        held.update(snapshot(family.provider))

    with before_write(family.provider, number, end) as ran:
        answer = family.send(path, sent)
    assert ran, (path, sent)
    assert answer.status_code < 500, (path, sent)
    after = snapshot(family.provider)
    changed = {table for table, digest in after.items() if held[table] != digest}
    assert changed - KEPT == set(), (path, sent, number)


def test_nothing_is_written_for_a_session_that_ends_in_between(family: Family) -> None:
    walk(family, FORMS)
    family.come_in()
    family.send("/compte/application", {"action": "begin"})
    later = {"action": "later", "adresse": family.addresses()[1].id}
    family.send("/compte/adresses/retrait", later)
    walk(family, LATER)
    family.come_in()
    family.send("/compte/application", {"action": "confirm", **app_code(family)})
    walk(family, LATEST)
    with family.provider.database.writing() as tx:
        assert family.provider.directory.additions.suspend(tx, family.account.id)
    walk(family, SUSPENDED)


@on_one_database
def test_every_page_with_a_form_is_walked(family: Family) -> None:
    walked = {path for path, *_ in (*FORMS, *SUSPENDED)}
    # Every page's form, as the frame mounts it: programs send no cookie.
    posted = {
        rule.rule
        for rule in family.person.app.url_map.iter_rules()
        if rule.endpoint.startswith("act ") and not rule.rule.startswith("/admin")
    }
    assert posted - walked - NOT_FOR_A_SESSION.keys() == set()
    assert NOT_FOR_A_SESSION.keys() <= posted - walked


@on_one_database
def test_every_button_of_an_account_page_is_walked(family: Family) -> None:
    walked = {(path, action) for path, action, _ in (*FORMS, *LATER, *LATEST, *SUSPENDED)}
    family.come_in()
    seen: set[tuple[str, str]] = set()
    for rule in family.person.app.url_map.iter_rules():
        if rule.rule.startswith("/compte/") and "GET" in (rule.methods or ()):
            seen |= buttons(family, rule.rule, "")
    for path, journey in family.journeys.items():
        seen |= buttons(family, path, f"?journey={journey}")
    family.send("/compte/application", {"action": "begin"})
    seen |= buttons(family, "/compte/application", "")
    assert {each for each in seen if each[0] not in NOT_FOR_A_SESSION} - walked - QUIET == set()
    assert len(seen) > 20


def buttons(family: Family, path: str, query: str) -> set[tuple[str, str]]:
    page: Any = family.person.get(path + query)
    return {
        (each.to.partition("?")[0], dict(each.fields).get("action", ""))
        for each in sendings(page.text, path)
    }
