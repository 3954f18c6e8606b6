"""Portals: created, registered, changed, given secrets, shut; and what an owner alone may."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from idp.administration.action import Action
from idp.administration.actor import Actor
from idp.administration.portals.actions import ClientActions
from idp.administration.portals.requests import (
    BrandingRequest,
    CreatePortal,
    EditPortal,
    ImportPortal,
    NewSecret,
    PortalKind,
    RegisterPortal,
    SetAddresses,
    SetPolicy,
    SetSecret,
    WhichPortal,
    WhichSecret,
)
from idp.administration.portals.secrets import PortalSecretActions
from idp.administration.portals.sections import PortalSectionActions
from idp.administration.shapes import Nothing
from idp.clients import AuthenticationMethod, Client, LanguagePolicy, MatchPolicy, Profile
from idp.clients.secrets import open_secrets
from idp.clock import DAY, HOUR
from idp.errors import NotAllowed, Refused, Unknown
from idp.ids import hashed
from idp.translations import LOCALES, words_in
from idp.wiring import Provider
from tests.administration.actors import EVERYBODY, OPERATOR
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, sign_in

CONTENT: dict[str, Any] = {
    "id": "portail",
    "branding": {"name_fr": "Portail", "name_en": "Portal"},
    "redirect_uris": ["https://portail.example.org/cb"],
}
GIVEN = "Zk3-vT9q_Lw7RbX2mN8cYd5HsJ4fGp6A"
RETURN = ("https://portail.example.org/cb",)
Do = Callable[..., Any]


@pytest.fixture
def do(provider: Provider) -> Do:
    def ask(action: Action[Any, Any], asked: Any, actor: Actor = EVERYBODY) -> Any:  # noqa: ANN401 - any action
        return provider.administration.actions.do(actor, action, asked)

    return ask


def _client(provider: Provider, client_id: str = "portail") -> Client:
    client = provider.directory.clients.find(client_id)
    assert client is not None
    return client


def test_a_registered_client_is_known_at_once(do: Do, provider: Provider) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    assert _client(provider).redirect_uris == RETURN


@on_one_database
def test_a_client_without_an_id_is_given_one(do: Do) -> None:
    content = {name: value for name, value in CONTENT.items() if name != "id"}
    one, other = (do(ClientActions.register, RegisterPortal(metadata=content)).id for _ in range(2))
    assert one != other


def test_an_id_is_registered_once(do: Do, provider: Provider) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    with pytest.raises(Refused, match=r"clients\.taken"):
        do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    do(
        ClientActions.register,
        RegisterPortal(metadata={**CONTENT, "profile": "legacy"}, replace=True),
    )
    assert _client(provider).profile is Profile.LEGACY


@on_one_database
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"redirect_uris": ["http://portail.example.org/cb"]}, "redirect_uris"),
        ({"redirect_uris": ["https://*.example.org/cb"]}, "redirect_uris"),
        ({"branding": {"name_fr": "A", "name_en": "B", "colour": "red"}}, "branding.colour"),
        ({"branding": {"name_fr": "A"}}, "branding.name_en"),
        ({"invented": 1}, "invented"),
        ({"profile": "lax"}, "profile"),
        ({"id": "trial-x"}, "id"),
        ({"id": 7}, "id"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}, "jwks"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_member_in_both_languages(
    do: Do, provider: Provider, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        do(ClientActions.register, RegisterPortal(metadata={**CONTENT, **changes}))
    assert refused.value.field == field
    for locale in LOCALES:
        assert words_in(locale).say(refused.value.message_key, **refused.value.values)
    assert provider.directory.clients.all() == ()


@on_one_database
@pytest.mark.parametrize("kind", PortalKind)
def test_the_short_form_makes_a_portal_that_holds_to_its_profile(
    do: Do, provider: Provider, kind: PortalKind
) -> None:
    asked = CreatePortal(
        name_fr="Portail", kind=kind, start_uri="https://portail.example.org/", redirect_uris=RETURN
    )
    made = do(ClientActions.create, asked)
    client = _client(provider, made.id)
    public = kind in {PortalKind.BROWSER, PortalKind.MOBILE}
    assert client.is_public is public
    assert (made.secret is None) is public
    assert (client.profile is Profile.LEGACY) is (kind is PortalKind.B2C)
    assert "gpi.children" not in client.scopes
    assert client.branding.name_en == "Portail"
    if not public:
        assert (
            made.expires_at == provider.clock.seconds() + provider.settings.portals.secret_seconds
        )
        assert [each.secret_hash for each in client.secrets] == [hashed(made.secret)]


@on_one_database
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"redirect_uris": ("https://portail.example.org/*",)}, "redirect_uris"),
        ({"start_uri": "//x"}, "start_uri"),
        ({"alias": "board/policy"}, "alias"),
        ({"kind": PortalKind.B2C, "alias": "board"}, "alias"),
    ],
    ids=str,
)
def test_the_short_form_says_what_is_wrong_at_the_field(
    do: Do, provider: Provider, changes: dict[str, Any], field: str
) -> None:
    asked = {"name_fr": "Portail", "kind": PortalKind.SERVER, "redirect_uris": RETURN, **changes}
    with pytest.raises(Refused) as refused:
        do(ClientActions.create, CreatePortal(**asked))
    assert refused.value.field == field
    assert provider.directory.clients.all() == ()


def test_a_description_is_read_alone_or_registered(do: Do, provider: Provider) -> None:
    folder = Path(__file__).parent.parent / "clients" / "descriptions"
    content = json.loads((folder / "b2c.json").read_text("utf-8"))
    read = do(ClientActions.import_, ImportPortal(content=content))
    assert (read.id, provider.directory.clients.all()) == (None, ())
    assert {note.why for note in read.safer} >= {"secret"}
    made = do(ClientActions.import_, ImportPortal(content=content, register=True))
    assert _client(provider, made.id).token_endpoint_auth_method is AuthenticationMethod.POST
    assert made.secret


@on_one_database
def test_a_description_with_a_wildcard_is_not_registered(do: Do, provider: Provider) -> None:
    folder = Path(__file__).parent.parent / "clients" / "descriptions"
    content = json.loads((folder / "keycloak.json").read_text("utf-8"))
    with pytest.raises(Refused, match=r"described\.wildcard"):
        do(ClientActions.import_, ImportPortal(content=content, register=True))
    assert provider.directory.clients.all() == ()


def test_an_edit_changes_what_it_names_and_nothing_else(do: Do, provider: Provider) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    changes = {"branding": {"colour": "#123456"}, "child_numbers": True}
    do(ClientActions.edit, EditPortal(id="portail", metadata=changes))
    client = _client(provider)
    assert (client.branding.colour, client.branding.name_fr) == ("#123456", "Portail")
    assert client.child_numbers
    assert client.redirect_uris == RETURN


@on_one_database
def test_each_section_is_set_as_a_whole_and_leaves_the_others_alone(
    do: Do, provider: Provider
) -> None:
    do(
        ClientActions.register,
        RegisterPortal(metadata={**CONTENT, "start_uri": "https://a.example.org/"}),
    )
    do(
        PortalSectionActions.set_branding,
        BrandingRequest(id="portail", name_fr="A", name_en="B", colour="#000000"),
    )
    do(PortalSectionActions.set_addresses, SetAddresses(id="portail", redirect_uris=RETURN))
    policy = SetPolicy(
        id="portail",
        match_policy=MatchPolicy.INFORM,
        language_policy=LanguagePolicy.BILINGUAL,
        scopes=("openid", "gpi", "gpi.children"),
        child_numbers=True,
    )
    do(PortalSectionActions.set_policy, policy)
    client = _client(provider)
    assert (client.branding.name_en, client.start_uri, client.match_policy) == ("B", None, "inform")
    assert client.child_numbers
    with pytest.raises(Refused) as refused:
        do(
            PortalSectionActions.set_branding,
            BrandingRequest(id="portail", name_fr="A", name_en="B", colour="red"),
        )
    assert refused.value.field == "colour"


@on_one_database
def test_a_portals_source_stays_until_it_is_said_to_be_another_or_none(
    do: Do, provider: Provider
) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    policy = SetPolicy(
        id="portail",
        match_policy=MatchPolicy.INFORM,
        language_policy=LanguagePolicy.BILINGUAL,
        scopes=("openid",),
        subject_source="b2c",
    )
    do(PortalSectionActions.set_policy, policy)
    do(PortalSectionActions.set_policy, msgspec.structs.replace(policy, subject_source=None))
    assert _client(provider).subject_source == "b2c"
    do(PortalSectionActions.set_policy, msgspec.structs.replace(policy, subject_source=""))
    assert _client(provider).subject_source is None


@on_one_database
def test_a_preview_changes_nothing_and_measures_the_colour(do: Do, provider: Provider) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))

    def seen(colour: str) -> Any:  # noqa: ANN401 - what the action gives
        asked = BrandingRequest(id="portail", name_fr="Autre", name_en="Other", colour=colour)
        return do(PortalSectionActions.preview, asked)

    white, black, blue = seen("#ffffff"), seen("#000000"), seen("#3d7fc4")
    assert (white.contrast_light, black.contrast_light) == (1.0, 21.0)
    assert [each.enough for each in (white, black, blue)] == [False, False, True]
    assert _client(provider).branding.name_fr == "Portail"


def test_two_secrets_live_during_a_change_and_never_three(
    do: Do, provider: Provider, clock: TestClock
) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    first = do(PortalSecretActions.new_secret, NewSecret(id="portail"))
    assert first.expires_at == clock.seconds() + 365 * DAY
    clock.advance(1)
    do(PortalSecretActions.new_secret, NewSecret(id="portail", overlap_hours=1))
    clock.advance(1)
    third = do(PortalSecretActions.new_secret, NewSecret(id="portail", overlap_hours=2, days=0))
    assert third.expires_at is None
    ends = [each.expires_at for each in _client(provider).secrets]
    assert ends == [clock.seconds() - 1 + HOUR, clock.seconds() + 2 * HOUR, None] or ends == [
        clock.seconds(),
        clock.seconds() + 2 * HOUR,
        None,
    ]
    response = do(ClientActions.show, WhichPortal(id="portail"))
    assert len(response.secrets) == 2
    do(PortalSecretActions.end_secret, WhichSecret(id="portail", secret_id=response.secrets[0].id))
    assert len(do(ClientActions.show, WhichPortal(id="portail")).secrets) == 1
    with pytest.raises(Unknown):
        do(
            PortalSecretActions.end_secret,
            WhichSecret(id="portail", secret_id=response.secrets[0].id),
        )


def test_a_secret_made_elsewhere_is_taken_once_and_readable_where_it_signs(
    do: Do, provider: Provider, clock: TestClock
) -> None:
    signs = {**CONTENT, "token_endpoint_auth_method": "client_secret_jwt"}
    do(ClientActions.register, RegisterPortal(metadata=signs))
    first = do(PortalSecretActions.new_secret, NewSecret(id="portail")).secret
    clock.advance(1)
    asked = SetSecret(id="portail", secret=GIVEN)
    for _ in range(2):
        do(PortalSecretActions.set_secret, asked)
    client = _client(provider)
    assert open_secrets(client, provider.vault, clock.seconds()) == [first, GIVEN]
    overlap = provider.settings.portals.overlap_seconds
    assert client.secrets[0].expires_at == clock.seconds() + overlap
    with pytest.raises(Refused, match="weak_secret"):
        do(PortalSecretActions.set_secret, SetSecret(id="portail", secret="ab" * 20))
    do(PortalSecretActions.end_secret, WhichSecret(id="portail", secret_id=client.secrets[1].id))
    with pytest.raises(Refused, match="secret_over"):
        do(PortalSecretActions.set_secret, asked)


@on_one_database
def test_a_portal_that_uses_no_secret_is_given_none(do: Do) -> None:
    public = {**CONTENT, "token_endpoint_auth_method": "none"}
    do(ClientActions.register, RegisterPortal(metadata=public))
    for action, asked in (
        (PortalSecretActions.new_secret, NewSecret(id="portail")),
        (PortalSecretActions.set_secret, SetSecret(id="portail", secret=GIVEN)),
    ):
        with pytest.raises(Refused, match="no_secret_used"):
            do(action, asked)


def test_a_disabled_client_is_not_found(do: Do, provider: Provider) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    do(ClientActions.disable, WhichPortal(id="portail"))
    assert provider.directory.clients.find("portail") is None
    do(ClientActions.enable, WhichPortal(id="portail"))
    assert provider.directory.clients.find("portail") is not None


@on_one_database
def test_an_owner_alone_touches_a_client_that_administers(do: Do) -> None:
    program = {
        **CONTENT,
        "redirect_uris": [],
        "grant_types": ["client_credentials"],
        "response_types": [],
        "scopes": ["parvis.admin.portals.write"],
    }
    with pytest.raises(NotAllowed):
        do(ClientActions.register, RegisterPortal(metadata=program), OPERATOR)
    do(ClientActions.register, RegisterPortal(metadata=program))
    for name, asked in (
        (PortalSecretActions.new_secret, NewSecret(id="portail")),
        (PortalSecretActions.set_secret, SetSecret(id="portail", secret=GIVEN)),
        (ClientActions.edit, EditPortal(id="portail", metadata={"scopes": ["openid"]})),
        (ClientActions.register, RegisterPortal(metadata=CONTENT, replace=True)),
        (ClientActions.disable, WhichPortal(id="portail")),
    ):
        with pytest.raises(NotAllowed):
            do(name, asked, OPERATOR)
    program_itself = Actor(name="client:portail", scopes=frozenset({"parvis.admin.portals.write"}))
    with pytest.raises(NotAllowed):
        do(PortalSecretActions.new_secret, NewSecret(id="portail"), program_itself)


def test_who_signed_in_lately_is_told_by_what_became_of_it(
    do: Do, provider: Provider, parent: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    party = relying_party.client.id
    relying_party.code()
    clock.advance(minutes=20)
    relying_party.tokens()
    clock.advance(minutes=50)
    replace(relying_party, session=sign_in(provider, parent.account)).code()
    response = do(PortalSectionActions.recent_sign_ins, WhichPortal(id=party))
    assert [each.outcome for each in response.sign_ins] == ["waiting", "redeemed", "unredeemed"]
    assert (response.last_hour, response.last_day) == (2, 3)
    assert {each.methods for each in response.sign_ins} == {("pwd",)}


@on_one_database
def test_the_list_says_when_secrets_end(do: Do, clock: TestClock) -> None:
    do(ClientActions.register, RegisterPortal(metadata=CONTENT))
    do(PortalSecretActions.new_secret, NewSecret(id="portail", days=10))
    clock.advance(3 * DAY)
    (line,) = do(ClientActions.list, Nothing()).portals
    assert (line.id, line.host, line.secret_days_left) == ("portail", "portail.example.org", 7)
