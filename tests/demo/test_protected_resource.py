"""Whom the demo's protected resource serves, and what it tells everybody else.

The issuer is one of the test's own, which says what each case needs; `tests/portals` has Parvis.
"""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey
from joserfc.util import urlsafe_b64encode

from idp.ids import new_id
from tests.certificates import Issued, Wanted, issue
from tests.demo.running_resource import resource_of
from tests.publisher import Publisher, publishing

KEY = ECKey.generate_key("P-256", {"kid": "a", "use": "sig", "alg": "ES256"})
HOLDER = ECKey.generate_key("P-256")
ALGORITHMS = 'algs="ES256 Ed25519 EdDSA"'
BEARER, DPOP = 'Bearer realm="absences"', f'DPoP realm="absences", {ALGORITHMS}'
NONCE_SECONDS = 60
UUID_OF_CALLER = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a"


@dataclass(frozen=True)
class Register:
    """The resource, and the issuer that it believes."""

    place: str
    issuer: Publisher

    def says(self, **claims: Any) -> None:  # noqa: ANN401 - JSON
        """Have every address of the issuer say this."""
        published = {
            "jwks_uri": f"{self.issuer.uri}/jwks",
            "introspection_endpoint": f"{self.issuer.uri}/introspect",
            "keys": [KEY.as_dict(private=False)],
        }
        self.issuer.body = json.dumps({**published, **claims})

    def claims(self, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        now = int(time.time())
        claims = {
            "iss": self.issuer.uri,
            "aud": self.place,
            "exp": now + 600,
            "iat": now,
            "sub": "person",
            "client_id": "portal",
            "jti": new_id(),
            "scope": "absences.read",
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, key: Any = KEY, typ: str = "at+jwt", **changes: Any) -> str:  # noqa: ANN401
        header = {"alg": "ES256", "typ": typ, "kid": "a"}
        return jwt.encode(header, self.claims(**changes), key)

    def proof(self, token: str, key: Any = HOLDER, typ: str = "dpop+jwt", **changes: Any) -> str:  # noqa: ANN401
        claims = {
            "htm": "GET",
            "htu": f"{self.place}/absences",
            "iat": int(time.time()),
            "jti": new_id(),
            "ath": urlsafe_b64encode(sha256(token.encode()).digest()).decode(),
            **changes,
        }
        algorithm = "Ed25519" if isinstance(key, OKPKey) else "ES256"
        header = {"typ": typ, "alg": algorithm, "jwk": key.as_dict(private=False)}
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, kept, key, algorithms=[algorithm])

    def get(self, token: str | None, scheme: str = "Bearer", **headers: str) -> requests.Response:
        told = {} if token is None else {"Authorization": f"{scheme} {token}"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.get(f"{self.place}/absences", headers={**told, **named}, timeout=30)

    def refused(self, answer: requests.Response) -> tuple[int, str]:
        return answer.status_code, answer.headers["WWW-Authenticate"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = tmp_path_factory.mktemp("resource")
    settings = {"certificate_header": "Client-Cert"}
    with publishing() as issuer, resource_of(folder, issuer=issuer.uri, **settings) as place:
        yield Register(place, issuer)


@pytest.fixture
def register(running: Register) -> Register:
    running.says()
    running.issuer.status = 200
    running.issuer.asked.clear()
    return running


def told(error: str, why: str) -> str:
    return f'error="{error}", error_description="{why}"'


def bad(why: str) -> str:
    return f"{BEARER}, {told('invalid_token', why)}, {DPOP}"


NOT_GOOD = "the token is not good, or not for us"


def test_a_jwt_is_believed_without_asking(register: Register) -> None:
    token = register.token()
    answer = register.get(token)
    assert (answer.status_code, answer.json()) == (200, {"absences": []})
    assert "/introspect" not in register.issuer.asked
    for scheme in ("bearer", "BEARER", "Bearer  "):
        assert register.get(token, scheme).status_code == 200
    for several in (["elsewhere", register.place], [register.place]):
        assert register.get(register.token(aud=several)).status_code == 200


def test_who_shows_nothing_is_told_no_error(register: Register) -> None:
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": ""}):
        answer = register.get(None, **headers)
        assert register.refused(answer) == (401, f"{BEARER}, {DPOP}")
    in_query = requests.get(
        f"{register.place}/absences", params={"access_token": register.token()}, timeout=30
    )
    assert register.refused(in_query) == (401, f"{BEARER}, {DPOP}")


@pytest.mark.parametrize(
    "said", ["Bearer", "Bearer ", "Bearer a b", "Bearer a,Bearer b", "Bearer é"]
)
def test_a_malformed_header_is_a_bad_request(register: Register, said: str) -> None:
    headers = {"Authorization": said.encode("latin-1")}
    answer = requests.get(f"{register.place}/absences", headers=headers, timeout=30)
    why = told("invalid_request", "the header holds no token, or several")
    assert register.refused(answer) == (400, f"{BEARER}, {why}, {DPOP}")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example.org"},
        {"iss": None},
        {"aud": "https://elsewhere.example.org"},
        {"aud": None},
        {"exp": None},
        {"exp": 1_700_000_000},
        {"exp": "soon"},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"client_id": None},
        {"key": ECKey.generate_key("P-256", {"kid": "a"})},
    ],
)
def test_a_jwt_that_is_not_for_here_and_now_is_refused(
    register: Register, changes: dict[str, Any]
) -> None:
    assert register.refused(register.get(register.token(**changes))) == (401, bad(NOT_GOOD))


