"""Each system's exports: what their members mean, and what is not understood."""

import json
from base64 import b64encode
from typing import Any

import pytest

from idp.former_hashes import read_kept
from idp.imported_accounts import ImportedAccount
from idp.wiring import Provider
from tests.databases import on_one_database
from tests.former_hashes.vectors import ASPNET, ASPNET_PASSWORD, FIREBASE, KEYCLOAK
from tests.imported_accounts.importing import Importer, b2c, written_pages

pytestmark = on_one_database
BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"


def opens(provider: Provider, account: ImportedAccount, password: str) -> bool:
    """Return whether the hash that came along is that of `password`."""
    with provider.database.reading() as tx:
        former = provider.directory.imported_accounts.password(tx, account.id)
    assert former is not None
    return provider.directory.passwords.verify_former(read_kept(former.text), password)


def identities(importer: Importer, account: ImportedAccount) -> list[tuple[str, str]]:
    with importer.provider.database.reading() as tx:
        found = importer.provider.directory.imported_accounts.identities(tx, account.id)
    return [(each.issuer, each.subject) for each in found]


# Azure AD B2C.


def test_a_local_account_of_b2c_is_found_by_its_address_and_others(importer: Importer) -> None:
    user = b2c(
        "6b0e2a4c-0000-4000-8000-000000000001",
        "Marie.Tremblay@Exemple.Quebec",
        otherMails=["marie@travail.example"],
        preferredLanguage="en-CA",
        extension_0123456789abcdef_Role="parent",
        createdDateTime="2019-08-01T12:00:00Z",
    )
    importer.lines(user)
    for address in ("marie.tremblay@exemple.quebec", "marie@travail.example"):
        (found,) = importer.waiting(address)
        assert (found.subject, found.locale, found.has_password) == (user["id"], "en", False)
    assert importer.waiting(f"{user['id']}@p.onmicrosoft.com") == []
    assert importer.problems() == []


def test_a_federated_account_of_b2c_keeps_its_identity_as_a_hint(importer: Importer) -> None:
    user = b2c("oid-1", otherMails=["marie@exemple.quebec"])
    user["identities"].append(
        {"signInType": "federated", "issuer": "live.com", "issuerAssignedId": "00037FFE"}
    )
    importer.lines(user)
    (found,) = importer.waiting("marie@exemple.quebec")
    assert identities(importer, found) == [("live.com", "00037FFE")]


def test_users_of_b2c_come_as_pages_as_an_array_and_as_lines(importer: Importer) -> None:
    users = [b2c(f"oid-{n}", f"p{n}@exemple.quebec") for n in range(5)]
    assert importer.run(written_pages(users[:2], users[2:]), "b2c").added == 5
    assert importer.run(json.dumps(users, indent=2), "b2c").unchanged == 5
    assert importer.run("\ufeff" + json.dumps({"value": users}), "b2c").unchanged == 5
    assert importer.lines(*users).unchanged == 5


WRONG_IN_B2C: dict[str, tuple[dict[str, Any], str, str]] = {
    "no flag": ({"accountEnabled": None}, "accountEnabled", "former.row_missing"),
    "a word for a flag": ({"accountEnabled": "nein"}, "accountEnabled", "former.row_kind"),
    "a member of tomorrow": ({"isBlocked": True}, "isBlocked", "former.row_unknown_member"),
    "identities of another kind": ({"identities": {}}, "identities", "former.row_kind"),
    "a way in of tomorrow": (
        {"identities": [{"signInType": "palm", "issuerAssignedId": "x"}]},
        "signInType",
        "former.row_unknown_word",
    ),
    "half an identity": (
        {"identities": [{"signInType": "federated", "issuerAssignedId": "x"}]},
        "identities",
        "former.row_identity",
    ),
    "no id": ({"id": ""}, "id", "former.row_no_id"),
    "an id of blanks": ({"id": "a b"}, "id", "former.row_id"),
    "hundreds of addresses": (
        {"otherMails": ["a@a.example"] * 51},
        "otherMails",
        "former.row_too_many",
    ),
}


@pytest.mark.parametrize(("more", "member", "reason"), WRONG_IN_B2C.values(), ids=WRONG_IN_B2C)
def test_what_is_not_understood_of_b2c_leaves_the_account_out(
    importer: Importer, more: dict[str, Any], member: str, reason: str
) -> None:
    report = importer.lines(b2c("1", "a@a.example", **more), b2c("2", "b@a.example"))
    assert (report.added, report.left_out) == (1, 1)
    assert importer.reasons() == [(1, member, reason)]


def test_who_was_shut_out_or_deleted_at_b2c_stays_so(importer: Importer) -> None:
    importer.lines(
        b2c("1", "a@a.example", accountEnabled=False),
        b2c("2", "b@a.example", deletedDateTime="2026-01-01T00:00:00Z"),
        b2c("3", "c@a.example"),
    )
    found = [importer.waiting(f"{name}@a.example") for name in "abc"]
    assert [len(each) for each in found] == [0, 0, 1]


