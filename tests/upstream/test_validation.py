"""Every way a token can be wrong, each tried twice: a check may not wear out (RFC 8725)."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable

import pytest

from idp._authlib import half_hash
from idp.upstream.dialect import NotTrustedError
from idp.upstream.microsoft import Microsoft
from tests.upstream.entra import (
    ACCESS_TOKEN,
    CLAIMS,
    CLIENT_ID,
    CURVE,
    ISSUER,
    KEY,
    NOW,
    STRANGER,
    TEMPLATE,
    TENANT,
    Made,
    believed,
    part,
    published,
)

OTHER = "11111111-2222-3333-4444-555555555555"
Mutation = Callable[[Made], object]


def claims(**changes: object) -> Mutation:
    """Change claims; an ellipsis takes one away."""

    def mutate(made: Made) -> str:
        made.claims |= changes
        made.claims = {name: value for name, value in made.claims.items() if value is not ...}
        return made.token()

    return mutate


def header(**changes: object) -> Mutation:
    def mutate(made: Made) -> str:
        made.header |= changes
        made.header = {name: value for name, value in made.header.items() if value is not ...}
        return made.token()

    return mutate


def signed_by_the_public_key(made: Made) -> str:
    made.header["alg"] = "HS256"
    signed = f"{part(made.header)}.{part(made.claims)}"
    mac = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def signed_by_a_stranger(made: Made) -> str:
    made.key = STRANGER
    return made.token()


def written(text: str) -> Mutation:
    """Give the payload as text, with what `json.dumps` would not write."""

    def mutate(made: Made) -> str:
        made.payload = json.dumps(made.claims)[:-1] + text + "}"
        return made.token()

    return mutate


def with_another_payload(made: Made) -> str:
    begin, _, end = made.token().split(".")
    return f"{begin}.{part({**CLAIMS, 'oid': OTHER})}.{end}"


MUTATIONS: dict[str, Mutation] = {
    "no token": lambda _: None,
    "an empty token": lambda _: "",
    "not text": lambda _: {"id_token": "x"},
    "garbage": lambda _: "garbage",
    "two parts": lambda made: made.token().rpartition(".")[0],
    "a very long token": lambda made: made.token() + "A" * 20_000,
    "another payload under the signature": with_another_payload,
    "a stranger's signature": signed_by_a_stranger,
    "no signature, alg none": header(alg="none"),
    "alg None": header(alg="None"),
    "alg missing": header(alg=...),
    "HS256 with the public key": signed_by_the_public_key,
    "RS512, which nobody agreed on": header(alg="RS512"),
    "alg of another kind of key": header(alg="ES256", kid="one"),
    "an unknown kid": header(kid="two"),
    "no kid": header(kid=...),
    "a kid that is a number": header(kid=1),
    "typ of an access token": header(typ="at+jwt"),
    "jku in the header": header(jku="https://evil.example/keys"),
    "jwk in the header": header(jwk=STRANGER.as_dict(private=False)),
    "crit in the header": header(crit=["exp"]),
    "another issuer": claims(iss="https://evil.example/v2.0"),
    "the issuer of another tenant": claims(iss=ISSUER.replace(TENANT, OTHER)),
    "the template as issuer": claims(iss=TEMPLATE),
    "the issuer in capitals": claims(iss=ISSUER.upper()),
    "the issuer with a slash": claims(iss=ISSUER + "/"),
    "version 1's issuer": claims(iss=f"https://sts.windows.net/{TENANT}/"),
    "no issuer": claims(iss=...),
    "a list of issuers": claims(iss=[ISSUER]),
    "no tid": claims(tid=...),
    "a tid that is no GUID": claims(tid="common"),
    "a tid in capitals": claims(tid=TENANT.upper()),
    "a tid with a path": claims(tid=f"{TENANT}/../x"),
    "tid and TID": written(f', "TID": "{OTHER}"'),
    "tid twice": written(f', "tid": "{OTHER}"'),
    "a nonce with half a character": claims(nonce="\ud800"),
    "a sub with a NUL": claims(sub="a\0b"),
    "a name with half a character": claims(name="\udfff"),
    "a claim that is very deep": written(f', "x": {"[" * 900}{"]" * 900}'),
    "a kid with a NUL": header(kid="one\0"),
    "version 1": claims(ver="1.0"),
    "no version": claims(ver=...),
    "another audience": claims(aud="somebody else"),
    "an audience more": claims(aud=[CLIENT_ID, "somebody else"]),
    "no audience": claims(aud=...),
    "azp of somebody else": claims(azp="somebody else"),
    "another nonce": claims(nonce="another"),
    "no nonce": claims(nonce=...),
    "nonce_supported false": claims(nonce=..., nonce_supported=False),
    "expired by 61 seconds": claims(exp=NOW - 61),
    "exp as text": claims(exp="9999999999"),
    "exp true": claims(exp=True),
    "exp without end": claims(exp=float("inf")),
    "no exp": claims(exp=...),
    "issued in 61 seconds": claims(iat=NOW + 61),
    "no iat": claims(iat=...),
    "not before in 61 seconds": claims(nbf=NOW + 61),
    "at_hash of another token": claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "no sub": claims(sub=...),
    "an empty sub": claims(sub=""),
    "a sub that is a number": claims(sub=5),
    "a very long sub": claims(sub="x" * 256),
}


def test_the_token_that_the_others_differ_from_is_believed() -> None:
    assert believed(Made().token())["tid"] == TENANT
    curve = Made(header={"alg": "ES256", "kid": "curve", "typ": "JWT"}, key=CURVE)
    assert believed(curve.token())["tid"] == TENANT
    assert believed(claims(aud=[CLIENT_ID], azp=CLIENT_ID, exp=NOW - 59)(Made()))


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_a_mutated_token_is_refused_twice(mutation: Mutation) -> None:
    dialect = Microsoft(allowed=(), blocked=())
    for _ in range(2):
        with pytest.raises(NotTrustedError):
            believed(mutation(Made()), dialect=dialect)
    assert believed(Made().token(), dialect=dialect)


@pytest.mark.parametrize(
    "member",
    [
        {"issuer": None},
        {"issuer": f"https://login.example.org/{OTHER}/v2.0"},
        {"issuer": "https://evil.example/{tenantid}/v2.0"},
        {"cloud_instance_name": "microsoftonline.us"},
        {"alg": "PS256"},
    ],
)
def test_a_key_that_may_not_sign_for_the_tenant_is_refused(member: dict[str, object]) -> None:
    for _ in range(2):
        with pytest.raises(NotTrustedError):
            believed(Made().token(), keys=published(**member))
    assert believed(Made().token(), keys=published(issuer=ISSUER))


@pytest.mark.parametrize(
    "dialect",
    [Microsoft(allowed=(OTHER,), blocked=()), Microsoft(allowed=(), blocked=(TENANT.upper(),))],
)
def test_people_of_a_tenant_that_is_left_out_do_not_come_in(dialect: Microsoft) -> None:
    for _ in range(2):
        with pytest.raises(NotTrustedError):
            believed(Made().token(), dialect=dialect)


def test_at_hash_binds_the_access_token() -> None:
    right = claims(at_hash=half_hash(ACCESS_TOKEN, "RS256"))(Made())
    assert believed(right)
    with pytest.raises(NotTrustedError):
        believed(right, access_token="another")
    with pytest.raises(NotTrustedError):
        believed(right, access_token=None)


@pytest.mark.parametrize("oid", [None, "", "not a guid", 7, "00000000-0000-0000-66F3-3332ECA7EA81"])
def test_without_an_object_id_nobody_is_recognised(oid: object) -> None:
    with pytest.raises(NotTrustedError):
        Microsoft(allowed=(), blocked=()).identity("microsoft", {**CLAIMS, "oid": oid})


def test_an_address_is_no_part_of_who_somebody_is() -> None:
    dialect = Microsoft(allowed=(), blocked=())
    victims = {**CLAIMS, "email": "victim@exemple.quebec"}
    one = dialect.identity("microsoft", victims)
    other = dialect.identity("microsoft", {**victims, "oid": OTHER})
    assert one.key == (TENANT, CLAIMS["oid"])
    assert one.key != other.key
