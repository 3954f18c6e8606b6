"""Portals as other providers describe them: what is taken, made safer, left, refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from idp.clients import Client, Profile
from idp.clients.b2c_policy import B2CPolicy, PolicyJourney
from idp.clients.checks import check_client
from idp.clients.descriptions import DescribedClient, read_description
from idp.clients.metadata import client_from, stored_metadata
from idp.clock import DAY
from idp.errors import Refused
from idp.ids import ClientId
from idp.translations import LOCALES, words_in

_FOLDER = Path(__file__).parent / "descriptions"


def described(name: str, **changes: Any) -> DescribedClient:  # noqa: ANN401 - JSON
    return read_description({**json.loads((_FOLDER / name).read_text("utf-8")), **changes})


def registered(reading: DescribedClient) -> Client:
    """Return the client, checked as any other."""
    members = {**reading.members}
    client = client_from(ClientId(members.pop("id")), members)
    check_client(client, DAY)
    return client


def test_a_client_of_keycloak_becomes_one_of_ours() -> None:
    reading = described("keycloak.json")
    client = registered(reading)
    assert client.id == "portail-parents"
    assert client.redirect_uris == ("https://portail.exemple.quebec/retour",)
    assert client.start_uri == "https://portail.exemple.quebec/accueil"
    assert client.post_logout_redirect_uris[1] == "https://portail.exemple.quebec/adieu"
    assert client.grant_types == ("authorization_code", "refresh_token")
    assert client.id_token_signed_response_alg == "ES256"
    assert client.backchannel_logout_uri == "https://portail.exemple.quebec/deconnexion"
    assert set(client.scopes) == {
        *("openid", "profile", "email", "address", "phone", "offline_access", "gpi"),
    }
    assert {note.why for note in reading.safer} == {
        *("secret", "implicit", "password_grant", "pkce", "algorithm"),
    }
    assert [(note.value, note.why) for note in reading.refused] == [
        ("https://portail.exemple.quebec/*", "wildcard")
    ]
    left = {note.source for note in reading.left}
    assert left >= {"webOrigins", "protocolMappers", "attributes.access.token.lifespan"}
    assert "ne-doit-pas-etre-repris" not in str(reading)


def test_an_application_of_b2c_keeps_its_id_and_its_policies() -> None:
    reading = described("b2c.json")
    client = registered(reading)
    assert client.id == "057355ff-e919-4623-8eee-bcf73174d7fe"
    assert client.profile is Profile.LEGACY
    assert client.response_types == ("code", "code id_token")
    assert client.aliases == (
        "board.onmicrosoft.com/B2C_1_SignInOrUpFr",
        "board.onmicrosoft.com/B2C_1_Edit",
    )
    assert client.nonce_seconds == 900
    assert client.scope_claims_in_id_token
    assert client.frontchannel_logout_uri == "https://acces.exemple.quebec/signout"
    assert client.branding.policy_uri == "https://acces.exemple.quebec/vie-privee"
    assert {note.why for note in reading.safer} == {"implicit", "secret", "signed_out_anywhere"}
    assert {note.source for note in reading.left} == {"requiredResourceAccess"}


def test_a_portal_of_b2c_that_names_its_policies_keeps_what_they_ask() -> None:
    section = {
        "Domain": "board.onmicrosoft.com",
        "SignUpSignInPolicyId": "B2C_1_In",
        "ResetPasswordPolicyId": "B2C_1_Reset",
        "EditProfilePolicyId": "B2C_1_Edit",
    }
    client = registered(described("b2c.json", AzureAdB2C=section))
    assert client.policies == (
        B2CPolicy("B2C_1_In", reports_forgotten_password=True),
        B2CPolicy("B2C_1_Reset", PolicyJourney.RESET_PASSWORD),
        B2CPolicy("B2C_1_Edit", PolicyJourney.EDIT_PROFILE),
    )
    assert client_from(client.id, json.loads(stored_metadata(client))) == client


def test_an_application_of_b2c_in_the_browser_has_no_secret() -> None:
    spa = {"redirectUris": ["https://acces.exemple.quebec/app"]}
    reading = described("b2c.json", replyUrlsWithType=[], spa=spa, logoutUrl="https://x.test/out")
    client = registered(reading)
    assert client.is_public
    assert client.profile is Profile.DEFAULT
    assert client.redirect_uris == ("https://acces.exemple.quebec/app",)
    assert ("logoutUrl", "other_origin") in {(each.source, each.why) for each in reading.left}


def test_what_a_portal_would_register_by_itself_is_read() -> None:
    reading = read_description(
        {
            "redirect_uris": ["https://a.example.org/cb", "https://*.example.org/cb"],
            "client_name": "Portail",
            "client_name#en": "Portal",
            "grant_types": ["authorization_code", "password"],
            "token_endpoint_auth_method": "client_secret_post",
            "scope": "openid email gpi gpi.children",
            "client_secret": "not-kept",
            "client_secret_expires_at": 0,
            "invented": 1,
        }
    )
    client = registered(
        DescribedClient(**{**_fields(reading), "members": {"id": "x", **reading.members}})
    )
    assert client.branding.name_en == "Portal"
    assert client.redirect_uris == ("https://a.example.org/cb",)
    assert client.scopes == ("openid", "email", "gpi")
    assert [note.value for note in reading.refused] == ["https://*.example.org/cb"]
    assert {note.why for note in reading.safer} == {"password_grant", "secret"}
    assert {(note.source, note.value) for note in reading.left} == {
        ("scope", "gpi.children"),
        ("invented", ""),
    }


@pytest.mark.parametrize("name", ["keycloak.json", "b2c.json"])
def test_every_note_is_said_in_both_languages(name: str) -> None:
    reading = described(name)
    notes = (*reading.safer, *reading.left, *reading.refused)
    assert notes
    for locale in LOCALES:
        assert all(f"descriptions.why.{note.why}" in words_in(locale) for note in notes)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"unlike": "anything"},
        {"clientId": 1},
        {"clientId": "x", "redirectUris": "https://x.test"},
        {"clientId": "x", "attributes": []},
        {"clientId": "x", "publicClient": "perhaps"},
        {"appId": "x", "replyUrlsWithType": ["https://x.test"]},
        {"appId": "x", "web": []},
        {"redirect_uris": [1]},
        {"redirect_uris": ["https://x.test"], "client_name": []},
        {"redirect_uris": ["https://x.test"], "jwks": "x"},
    ],
    ids=str,
)
def test_what_is_no_description_is_refused_and_nothing_else_happens(
    content: dict[str, Any],
) -> None:
    with pytest.raises(Refused) as refused:
        read_description(content)
    for locale in LOCALES:
        assert words_in(locale).say(refused.value.message_key, **refused.value.values)


def _fields(reading: DescribedClient) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in DescribedClient.__struct_fields__}
