"""Whom a CIBA request means, told by a token (CIBA Core 1.0 §7.1)."""

from typing import Any

import pytest

from idp.clients.checks import CIBA
from idp.protocol.errors import ExpiredLoginHintTokenError, InvalidRequestError, ProtocolError
from tests.conftest import Parent
from tests.relying_party import RelyingParty
from tests.specifications.test_ciba import Counter, counter_of, hint_token


@pytest.fixture
def counter(relying_party: RelyingParty, parent: Parent) -> Counter:
    """A school's counter."""
    return counter_of(relying_party, parent)


def test_an_id_token_names_its_person(relying_party: RelyingParty, parent: Parent) -> None:
    both = counter_of(
        relying_party,
        parent,
        redirect_uris=relying_party.client.redirect_uris,
        grant_types=(CIBA, "authorization_code"),
    )
    hint = both.tokens(scope="openid")["id_token"]
    asked = both.ask(login_hint=None, id_token_hint=hint)
    both.accept()
    assert both.poll(asked["auth_req_id"])["id_token"]
    foreign = relying_party.tokens(scope="openid")["id_token"]
    for wrong in (foreign, "a.b.c", both.tokens(scope="openid")["access_token"]):
        with pytest.raises(InvalidRequestError):
            both.ask(login_hint=None, id_token_hint=wrong)


def test_a_token_of_the_client_names_a_person(counter: Counter, parent: Parent) -> None:
    issuer = counter.provider.settings.server.issuer
    by_subject = {"format": "iss_sub", "iss": issuer, "sub": parent.account.id}
    for named in ({"format": "email", "email": parent.address}, by_subject):
        counter.ask(login_hint=None, login_hint_token=hint_token(counter, parent, sub_id=named))
    assert len(counter.letters) == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"exp": 1_795_435_200}, ExpiredLoginHintTokenError),
        ({"exp": None}, InvalidRequestError),
        ({"iss": "another"}, InvalidRequestError),
        ({"aud": "https://elsewhere.example.org"}, InvalidRequestError),
        ({"sub_id": "marie"}, InvalidRequestError),
        ({"sub_id": {"format": "phone_number", "phone_number": "+1"}}, InvalidRequestError),
        ({"sub_id": {"format": "iss_sub", "iss": "x", "sub": "y"}}, InvalidRequestError),
        ({"sub_id": {"format": "email", "email": "no address"}}, InvalidRequestError),
    ],
)
def test_a_bad_hint_token_names_nobody(
    counter: Counter, parent: Parent, changes: dict[str, Any], error: type[ProtocolError]
) -> None:
    with pytest.raises(error):
        counter.ask(login_hint=None, login_hint_token=hint_token(counter, parent, **changes))
