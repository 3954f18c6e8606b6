"""The pages of portals in the console: a new one, its sections, a preview without effect."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from idp.clients import Client, DeliveryMode, MatchPolicy
from idp.clients.checks import CIBA
from idp.wiring import Provider
from tests.conftest import Parent, Portal, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, sign_in
from tests.web.admin.conftest import Colleague, MakeColleague

pytestmark = on_one_database
PAGE = "/admin/portails"


@pytest.fixture
def operator(make_colleague: MakeColleague) -> Colleague:
    return make_colleague("operator")


def _client(provider: Provider, client_id: str) -> Client:
    client = provider.directory.clients.get_disabled_too(client_id)
    assert client is not None
    return client


def test_a_portal_is_created_by_the_short_form_and_its_secret_shown_once(
    provider: Provider, operator: Colleague
) -> None:
    wrong = operator.send(f"{PAGE}/nouveau", name_fr="Portail", kind="server", redirect_uris="")
    assert wrong.status_code == 422
    assert 'id="redirect_uris-error"' in wrong.text
    assert 'value="Portail"' in wrong.text
    made = operator.send(
        f"{PAGE}/nouveau",
        name_fr="Portail",
        kind="server",
        start_uri="https://portail.example.org/",
        redirect_uris="https://portail.example.org/cb\r\nhttps://portail.example.org/cb2\r\n",
    )
    (client,) = provider.directory.clients.all()
    assert client.redirect_uris[1] == "https://portail.example.org/cb2"
    secret = re.search(r'id="secret">([^<]{43})<', made.text)
    assert secret
    one = operator.see(f"{PAGE}/{client.id}")
    assert one.status_code == 200
    assert secret[1] not in one.text
    assert "Portail" in operator.see(PAGE).text


def test_a_description_is_read_before_it_is_registered(
    provider: Provider, operator: Colleague
) -> None:
    folder = Path(__file__).parents[2] / "clients" / "descriptions"
    text = (folder / "keycloak.json").read_text("utf-8")
    read = operator.send(f"{PAGE}/importer", content=text, action="read")
    assert "Les astérisques ne sont pas acceptés" in read.text
    assert 'value="register"' not in read.text
    refused = operator.send(f"{PAGE}/importer", content=text, action="register")
    assert refused.status_code == 422
    assert provider.directory.clients.all() == ()
    for broken in ("", "{", "[]", json.dumps({"clientId": 3})):
        assert operator.send(f"{PAGE}/importer", content=broken).status_code == 422
    good = json.dumps({**json.loads(text), "redirectUris": ["https://portail.exemple.quebec/cb"]})
    made = operator.send(f"{PAGE}/importer", content=good, action="register")
    assert "portail-parents" in made.text
    assert _client(provider, "portail-parents").branding.name_fr == "Portail des parents"


def test_each_section_is_changed_by_its_own_form(
    provider: Provider, portal: Portal, operator: Colleague
) -> None:
    here = f"{PAGE}/{portal.client.id}"
    for name in ("", "/adresses", "/regles", "/image"):
        assert operator.see(here + name).status_code == 200
    saved = operator.send(f"{here}/adresses", redirect_uris="https://other.example.org/cb")
    assert saved.status_code == 303
    wrong = operator.send(f"{here}/adresses", redirect_uris="http://other.example.org/cb")
    assert "doit être en HTTPS" in wrong.text
    operator.send(
        f"{here}/regles",
        match_policy="inform",
        language_policy="fr",
        scopes=["openid", "gpi"],
        asks_consent="1",
        scope_claims_in_id_token="1",
        subject_source="b2c",
    )
    client = _client(provider, portal.client.id)
    assert client.redirect_uris == ("https://other.example.org/cb",)
    assert (client.match_policy, client.asks_consent) == (MatchPolicy.INFORM, True)
    assert client.scopes == ("openid", "gpi")
    assert client.scope_claims_in_id_token
    assert client.subject_source == "b2c"
    assert operator.send(here, action="disable").status_code == 303
    assert _client(provider, portal.client.id).disabled
    assert operator.send(here, action="invent").status_code == 422


def test_a_secret_is_made_and_the_one_before_ended(
    provider: Provider, portal: Portal, operator: Colleague
) -> None:
    here = f"{PAGE}/{portal.client.id}"
    made = operator.send(here, action="new_secret", overlap_hours="1", days="30")
    assert re.search(r'id="secret">[^<]{43}<', made.text)
    old, new = sorted(
        _client(provider, portal.client.id).secrets, key=lambda each: each.expires_at or 0
    )
    ended = operator.send(here, action="end_secret", secret_id=old.id)
    assert ended.headers["Location"].endswith("notice=portal_secret_ended")
    assert new.id in operator.see(here).text
    assert old.id not in operator.see(here).text
    assert operator.send(here, action="new_secret", days="x").status_code == 422


def test_a_branding_is_seen_before_it_is_saved(
    provider: Provider, portal: Portal, operator: Colleague
) -> None:
    here = f"{PAGE}/{portal.client.id}"
    fields = {"name_fr": "Nouveau nom", "name_en": "New name", "colour": "#ffffff"}
    shown = operator.send(f"{here}/image", action="preview", **fields)
    assert shown.status_code == 303
    form = operator.see(shown.headers["Location"])
    assert "frame-src 'self'" in form.headers["Content-Security-Policy"]
    frames = re.findall(r'<iframe[^>]*src="([^"]+)"', form.text)
    assert len(frames) == 4
    seen = operator.see(frames[-1].replace("&amp;", "&"))
    assert "New name" in seen.text
    policy = seen.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "form-action 'none'" in policy
    assert _client(provider, portal.client.id).branding.name_fr == portal.client.branding.name_fr
    wrong = operator.send(f"{here}/image", action="save", **{**fields, "colour": "}red"})
    assert 'id="colour-error"' in wrong.text
    assert operator.send(f"{here}/image", action="save", **fields).status_code == 303
    assert _client(provider, portal.client.id).branding.name_en == "New name"


def test_a_page_of_a_parent_is_never_framed(operator: Colleague) -> None:
    headers = operator.see("/connexion").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_an_invitation_of_a_portal_is_shown_once_and_withdrawn(operator: Colleague) -> None:
    page = f"{PAGE}/invitations"
    made = operator.send(page, note="Éditeur", uses="2", days="3")
    token = re.search(r'class="typed">([^<]{43})<', made.text)
    assert token
    listed = operator.see(page).text
    assert "Éditeur" in listed
    assert token[1] not in listed
    named = re.search(r'name="id" value="([^"]+)"', listed)
    assert named
    withdrawn = operator.send(page, action="withdraw", id=named[1])
    assert urlsplit(withdrawn.headers["Location"]).path == page
    assert "Éditeur" not in operator.see(page).text
    assert operator.send(page, uses="0").status_code == 422


def test_an_auditor_reads_and_changes_nothing(
    provider: Provider, portal: Portal, make_colleague: MakeColleague
) -> None:
    auditor = make_colleague("auditor")
    here = f"{PAGE}/{portal.client.id}"
    assert auditor.see(PAGE).status_code == 200
    assert '<form method="post">' not in auditor.see(here).text.partition("<main")[2]
    for path, fields in (
        (f"{PAGE}/nouveau", {"name_fr": "X", "kind": "server"}),
        (f"{here}/regles", {"match_policy": "inform", "language_policy": "fr", "scopes": "openid"}),
        (here, {"action": "disable"}),
        (here, {"action": "new_secret"}),
    ):
        assert auditor.send(path, **fields).status_code == 403
    assert _client(provider, portal.client.id) == provider.directory.clients.find(portal.client.id)


def test_a_portal_is_tried_in_ones_own_browser(
    provider: Provider, operator: Colleague, relying_party: RelyingParty, parent: Parent
) -> None:
    client = replace(relying_party.client, scopes=("openid", "email"))
    register(provider, client)
    here = f"{PAGE}/{client.id}"
    ready = operator.send(f"{here}/essai")
    link = re.search(r'href="([^"]+/authorize[^"]+)"', ready.text)
    assert link
    session = sign_in(provider, parent.account)
    operator.browser.set_cookie("parvis-session", session, domain="127.0.0.1")
    to = operator.browser.get(link[1].replace("&amp;", "&").removeprefix(provider.issuer))
    back = operator.see(to.headers["Location"].removeprefix(provider.issuer))
    hidden = dict(re.findall(r'name="(state|code)" id="[a-z]+" value="([^"]+)"', back.text))
    response = operator.send(f"{PAGE}/essai", **hidden)
    assert "trial-" in response.text
    assert "marie.tremblay@exemple.quebec" in response.text
    assert operator.send(f"{PAGE}/essai", **hidden).status_code == 422
    operator.send(here, action="disable")
    assert operator.send(f"{here}/essai").status_code == 422


def test_a_portal_that_asks_by_message_is_given_an_address_for_notices(
    provider: Provider, portal: Portal, operator: Colleague
) -> None:
    here, name = f"{PAGE}/{portal.client.id}/adresses", "backchannel_client_notification_endpoint"
    uris = {"redirect_uris": "https://other.example.org/cb"}
    assert name not in operator.see(here).text
    register(provider, replace(portal.client, grant_types=("authorization_code", CIBA)))
    notices = "https://other.example.org/answered"
    assert "doit être en HTTPS" in operator.send(here, **uris, **{name: "http://a.example"}).text
    assert operator.send(here, **uris, **{name: notices}).status_code == 303
    assert notices in operator.see(here).text
    assert _client(provider, portal.client.id).notification_endpoint == notices
    operator.send(here, **uris)
    client = _client(provider, portal.client.id)
    assert client.backchannel_token_delivery_mode is DeliveryMode.POLL
