"""Trying a portal out: what it would be told, for who began alone, and nothing left of it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from idp.administration.action import Action
from idp.administration.actor import Actor, Role
from idp.administration.portals.actions import ClientActions
from idp.administration.portals.requests import NewSecret, RegisterPortal, WhichPortal
from idp.administration.portals.secrets import PortalSecretActions
from idp.administration.portals.sections import PortalSectionActions
from idp.administration.portals.trial_schemas import FinishTrial, TrialResponse
from idp.administration.portals.trials import PortalTrialActions
from idp.administration.shapes import ActionRequest, Nothing
from idp.clients import Client, Profile, SubjectType
from idp.clients.model import TRIAL_PREFIX
from idp.errors import Refused, Unknown
from idp.ids import ClientId
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.administration.actors import EVERYBODY, OPERATOR
from tests.conftest import Parent, TestClock, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, fields, sign_in
from tests.web_application import browser_of

GRANTS = Statement("SELECT revoked_at FROM authorization_grant WHERE client_id LIKE :prefix")


@pytest.fixture
def portal(provider: Provider, relying_party: RelyingParty) -> Client:
    """A portal that knows people by names of its own sector."""
    client = replace(
        relying_party.client,
        subject_type=SubjectType.PAIRWISE,
        scopes=("openid", "email", "offline_access"),
    )
    register(provider, client)
    return client


def _begin(provider: Provider, portal: Client, actor: Actor = OPERATOR) -> str:
    begun = provider.administration.actions.do(
        actor, PortalTrialActions.begin, WhichPortal(id=portal.id)
    )
    uri: str = begun.uri
    return uri


def _come_back(provider: Provider, uri: str, session: str | None) -> dict[str, str]:
    """Follow the address in a browser that is signed in; return what comes back to the console."""
    answer = browser_of(provider, session).get(uri.removeprefix(provider.issuer))
    where = urlsplit(answer.headers["Location"])
    assert where.path == "/admin/portails/essai"
    return dict(parse_qsl(where.query))


def _finish(provider: Provider, back: dict[str, str], actor: Actor = OPERATOR) -> TrialResponse:
    asked = {name: back[name] for name in ("state", "code", "error") if name in back}
    response: TrialResponse = provider.administration.actions.do(
        actor, PortalTrialActions.finish, FinishTrial(**asked)
    )
    return response


def _nothing_is_left(provider: Provider) -> bool:
    provider.directory.clients.forget()
    return not [each for each in provider.directory.clients.all() if each.is_trial]


def test_a_trial_tells_what_the_portal_is_told_under_an_audience_of_its_own(
    provider: Provider, portal: Client, relying_party: RelyingParty
) -> None:
    party = replace(relying_party, client=portal, secret=register(provider, portal).secret)
    real = party.userinfo(party.tokens(scope="openid email")["access_token"])
    response = _finish(provider, _come_back(provider, _begin(provider, portal), party.session))
    assert response.error == ""
    assert response.id_token is not None
    assert response.access_token is not None
    assert response.userinfo is not None
    assert response.id_token.claims["aud"].startswith(TRIAL_PREFIX)
    assert response.id_token.header["alg"] == portal.id_token_signed_response_alg
    # The same person under the same name, though another sector would know another one.
    assert response.userinfo["sub"] == real["sub"]
    assert {name: response.userinfo[name] for name in real} == real
    assert _nothing_is_left(provider)


def test_what_a_trial_bought_is_revoked_and_cannot_be_had_again(
    provider: Provider, portal: Client, relying_party: RelyingParty
) -> None:
    back = _come_back(provider, _begin(provider, portal), relying_party.session)
    assert _finish(provider, back).error == ""
    with provider.database.reading() as tx:
        rows = tx.rows(GRANTS, prefix=f"{TRIAL_PREFIX}%")
    assert [revoked_at for (revoked_at,) in rows] == [provider.clock.seconds()]
    with pytest.raises(Refused, match="trial_gone"):
        _finish(provider, back)
    recent_sign_ins = provider.administration.actions.do(
        OPERATOR, PortalSectionActions.recent_sign_ins, WhichPortal(id=portal.id)
    )
    assert recent_sign_ins.sign_ins == ()


def test_only_who_began_can_finish(
    provider: Provider, portal: Client, relying_party: RelyingParty
) -> None:
    back = _come_back(provider, _begin(provider, portal), relying_party.session)
    other = Actor(name="admin:other", roles=frozenset(Role), is_fresh=True)
    for actor, changed in ((other, back), (OPERATOR, {**back, "state": "another"})):
        with pytest.raises(Refused, match="trial_gone"):
            _finish(provider, changed, actor)
    program = Actor(name=OPERATOR.name, scopes=frozenset({"parvis.admin.portals.write"}))
    with pytest.raises(Refused, match="trial_by_program"):
        _begin(provider, portal, program)
    assert _finish(provider, back).error == ""


@on_one_database
def test_an_error_is_told_as_the_portal_would_hear_it(provider: Provider, portal: Client) -> None:
    state = dict(parse_qsl(urlsplit(_begin(provider, portal)).query))["state"]
    assert _finish(provider, {"state": state, "error": "access_denied"}).error == "access_denied"
    assert _nothing_is_left(provider)
    again = dict(parse_qsl(urlsplit(_begin(provider, portal)).query))["state"]
    assert _finish(provider, {"state": again, "code": "made-up"}).error == "invalid_grant"
    assert _nothing_is_left(provider)


@on_one_database
def test_the_portal_itself_never_answers_to_the_console(
    provider: Provider, portal: Client, relying_party: RelyingParty
) -> None:
    uri = _begin(provider, portal)
    asked = dict(parse_qsl(urlsplit(uri).query))
    browser = browser_of(provider, relying_party.session)
    refused = browser.get("/authorize", query_string={**asked, "client_id": portal.id})
    assert refused.status_code == 400
    elsewhere = {**asked, "redirect_uri": portal.redirect_uris[0]}
    assert browser.get("/authorize", query_string=elsewhere).status_code == 400


@on_one_database
def test_a_stand_in_is_nobodys_to_see_or_change(provider: Provider, portal: Client) -> None:
    client_id = dict(parse_qsl(urlsplit(_begin(provider, portal)).query))["client_id"]
    ids = {
        each.id
        for each in provider.administration.actions.do(
            EVERYBODY, ClientActions.list, Nothing()
        ).portals
    }
    assert ids >= {portal.id}
    assert client_id not in ids
    refused: tuple[tuple[Action[Any, Any], ActionRequest], ...] = (
        (ClientActions.show, WhichPortal(id=client_id)),
        (PortalSecretActions.new_secret, NewSecret(id=client_id)),
        (PortalTrialActions.begin, WhichPortal(id=client_id)),
    )
    for action, asked in refused:
        with pytest.raises(Unknown):
            provider.administration.actions.do(EVERYBODY, action, asked)
    taken = {"id": client_id, "branding": {"name_fr": "A", "name_en": "B"}}
    with pytest.raises(Refused, match="reserved_id"):
        provider.administration.actions.do(
            EVERYBODY, ClientActions.register, RegisterPortal(metadata=taken)
        )


def test_a_trial_that_nobody_came_back_to_is_removed(
    provider: Provider,
    portal: Client,
    relying_party: RelyingParty,
    clock: TestClock,
    parent: Parent,
) -> None:
    uri = _begin(provider, portal)
    clock.advance(provider.settings.portals.trial_seconds)
    session = sign_in(provider, parent.account)
    back = _come_back(provider, uri, session)
    with pytest.raises(Refused, match="trial_gone"):
        _finish(provider, back)
    Purge(database=provider.database, clock=clock).run_once()
    assert _nothing_is_left(provider)
    assert fields(replace(relying_party, session=session).authorize(scope="openid email"))["code"]


@on_one_database
def test_a_portal_of_b2c_is_tried_by_its_policy(
    provider: Provider, legacy_party: RelyingParty
) -> None:
    client = replace(
        legacy_party.client,
        id=ClientId("old"),
        aliases=("board.onmicrosoft.com/B2C_1_SignIn",),
        scopes=("openid", "email"),
    )
    assert client.profile is Profile.LEGACY
    register(provider, client)
    response = _finish(
        provider, _come_back(provider, _begin(provider, client), legacy_party.session)
    )
    assert response.id_token is not None
    assert response.id_token.claims["tfp"] == "B2C_1_SignIn"
    assert "id_token" in response.posted