@pytest.mark.parametrize("typ", ["JWT", "logout+jwt", "at+jwt+x", ""])
def test_another_kind_of_jwt_is_no_access_token(register: Register, typ: str) -> None:
    answer = register.get(register.token(typ=typ))
    assert register.refused(answer) == (401, bad("this is no access token"))


@pytest.mark.parametrize("typ", ["AT+JWT", "application/at+jwt"])
def test_the_type_knows_no_case(register: Register, typ: str) -> None:
    assert register.get(register.token(typ=typ)).status_code == 200


@pytest.mark.parametrize("token", ["a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "e30.e30.e30"])
def test_what_is_no_signed_jwt_is_refused(register: Register, token: str) -> None:
    assert register.refused(register.get(token)) == (401, bad(NOT_GOOD))


def test_the_scope_goes_by_the_route(register: Register) -> None:
    answer = register.get(register.token(scope="absences.write"))
    why = told("insufficient_scope", "the token is for other things")
    challenge = f'{BEARER}, {why}, scope="absences.read", {DPOP}'
    assert register.refused(answer) == (403, challenge)
    assert register.get(register.token(scope=None)).status_code == 403


def post(register: Register, token: str, content: Any) -> requests.Response:  # noqa: ANN401
    headers = {"Authorization": f"Bearer {token}"}
    place = f"{register.place}/absences"
    return requests.post(place, json=content, headers=headers, timeout=30)


def test_what_changes_something_asks_whether_the_token_stands(register: Register) -> None:
    whole = {"scope": "absences.read absences.write", "sub": new_id()}
    token = register.token(**whole)
    register.says(active=True, **register.claims(**whole))
    assert post(register, token, {"day": "2026-12-01"}).status_code == 201
    assert register.issuer.headers[-1]["Authorization"].startswith("Basic ")
    assert register.issuer.posted[-1] == {"token": token}
    wrong: list[Any] = [{"day": "tomorrow"}, {"day": 3}, ["day"], 3]
    for content in wrong:
        assert post(register, token, content).status_code == 422
    assert register.get(token).json() == {"absences": ["2026-12-01"]}
    register.says(active=False)
    refused = post(register, token, {"day": "2026-12-02"})
    assert register.refused(refused) == (401, bad("the token does not stand"))


def test_an_opaque_token_is_introspected(register: Register) -> None:
    register.says(active=True, **register.claims())
    assert register.get("opaque").status_code == 200
    register.says(active=True, **register.claims(aud="https://elsewhere.example.org"))
    assert register.refused(register.get("opaque")) == (401, bad("the token is not for us"))
    for answer in ({"active": False}, {"active": "true"}, {}):
        register.says(**{**register.claims(), **answer})
        assert register.refused(register.get("opaque")) == (401, bad("the token does not stand"))


def test_an_issuer_that_does_not_answer_lets_nobody_in(register: Register) -> None:
    register.issuer.status = 500
    answer = register.get("opaque")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def bound(register: Register, **more: Any) -> str:  # noqa: ANN401 - JSON
    return register.token(cnf={"jkt": HOLDER.thumbprint()}, **more)


def test_the_holder_of_the_key_is_served(register: Register) -> None:
    token = bound(register)
    for proof in (
        register.proof(token),
        register.proof(token, htu=f"{register.place.upper().replace('HTTP', 'http')}/absences?a#b"),
        register.proof(token, typ="DPoP+JWT"),
    ):
        assert register.get(token, "DPoP", DPoP=proof).status_code == 200
    key = OKPKey.generate_key("Ed25519")
    token = register.token(cnf={"jkt": key.thumbprint()})
    assert register.get(token, "dpop", DPoP=register.proof(token, key)).status_code == 200


def test_a_proof_is_good_once(register: Register) -> None:
    token = bound(register)
    proof = register.proof(token)
    assert register.get(token, "DPoP", DPoP=proof).status_code == 200
    why = told("invalid_dpop_proof", "the proof was used before")
    again = register.get(token, "DPoP", DPoP=proof)
    assert register.refused(again) == (401, f"{DPOP}, {why}, {BEARER}")


MALFORMED = "the proof is malformed or badly signed"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"htm": "POST"}, "the proof is for another request"),
        ({"htu": "https://elsewhere.example.org/absences"}, "the proof is for another request"),
        ({"htu": None}, "the proof is for another request"),
        ({"htu": "http://127.0.0.1:99999/absences"}, "the proof is for another request"),
        ({"htu": "http://[/absences"}, "the proof is for another request"),
        ({"ath": None}, "the proof is for another token"),
        ({"ath": "x"}, "the proof is for another token"),
        ({"iat": 1_700_000_000}, "the proof is too old, or from the future"),
        ({"iat": 4_000_000_000}, "the proof is too old, or from the future"),
        ({"iat": 10**400}, "the proof is too old, or from the future"),
        ({"iat": "now"}, "the proof is too old, or from the future"),
        ({"jti": None}, "the proof has no jti"),
        ({"jti": 3}, "the proof has no jti"),
        ({"typ": "JWT"}, MALFORMED),
    ],
)
def test_a_proof_of_something_else_is_refused(
    register: Register, changes: dict[str, Any], why: str
) -> None:
    token = bound(register)
    answer = register.get(token, "DPoP", DPoP=register.proof(token, **changes))
    error = told("invalid_dpop_proof", why)
    assert register.refused(answer) == (401, f"{DPOP}, {error}, {BEARER}")