def test_a_line_that_is_no_json_is_left_out_alone(importer: Importer) -> None:
    one, two = (json.dumps(b2c(n, f"{n}@a.example")) for n in "12")
    report = importer.run(f"{one}\n{{broken\n\n[1]\n{two}", "b2c")
    assert (report.added, report.left_out) == (2, 2)
    assert importer.reasons() == [
        (2, "", "former.row_not_json"),
        (4, "", "former.row_not_json"),
    ]


def test_a_member_that_stands_twice_leaves_the_account_out(importer: Importer) -> None:
    shut = json.dumps(b2c("1", "a@a.example", accountEnabled=False))
    twice = f'{shut[:-1]}, "accountEnabled": true}}'
    report = importer.run(f"[{twice}, {json.dumps(b2c('2', 'b@a.example'))}]", "b2c")
    assert (report.added, report.left_out) == (1, 1)
    assert importer.reasons() == [(1, "", "former.row_not_json")]


def test_an_element_that_is_no_account_is_left_out_alone(importer: Importer) -> None:
    one, two = (json.dumps(b2c(n, f"{n}@a.example")) for n in "12")
    report = importer.run(f'[{one}, ["a", {{}}], {{"a": 1 2}}, {two}]', "b2c")
    assert (report.added, report.left_out) == (2, 2)
    assert [each[0] for each in importer.reasons()] == [2, 3]


# Keycloak.


def realm_user(subject: str, address: str, **more: object) -> dict[str, Any]:
    secret, credential = KEYCLOAK
    password = {
        "type": "password",
        "secretData": json.dumps(secret),
        "credentialData": json.dumps(credential),
    }
    return {
        "id": subject,
        "username": address,
        "email": address,
        "emailVerified": True,
        "enabled": True,
        "credentials": [{"type": "otp", "secretData": "{}", "credentialData": "{}"}, password],
        "attributes": {"locale": ["en"]},
        **more,
    }


def test_an_exported_realm_is_read_with_its_passwords(importer: Importer) -> None:
    linked = {"identityProvider": "microsoft", "userId": "oid-7", "userName": "marie"}
    realm = {
        "realm": "parents",
        "roles": {"realm": [{"name": "users", "users": [{"id": "no user"}]}]},
        "users": [
            realm_user("kc-1", "a@a.example", federatedIdentities=[linked]),
            realm_user("kc-2", "b@a.example", enabled=False),
            realm_user("kc-3", "c@a.example", serviceAccountClientId="robot"),
        ],
        "clients": [{"clientId": "x", "users": [{"id": "none either"}]}],
    }
    report = importer.run(json.dumps(realm, indent=2), "keycloak")
    assert (report.added, report.left_out, report.passwords, report.disabled) == (2, 1, 2, 1)
    (found,) = importer.waiting("a@a.example")
    assert found.locale == "en"
    assert opens(importer.provider, found, "password")
    assert not opens(importer.provider, found, "Password")
    assert identities(importer, found) == [("microsoft", "oid-7")]


def test_credentials_that_are_no_json_leave_the_password_behind(importer: Importer) -> None:
    broken = {"type": "password", "secretData": "{", "credentialData": "{}"}
    user = realm_user("kc-1", "a@a.example", credentials=[broken])
    importer.run(json.dumps({"users": [user]}), "keycloak")
    (found,) = importer.waiting("a@a.example")
    assert not found.has_password
    assert importer.reasons() == [(1, "credentials", "former.row_hash_malformed")]


# ASP.NET Identity.

COLUMNS = (
    "Id,UserName,NormalizedUserName,Email,NormalizedEmail,EmailConfirmed,PasswordHash,"
    "SecurityStamp,ConcurrencyStamp,PhoneNumber,PhoneNumberConfirmed,TwoFactorEnabled,LockoutEnd,"
    "LockoutEnabled,AccessFailedCount"
)


def test_aspnet_users_are_read_from_csv_and_from_json(importer: Importer) -> None:
    rows = (
        f"1,a@a.example,A@A.EXAMPLE,a@a.example,A@A.EXAMPLE,1,{ASPNET[0]},S,C,NULL,0,0,NULL,1,0",
        f"2,b,B,b@a.example,B@A.EXAMPLE,1,{ASPNET[2]},S,C,NULL,0,0,9999-12-31T23:59:59+00:00,1,0",
        "3,c,C,c@a.example,C@A.EXAMPLE,1,NULL,S,C,NULL,0,0,2026-11-23T12:05:00+00:00,1,0",
    )
    report = importer.run("\n".join((COLUMNS, *rows)), "aspnet")
    assert (report.added, report.passwords, report.disabled) == (3, 2, 1)
    (found,) = importer.waiting("a@a.example")
    assert opens(importer.provider, found, ASPNET_PASSWORD)
    assert importer.waiting("b@a.example") == []
    assert importer.waiting("c@a.example") != []
    user = {"Id": "4", "Email": "d@a.example", "PasswordHash": ASPNET[3], "LockoutEnd": None}
    assert importer.run(json.dumps([user]), "aspnet").passwords == 1


