"""Streams are managed by who may, and only as they can work (Shared Signals Framework 1.0 §8)."""

import threading
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from idp.ids import ClientId
from idp.protocol.incoming import Incoming
from idp.protocol.shared_signals.events import SUPPORTED
from tests.conftest import register
from tests.receivers import POLL, PUSH, Receiver, receiver
from tests.relying_party import RelyingParty, post
from tests.web_application import browser_of

HOOK = "https://portal.example.org/events"


@pytest.fixture
def portal(relying_party: RelyingParty) -> Receiver:
    return receiver(relying_party)


@pytest.fixture
def stream(portal: Receiver) -> dict[str, Any]:
    return portal.stream(description="ours")


def test_the_transmitter_says_where_and_how(portal: Receiver) -> None:
    issuer = portal.party.provider.issuer
    said = portal.browser.get("/.well-known/ssf-configuration").get_json()
    assert said["issuer"] == issuer
    assert said["spec_version"] == "1_0"
    assert said["delivery_methods_supported"] == [PUSH, POLL]
    assert said["critical_subject_members"] == ["user", "session"]
    for name in ("configuration", "status", "add_subject", "remove_subject", "verification"):
        path = said[f"{name}_endpoint"].removeprefix(f"{issuer}/ssf/")
        assert portal.call("GET", path).status_code in {200, 400, 405}, name


def test_a_stream_is_made_read_changed_and_removed(portal: Receiver) -> None:
    issuer = portal.party.provider.issuer
    made = portal.stream(description="ours")
    assert made == {
        "stream_id": made["stream_id"],
        "iss": issuer,
        "aud": portal.party.client.id,
        "events_supported": list(SUPPORTED),
        "events_delivered": list(SUPPORTED),
        "delivery": {"method": POLL, "endpoint_url": f"{issuer}/ssf/poll"},
        "min_verification_interval": 60,
        "description": "ours",
    }
    stream_id = made["stream_id"]
    assert portal.call("GET", "stream", stream_id=stream_id).json == made
    assert portal.call("GET", "stream").json == [made]
    assert portal.call("POST", "stream", {}).status_code == 409
    pushed = {"stream_id": stream_id, "delivery": {"method": PUSH, "endpoint_url": HOOK}}
    changed = portal.call("PATCH", "stream", pushed).get_json()
    assert changed == {**made, "delivery": pushed["delivery"]}
    replaced = portal.call("PUT", "stream", {**pushed, "events_requested": []}).get_json()
    assert (replaced["events_delivered"], "description" in replaced) == ([], False)
    assert portal.call("DELETE", "stream", stream_id=stream_id).status_code == 204
    assert portal.call("GET", "stream", stream_id=stream_id).status_code == 404
    assert portal.call("GET", "stream").json == []


def test_the_whole_description_may_be_sent_back(portal: Receiver, stream: dict[str, Any]) -> None:
    assert portal.call("PUT", "stream", stream).json == stream
    for name in ("iss", "aud", "events_supported", "min_verification_interval"):
        answer = portal.call("PATCH", "stream", {**stream, name: "other"})
        assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("scopes", "call", "status"),
    [
        (("ssf.read",), ("GET", "stream"), 200),
        (("ssf.read",), ("POST", "stream", {}), 403),
        (("ssf.read",), ("POST", "verify", {"stream_id": "x"}), 403),
        (("ssf.manage",), ("GET", "stream"), 200),
    ],
)
def test_a_token_opens_what_its_scope_says(
    relying_party: RelyingParty, scopes: tuple[str, ...], call: tuple[Any, ...], status: int
) -> None:
    assert receiver(relying_party, *scopes).call(*call).status_code == status


def test_no_other_token_opens_anything(portal: Receiver) -> None:
    tokens = portal.party.tokens(scope="openid ssf.manage")
    for token in (tokens["access_token"], tokens["id_token"], "nonsense"):
        answer = replace(portal, access_token=token).call("POST", "stream", {})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert portal.browser.get("/ssf/stream").status_code == 401
    portal.party.provider.protocol.revocation.answer(_revoking(portal))
    assert portal.call("GET", "stream").status_code == 401


def _revoking(portal: Receiver) -> Incoming:
    credentials = {"client_id": portal.party.client.id, "client_secret": portal.party.secret}
    return post({**credentials, "token": portal.access_token})


