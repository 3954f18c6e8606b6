"""Request objects by reference: fetched where their client said, and nowhere else (Core §6.2)."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from idp.clients import Profile
from idp.protocol.errors import NotRedirectableError
from idp.settings import OutboundSettings, Settings
from idp.wiring import build
from tests.conftest import TestClock, make_parent
from tests.databases import on_one_database
from tests.publisher import Publisher, publishing
from tests.relying_party import RelyingParty, fields, get, sign_in
from tests.signing_party import SigningParty, signing_party

pytestmark = on_one_database
CALLBACK = "https://portal.example.org/cb"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """The client's own server."""
    with publishing() as told:
        told.uri += "/request.jwt"
        yield told


@pytest.fixture
def signer(
    house_settings: Settings, clock: TestClock, publisher: Publisher, relying_party: RelyingParty
) -> Iterator[SigningParty]:
    """A client that publishes its requests, at a house that may call its own machine."""
    here = OutboundSettings(allow_loopback=True, total_seconds=1.0, largest_bytes=20_000)
    provider = build(replace(house_settings, outbound=here), clock)
    parent = make_parent(provider, "louise.gagnon@exemple.quebec")
    party = replace(relying_party, provider=provider, session=sign_in(provider, parent.account))
    yield signing_party(party, Profile.DEFAULT, request_uris=(publisher.uri,))
    provider.database.close()


def error(party: SigningParty, request_uri: str, **more: str | None) -> str:
    asked = {
        "client_id": str(party.client.id),
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "request_uri": request_uri,
        **more,
    }
    sent = {name: value for name, value in asked.items() if value is not None}
    return fields(party.provider.journeys.arrival.arrive(get(**sent), party.session, "192.0.2.7"))[
        "error"
    ]


def test_what_is_published_wins(signer: SigningParty, publisher: Publisher) -> None:
    publisher.body = signer.signed(signer.claims())
    answer = fields(signer.opens(publisher.uri, state="outside", redirect_uri="https://evil.test/"))
    assert answer["state"] == "the-state"
    assert answer["code"]
    assert publisher.asked == ["/request.jwt"]


def test_it_is_fetched_each_time_and_its_fragment_never(
    signer: SigningParty, publisher: Publisher
) -> None:
    for state in ("first", "second"):
        publisher.body = signer.signed(signer.claims(state=state))
        assert fields(signer.opens(f"{publisher.uri}#{state}"))["state"] == state
    assert publisher.asked == ["/request.jwt"] * 2


@pytest.mark.parametrize(
    "change",
    [
        lambda uri: f"{uri}x",
        lambda uri: f"{uri}?x=1",
        lambda uri: f"{uri}/../other",
        lambda uri: uri.replace("127.0.0.1", "localhost"),
        lambda uri: uri.replace("http:", "HTTP:"),
        lambda uri: uri.replace("//", "//user@"),
        lambda uri: uri.replace("request.jwt", ""),
        lambda uri: f" {uri}",
        lambda _: "file:///etc/passwd",
        lambda _: "http://169.254.169.254/latest/meta-data",
        lambda _: "https://portal.example.org/cb",
        lambda _: "urn:ietf:params:oauth:request-uri:x",
    ],
)
def test_an_address_that_is_not_registered_is_never_called(
    signer: SigningParty, publisher: Publisher, change: object
) -> None:
    assert callable(change)
    assert error(signer, change(publisher.uri)) == "invalid_request_uri"
    assert publisher.asked == []


def test_a_client_without_addresses_has_no_references(
    relying_party: RelyingParty, publisher: Publisher
) -> None:
    party = signing_party(relying_party, Profile.DEFAULT)
    assert error(party, publisher.uri) == "request_uri_not_supported"
    assert publisher.asked == []


def test_a_house_that_may_not_call_its_own_machine_does_not(
    relying_party: RelyingParty, publisher: Publisher
) -> None:
    party = signing_party(relying_party, Profile.DEFAULT, request_uris=(publisher.uri,))
    publisher.body = party.signed(party.claims())
    assert error(party, publisher.uri) == "invalid_request_uri"
    assert publisher.asked == []


@pytest.mark.parametrize("status", [201, 301, 302, 404, 500])
def test_only_a_plain_answer_counts(
    signer: SigningParty, publisher: Publisher, status: int
) -> None:
    publisher.body = signer.signed(signer.claims())
    publisher.status, publisher.location = status, publisher.uri
    assert error(signer, publisher.uri) == "invalid_request_uri"
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "invalid_request_object"),
        ("<html>", "invalid_request_object"),
        ("é.é.é", "invalid_request_object"),
        ("e30." + "A" * 10_000 + ".A", "invalid_request_object"),
        ("A" * 20_001, "invalid_request_uri"),
    ],
)
def test_what_is_no_request_object_is_refused(
    signer: SigningParty, publisher: Publisher, body: str, expected: str
) -> None:
    publisher.body = body
    assert error(signer, publisher.uri) == expected


def test_a_published_object_is_checked_as_any_other(
    signer: SigningParty, publisher: Publisher
) -> None:
    publisher.body = signer.signed(signer.claims(iss="another"))
    assert error(signer, publisher.uri) == "invalid_request_object"
    publisher.body = signer.signed(signer.claims(redirect_uri="https://evil.test/"))
    with pytest.raises(NotRedirectableError):
        signer.opens(publisher.uri)


def test_it_cannot_stand_beside_an_object_by_value(
    signer: SigningParty, publisher: Publisher
) -> None:
    token = signer.signed(signer.claims())
    assert error(signer, publisher.uri, request=token) == "invalid_request"
    assert publisher.asked == []