# Auth0, Okta, Firebase.


def test_auth0_users_and_the_hashes_of_its_support_are_one(importer: Importer) -> None:
    user = {
        "user_id": "auth0|60425",
        "email": "a@a.example",
        "email_verified": True,
        "blocked": False,
        "identities": [
            {"provider": "auth0", "user_id": "60425", "connection": "Username-Password"},
            {"provider": "windowslive", "user_id": "77", "connection": "windowslive"},
        ],
    }
    blocked = {**user, "user_id": "auth0|60426", "email": "b@a.example", "blocked": True}
    importer.lines(user, blocked, format_name="auth0")
    (found,) = importer.waiting("a@a.example")
    assert identities(importer, found) == [("windowslive", "77")]
    hashes = [
        {"_id": {"$oid": oid}, "email": f"{name}@a.example", "passwordHash": BCRYPT}
        for oid, name in (("60425", "a"), ("60426", "b"))
    ]
    report = importer.lines(*hashes, format_name="auth0")
    assert (report.changed, report.passwords, report.disabled) == (2, 2, 1)
    (found,) = importer.waiting("a@a.example")
    assert opens(importer.provider, found, "U*U")
    assert importer.waiting("b@a.example") == []


def test_a_custom_hash_of_auth0_is_kept_when_it_is_slow(importer: Importer) -> None:
    slow = {"algorithm": "bcrypt", "hash": {"value": BCRYPT}}
    fast = {"algorithm": "md5", "hash": {"value": "5f4dcc3b5aa765d61d8327deb882cf99"}}
    importer.lines(
        {"user_id": "auth0|1", "email": "a@a.example", "custom_password_hash": slow},
        {"user_id": "auth0|2", "email": "b@a.example", "custom_password_hash": fast},
        format_name="auth0",
    )
    kept = [importer.waiting(f"{name}@a.example")[0].has_password for name in "ab"]
    assert kept == [True, False]
    assert importer.reasons() == [(2, "custom_password_hash", "former.row_hash_weak")]


def test_okta_users_are_read_by_their_status(importer: Importer) -> None:
    def user(subject: str, status: str, **credentials: object) -> dict[str, object]:
        profile = {"login": f"{subject}@a.example", "email": f"{subject}@a.example", "grade": 7}
        return {"id": subject, "status": status, "profile": profile, "credentials": credentials}

    value = {"algorithm": "BCRYPT", "workFactor": 5, "salt": BCRYPT[7:29], "value": BCRYPT[29:]}
    users = [
        user("a", "ACTIVE", password={"hash": value}),
        user("b", "SUSPENDED"),
        user("c", "LOCKED_OUT", provider={"type": "SOCIAL", "name": "microsoft"}),
        user("d", "OF TOMORROW"),
    ]
    report = importer.run(json.dumps(users), "okta")
    assert (report.added, report.disabled, report.left_out) == (3, 1, 1)
    (found,) = importer.waiting("a@a.example")
    assert opens(importer.provider, found, "U*U")
    (federated,) = importer.waiting("c@a.example")
    assert identities(importer, federated) == [("microsoft", "c")]
    assert importer.reasons() == [(4, "status", "former.row_unknown_word")]


@pytest.mark.parametrize("is_first", [True, False])
def test_firebase_users_are_read_with_the_parameters_of_their_project(
    importer: Importer, *, is_first: bool
) -> None:
    text, salt, parameters = FIREBASE
    config = {
        "algorithm": "SCRYPT",
        "base64_signer_key": b64encode(parameters.signer_key).decode(),
        "base64_salt_separator": b64encode(parameters.salt_separator).decode(),
        "rounds": parameters.rounds,
        "mem_cost": parameters.mem_cost,
    }
    linked = {"providerId": "microsoft.com", "rawId": "77"}
    users = [
        {
            "localId": "fb1",
            "email": "a@a.example",
            "passwordHash": text,
            "salt": salt,
            "providerUserInfo": [linked, {"providerId": "password"}],
        },
        {"localId": "fb2", "email": "b@a.example", "disabled": True},
    ]
    content = {"hash_config": config, "users": users}
    if not is_first:
        content = dict(reversed(content.items()))
    report = importer.run(json.dumps(content), "firebase")
    assert (report.added, report.passwords, report.disabled) == (2, 1, 1)
    (found,) = importer.waiting("a@a.example")
    assert opens(importer.provider, found, "user1password")
    assert identities(importer, found) == [("microsoft.com", "77")]
