"""Whom the demo's protected resource serves, and what it tells everybody else.

The issuer is one of the test's own, which says what each case needs; `tests/portals` has Parvis.
"""

import time
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

import pytest
import requests
from joserfc.jwk import ECKey

from idp.ids import new_id
from tests.demo.believed_issuer import BEARER, DPOP, Register, bad, told

UUID_OF_CALLER = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a"
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