def test_what_is_no_proof_is_refused(register: Register) -> None:
    token = bound(register)
    good = register.proof(token)
    private = jwt.encode(
        {"typ": "dpop+jwt", "alg": "ES256", "jwk": HOLDER.as_dict(private=True)}, {}, HOLDER
    )
    for proof in ("", "x", f"{good},{good}", good[:-4] + "AAAA", private, "e30.e30.e30"):
        answer = register.get(token, "DPoP", DPoP=proof)
        error = told("invalid_dpop_proof", MALFORMED)
        assert register.refused(answer) == (401, f"{DPOP}, {error}, {BEARER}")


def test_a_token_without_its_key_is_refused(register: Register) -> None:
    token = bound(register)
    other = ECKey.generate_key("P-256")
    stolen = register.get(token, "DPoP", DPoP=register.proof(token, other))
    why = told("invalid_token", "the token is bound to another key")
    assert register.refused(stolen) == (401, f"{DPOP}, {why}, {BEARER}")
    other_scheme = "the token belongs to another scheme"
    assert register.refused(register.get(token)) == (401, bad(other_scheme))
    free = register.token()
    pretended = register.get(free, "DPoP", DPoP=register.proof(free))
    error = told("invalid_token", other_scheme)
    assert register.refused(pretended) == (401, f"{DPOP}, {error}, {BEARER}")
    unknown = register.token(cnf={"kid": "x"})
    assert register.refused(register.get(unknown)) == (
        401,
        bad("the token is bound in a way that we do not know"),
    )


