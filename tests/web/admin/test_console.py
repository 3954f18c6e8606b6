"""The console: who is let in, every page by every role, forgery, a proof that grew old."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from idp.administration.actor import Actor, Role
from idp.administration.administrators.actions import AdministratorActions
from idp.administration.shapes import Nothing
from idp.app import create_app
from idp.clock import MINUTE
from idp.web.console.sections import SECTIONS
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.web.admin.conftest import HOST, Colleague, MakeColleague
from tests.web_application import answer_to, browser_of

OPEN = {
    "/admin/portails/essai",
    "/admin/connexion",
    "/admin/invitation",
    "/admin/deconnexion",
    "/admin/langue",
}
"""What is there for whoever is not signed in."""


def console_paths(app: Flask, method: str) -> list[str]:
    """Return the paths of the console that answer `method`, filled in with names of nothing."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin") and not rule.rule.startswith("/admin/api")
    ]
    return sorted(
        rule.rule.replace("<", "").replace(">", "")
        for rule in rules
        if method in (rule.methods or ()) and rule.rule not in OPEN
    )


def test_a_stranger_is_led_to_the_entrance_from_every_page(provider: Provider) -> None:
    app, browser = create_app(provider), browser_of(provider)
    for method in ("GET", "POST"):
        for path in console_paths(app, method):
            answer = browser.open(path, method=method)
            assert answer.status_code == 303, path
            assert answer.headers["Location"].startswith("/admin/connexion?to=%2Fadmin"), path


@pytest.mark.parametrize("role", [None, *Role])
def test_a_section_is_shown_and_opened_to_those_who_may_read_it(
    make_colleague: MakeColleague, role: Role | None
) -> None:
    colleague = make_colleague(*([str(role)] if role else []))
    home = colleague.see("/admin").text
    for section in SECTIONS:
        may = role in section.action.allowed
        answer = colleague.see(section.path)
        assert (section.path, answer.status_code) == (section.path, 200 if may else 403)
        assert (f'href="{section.path}"' in home) is may


