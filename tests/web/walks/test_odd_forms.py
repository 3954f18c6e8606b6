"""Every field of every form, filled in with what nobody meant: a page says so, nothing fails."""

import pytest

from idp.errors import PersonError
from idp.ids import new_id
from tests.conftest import Parent, make_parent
from tests.relying_party import sign_in
from tests.web.admin.conftest import HOST
from tests.web.walks.conftest import Walk
from tests.web.walks.test_forged_forms import every_sending

ODD = ("9\0\u202eb", "9" * 40_000)
OWN = {"csrf", "journey"}


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
def test_no_field_of_a_form_fails_on_odd_text(walk: Walk, parent: Parent) -> None:
    proof = proof_of(walk)
    tried: set[tuple[str, str]] = set()
    for form in every_sending(walk):
        to = form.to.partition("?")[0]
        for name in {each for each, _ in form.fields if (to, each) not in tried} - OWN:
            tried.add((to, name))
            for odd in ODD:
                parent = somebody(walk, parent)
                walk.come_in()
                instead = {"csrf": proof, name: odd}
                answer = walk.browser.post(form.to, data=form.as_data(**instead))
                assert answer.status_code < 500, (form, name, odd[:10])
    assert len(tried) > 30


def proof_of(walk: Walk) -> str:
    walk.browser.get("/connexion")
    cookie = walk.browser.get_cookie("parvis-browser", domain=HOST)
    assert cookie is not None
    return walk.provider.vault.mac("csrf", cookie.value).hex()


def somebody(walk: Walk, parent: Parent) -> Parent:
    """Let somebody be signed in, whatever the last form did: it may have closed the account."""
    try:
        session = sign_in(walk.provider, parent.account)
    except PersonError:
        parent = make_parent(walk.provider, f"{new_id()}@exemple.quebec")
        session = sign_in(walk.provider, parent.account)
    walk.browser.set_cookie("parvis-session", session, domain=HOST)
    return parent