def test_a_stream_is_nobody_elses(portal: Receiver, stream: dict[str, Any]) -> None:
    client = replace(portal.party.client, id=ClientId("another"))
    registered = register(portal.party.provider, client)
    other = receiver(replace(portal.party, client=client, secret=registered.secret))
    stream_id = stream["stream_id"]
    named = {"stream_id": stream_id}
    assert other.call("GET", "stream", stream_id=stream_id).status_code == 404
    assert other.call("DELETE", "stream", stream_id=stream_id).status_code == 404
    assert other.call("PATCH", "stream", {**named, "description": "x"}).status_code == 404
    assert other.call("POST", "status", {**named, "status": "disabled"}).status_code == 404
    assert other.call("POST", "verify", named).status_code == 404
    assert other.call("POST", "poll", {}).status_code == 404
    assert portal.call("GET", "stream", stream_id=stream_id).json == stream


@pytest.mark.parametrize(
    "members",
    [
        {"delivery": "push"},
        {"delivery": {}},
        {"delivery": {"method": []}},
        {"description": "a\0b"},
        {"delivery": {"method": "urn:ietf:rfc:9999"}},
        {"delivery": {"method": PUSH}},
        {"delivery": {"method": POLL, "endpoint_url": HOOK}},
        *(
            {"delivery": {"method": PUSH, "endpoint_url": uri}}
            for uri in (
                "http://portal.example.org/events",
                "https://user@portal.example.org/",
                "https://portal.example.org/#f",
                "gopher://portal.example.org/",
                "file:///etc/passwd",
                "//portal.example.org/",
                7,
            )
        ),
        *(
            {"delivery": {"method": PUSH, "endpoint_url": HOOK, "authorization_header": header}}
            for header in ("a\r\nX: b", "é", "", 7, "x" * 5001)
        ),
        {"events_requested": "all"},
        {"events_requested": [7]},
        {"events_requested": ["x"] * 101},
        {"description": 7},
        {"description": "x" * 501},
    ],
)
def test_what_cannot_work_is_refused(portal: Receiver, members: dict[str, Any]) -> None:
    answer = portal.call("POST", "stream", members)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    assert portal.call("GET", "stream").json == []


@pytest.mark.parametrize(
    ("path", "members"),
    [
        ("status", {"status": "asleep"}),
        ("status", {"status": []}),
        ("status", {"status": "paused", "reason": "\0"}),
        ("poll", {"ack": ["\0"]}),
        ("status", {"status": "paused", "reason": "x" * 501}),
        ("verify", {"state": "x" * 1001}),
        ("poll", {"maxEvents": -1}),
        ("poll", {"maxEvents": True}),
        ("poll", {"returnImmediately": 1}),
        ("poll", {"ack": "all"}),
        ("poll", {"ack": [7]}),
        ("poll", {"ack": ["x"] * 1001}),
        ("poll", {"setErrs": []}),
        ("subjects/remove", {}),
        ("subjects/remove", {"subject": "a"}),
        ("subjects/remove", {"subject": {"format": "email", "email": "a"}}),
        ("subjects/remove", {"subject": {"format": "email"}}),
        ("subjects/remove", {"subject": {"format": "opaque", "id": ""}}),
        ("subjects/remove", {"subject": {"format": "opaque", "id": "x" * 256}}),
        ("subjects/remove", {"subject": {"format": "aliases", "identifiers": []}}),
        ("subjects/remove", {"subject": {"format": ["opaque"], "id": "a"}}),
        ("subjects/remove", {"subject": {"format": "iss_sub", "iss": "https://x", "sub": "a"}}),
        ("subjects/remove", {"subject": {"format": "complex", "user": "a"}}),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    portal: Receiver, stream: dict[str, Any], path: str, members: dict[str, Any]
) -> None:
    answer = portal.call("POST", path, {"stream_id": stream["stream_id"], **members})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


def test_a_body_that_is_no_json_object_is_refused(portal: Receiver) -> None:
    for body, kind in (
        ("[]", "application/json"),
        ("{", "application/json"),
        ('{"a":1,"a":2}', "application/json"),
        ("{}", "text/plain"),
        ("x" * 70_000, "application/json"),
    ):
        headers = {"Authorization": f"Bearer {portal.access_token}", "Content-Type": kind}
        answer = portal.browser.post("/ssf/stream", data=body, headers=headers)
        assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


def test_two_requests_at_once_make_one_stream(portal: Receiver) -> None:
    statuses: list[int] = []
    # Made one after the other: what is at once is the requests.
    browsers = [browser_of(portal.party.provider) for _ in range(8)]

    def make(browser: FlaskClient) -> None:
        answer = replace(portal, browser=browser).call("POST", "stream", {})
        statuses.append(answer.status_code)

    makers = [threading.Thread(target=make, args=(browser,)) for browser in browsers]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert sorted(statuses) == [201] + [409] * 7
