"""Sign-out asked for by a portal (RP-Initiated Logout §2, §3)."""

import pytest
from msgspec.structs import replace

from idp.ids import ClientId
from idp.protocol.errors import NotRedirectableError
from tests.conftest import TestClock, register
from tests.relying_party import RelyingParty, claims_of, get, post

BYE = "https://portal.example.org/bye"


@pytest.fixture
def leaving(relying_party: RelyingParty) -> RelyingParty:
    """A portal with an address to come back to."""
    client = replace(relying_party.client, post_logout_redirect_uris=(BYE,))
    return replace(
        relying_party, client=client, secret=register(relying_party.provider, client).secret
    )


def test_a_genuine_hint_names_the_session(leaving: RelyingParty) -> None:
    hint = leaving.tokens()["id_token"]
    asked = leaving.provider.protocol.end_session.read(
        get(id_token_hint=hint, post_logout_redirect_uri=BYE, state="a b&é")
    )
    assert asked.sid == claims_of(hint)["sid"]
    assert asked.return_uri == f"{BYE}?state=a+b%26%C3%A9"


def test_an_expired_hint_is_still_one(leaving: RelyingParty, clock: TestClock) -> None:
    hint = leaving.tokens()["id_token"]
    clock.advance(minutes=60)
    assert leaving.provider.protocol.end_session.read(post({"id_token_hint": hint})).sid


def test_without_a_hint_nobody_is_named(leaving: RelyingParty) -> None:
    asked = leaving.provider.protocol.end_session.read(get(client_id=leaving.client.id))
    assert asked.sid is None


def test_an_address_goes_with_its_client(leaving: RelyingParty) -> None:
    read = leaving.provider.protocol.end_session.read
    assert read(get(post_logout_redirect_uri=BYE, client_id=leaving.client.id)).return_uri == BYE
    for client_id in ("nobody", "another"):
        register(
            leaving.provider,
            replace(leaving.client, id=ClientId("another"), post_logout_redirect_uris=()),
        )
        with pytest.raises(NotRedirectableError):
            read(get(post_logout_redirect_uri=BYE, client_id=client_id))


def test_only_portals_written_for_b2c_are_led_to_without_being_named(
    leaving: RelyingParty,
) -> None:
    read = leaving.provider.protocol.end_session.read
    assert read(get(post_logout_redirect_uri=BYE)).return_uri is None
    register(leaving.provider, replace(leaving.client, aliases=("board.example/b2c_1_signin",)))
    assert read(get(post_logout_redirect_uri=BYE)).return_uri == BYE
    with pytest.raises(NotRedirectableError):
        read(get(post_logout_redirect_uri=f"{BYE}/"))


@pytest.mark.parametrize(
    "pairs",
    [
        (("state", "a"), ("state", "b")),
        (("state", "x" * 10_000),),
        (("state", "\udcff"),),
        (("state", "\0"),),
    ],
    ids=["repeated", "long", "no UTF-8", "NUL"],
)
def test_what_cannot_be_carried_is_a_page(
    leaving: RelyingParty, pairs: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(NotRedirectableError):
        leaving.provider.protocol.end_session.read(get(*pairs, post_logout_redirect_uri=BYE))