def test_a_form_that_is_not_ours_changes_nothing(make_colleague: MakeColleague) -> None:
    owner = make_colleague("owner")
    fields = {"name": "Luc", "address": "luc@exemple.quebec", "roles": "owner"}

    forged = owner.browser.post("/admin/administrateurs", data=fields)
    crossed = owner.browser.post(
        "/admin/administrateurs", data=fields, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer_to(owner.browser, forged).status_code == 422
    assert crossed.status_code == 303
    assert "Luc" not in owner.see("/admin/administrateurs").text


def test_a_form_that_needs_a_proof_of_identity_comes_back_filled_in_after_it(
    provider: Provider, clock: TestClock, make_colleague: MakeColleague
) -> None:
    owner = make_colleague("owner")
    clock.advance(provider.settings.administrators.fresh_seconds)
    # In use meanwhile, so that it lives.
    assert owner.see("/admin/administrateurs").status_code == 200
    fields = {"name": "Luc", "address": "luc@exemple.quebec", "roles": "support"}

    sent = owner.send("/admin/administrateurs", **fields)
    entry = sent.headers["Location"]
    page = parse_qs(urlsplit(entry).query)["to"][0]
    assert entry.startswith("/admin/connexion?to=%2Fadmin%2Fadministrateurs%3Fessai%3D")
    assert "Ce que vous avez rempli vous revient juste après" in owner.see(entry).text
    # Without the proof, the address of the form leads to it again.
    assert owner.see(page).headers["Location"] == entry
    assert administrators(provider) == 1

    prove_again(owner)
    again = owner.see(page)

    assert again.status_code == 200
    assert "Rien n’est encore fait : vérifiez ce formulaire" in again.text
    assert 'value="luc@exemple.quebec"' in again.text
    assert 'value="support" checked' in again.text
    assert "ADM-ASKED-NOT-FRESH" not in again.text
    assert "Invitation créée" in owner.send("/admin/administrateurs", **fields).text


def test_what_was_typed_is_not_shown_to_a_colleague_who_proves_who_they_are_instead(
    provider: Provider, clock: TestClock, make_colleague: MakeColleague
) -> None:
    owner, other = make_colleague("owner"), make_colleague("owner", name="luc")
    clock.advance(provider.settings.administrators.fresh_seconds)
    sent = owner.send("/admin/administrateurs", name="Eve", address="eve@exemple.quebec")
    page = parse_qs(urlsplit(sent.headers["Location"]).query)["to"][0]

    prove_again(Colleague(other.id, owner.browser, provider))

    assert "eve@exemple.quebec" not in owner.see(page).text


def test_a_form_sent_after_the_idle_half_hour_comes_back_after_signing_in(
    provider: Provider, clock: TestClock, make_colleague: MakeColleague
) -> None:
    owner = make_colleague("owner")
    clock.advance(provider.settings.administrators.idle_seconds + MINUTE)

    sent = owner.send("/admin/administrateurs", name="Luc", address="luc@exemple.quebec")
    page = parse_qs(urlsplit(sent.headers["Location"]).query)["to"][0]
    assert owner.see(page).status_code == 303
    prove_again(owner)

    assert 'value="luc@exemple.quebec"' in owner.see(page).text


def test_a_form_sent_after_signing_out_is_not_kept(make_colleague: MakeColleague) -> None:
    owner = make_colleague("owner")
    token = owner.browser.get_cookie("parvis-admin", domain=HOST)
    owner.send("/admin/deconnexion")
    assert token is not None
    owner.browser.set_cookie("parvis-admin", token.value, domain=HOST)

    sent = owner.send("/admin/administrateurs", name="Luc", address="luc@exemple.quebec")

    assert sent.headers["Location"] == "/admin/connexion?to=%2Fadmin%2Fadministrateurs"


def test_a_form_too_long_to_be_kept_is_shown_at_once_with_a_way_to_the_proof_beside_it(
    provider: Provider, clock: TestClock, make_colleague: MakeColleague
) -> None:
    owner = make_colleague("owner")
    clock.advance(provider.settings.administrators.fresh_seconds)

    answer = owner.send("/admin/administrateurs", name="Luc", address="x" * 5_000)

    assert answer.status_code == 403
    assert "ADM-ASKED-NOT-FRESH" in answer.text
    assert 'target="_blank"' in answer.text
    assert "x" * 5_000 in answer.text


def test_an_invitation_is_shown_once_and_the_roles_are_kept(
    provider: Provider, make_colleague: MakeColleague
) -> None:
    owner = make_colleague("owner")
    invited = owner.send(
        "/admin/administrateurs", name="Luc", address="luc@exemple.quebec", roles="support"
    )
    assert "/admin/invitation?token=" in invited.text
    everybody = provider.administration.actions.do(
        _everybody(), AdministratorActions.list, _nothing()
    ).administrators
    luc = next(each for each in everybody if each.name == "Luc")
    changed = owner.send(f"/admin/administrateurs/{luc.id}", action="set_roles", roles="auditor")
    assert changed.headers["Location"] == "/admin/administrateurs?notice=administrator_changed"
    # Somebody else's id in a form of one's own page assigns nothing.
    other = owner.send(
        f"/admin/administrateurs/{luc.id}", action="disable", id=owner.id, is_owner="1"
    )
    assert other.status_code == 422


def test_a_session_ends_when_it_is_not_used_and_when_the_door_is_closed(
    provider: Provider, clock: TestClock, make_colleague: MakeColleague
) -> None:
    first, second = make_colleague("owner"), make_colleague("owner", name="luc")
    assert first.send(f"/admin/administrateurs/{second.id}", action="disable").status_code == 303
    assert second.see("/admin").status_code == 303
    clock.advance(provider.settings.administrators.idle_seconds + MINUTE)
    assert first.see("/admin").status_code == 303


def administrators(provider: Provider) -> int:
    actions = provider.administration.actions
    return len(actions.do(_everybody(), AdministratorActions.list, _nothing()).administrators)


def prove_again(colleague: Colleague) -> None:
    """Give the browser the session that signing in again begins."""
    sessions = colleague.provider.administration.sessions
    with colleague.provider.database.writing() as tx:
        token = sessions.start(tx, colleague.id, amr=("hwk",), replacing=None)
    colleague.browser.set_cookie("parvis-admin", token, domain=HOST)


def _everybody() -> Actor:
    return Actor(name="admin:test", roles=frozenset(Role), is_fresh=True)


def _nothing() -> Nothing:
    return Nothing()