def thumbprint(shown: Issued) -> str:
    return urlsafe_b64encode(sha256(shown.der).digest()).decode()


def test_the_holder_of_the_certificate_is_served(register: Register) -> None:
    own, other = issue(Wanted()), issue(Wanted("Autre"))
    token = register.token(cnf={"x5t#S256": thumbprint(own)})
    assert register.get(token, Client_Cert=own.header()).status_code == 200
    refusal = (401, bad("the token is bound to another certificate"))
    for header in (other.header(), "", own.header("base64"), f":{own.header()}:", ":A:"):
        assert register.refused(register.get(token, Client_Cert=header)) == refusal
    assert register.refused(register.get(token)) == refusal


def test_a_token_bound_twice_needs_both(register: Register) -> None:
    own = issue(Wanted())
    token = register.token(cnf={"x5t#S256": thumbprint(own), "jkt": HOLDER.thumbprint()})
    both = {"DPoP": register.proof(token), "Client_Cert": own.header()}
    assert register.get(token, "DPoP", **both).status_code == 200
    assert register.get(token, "DPoP", DPoP=register.proof(token)).status_code == 401
    assert register.get(token, Client_Cert=own.header()).status_code == 401


@pytest.mark.parametrize("accepts", ["text/html", "*/*;q=0", "garbage", "application/json;v=9, é"])
def test_every_answer_is_json_with_a_date(register: Register, accepts: str) -> None:
    headers: dict[str, str | bytes] = {
        "Accept": accepts.encode("latin-1"),
        "Authorization": f"Bearer {register.token()}",
        "x-fapi-auth-date": "yesterday",
        "x-fapi-customer-ip-address": "not an address",
    }
    for path, status in (("/absences", 200), ("/nowhere", 404)):
        answer = requests.get(f"{register.place}{path}", headers=headers, timeout=30)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/json"
        assert abs(parsedate_to_datetime(answer.headers["Date"]).timestamp() - time.time()) < 60
        assert answer.json()


def test_a_request_is_named_as_its_sender_names_it(register: Register) -> None:
    for token in (register.token(), "a.b.c", None):
        answer = register.get(token, x_fapi_interaction_id=UUID_OF_CALLER)
        assert answer.headers["x-fapi-interaction-id"] == UUID_OF_CALLER
        for sent in ("", "<script>", UUID_OF_CALLER[:-1]):
            answer = register.get(token, x_fapi_interaction_id=sent)
            assert UUID(answer.headers["x-fapi-interaction-id"]).version == 4


def test_a_nonce_is_asked_for_and_then_taken(register: Register, tmp_path: Path) -> None:
    issuer = register.issuer
    settings = {"issuer": issuer.uri, "dpop_nonce_seconds": NONCE_SECONDS}
    with resource_of(tmp_path, **settings) as place:
        other = Register(place, issuer)
        token = bound(other)
        answers = [
            other.get(token, "DPoP", DPoP=other.proof(token, nonce=nonce)) for nonce in (None, "x")
        ]
        error = told("use_dpop_nonce", "the proof needs the nonce of this answer")
        for answer in answers:
            assert other.refused(answer) == (401, f"{DPOP}, {error}, {BEARER}")
        fresh = answers[0].headers["DPoP-Nonce"]
        assert re.fullmatch(r"[0-9a-f]{64}", fresh)
        proof = other.proof(token, nonce=fresh)
        assert other.get(token, "DPoP", DPoP=proof).status_code == 200
        # Without the setting no certificate is believed, whoever tells it.
        own = issue(Wanted())
        token = other.token(cnf={"x5t#S256": thumbprint(own)})
        assert other.get(token, Client_Cert=own.header()).status_code == 401


def test_callers_that_name_no_resource_have_tokens_for_the_issuer(
    register: Register, tmp_path: Path
) -> None:
    issuer = register.issuer
    with resource_of(tmp_path, issuer=issuer.uri, audience=issuer.uri) as place:
        other = Register(place, issuer)
        assert other.get(other.token(aud=issuer.uri)).status_code == 200
        assert other.get(other.token()).status_code == 401
        token = bound(other, aud=issuer.uri)
        assert other.get(token, "DPoP", DPoP=other.proof(token)).status_code == 200
