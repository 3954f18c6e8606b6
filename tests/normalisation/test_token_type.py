"""The type of a JWT: any case, with its prefix or without, and nothing else (RFC 7515 §4.1.9)."""

import pytest

from idp.normalisation.token_type import is_token_type

SAME = ("dpop+jwt", "DPoP+JWT", "dPoP+jwT", "application/dpop+jwt", "APPLICATION/DPOP+JWT")
OTHER: tuple[object, ...] = (
    *(None, "", "jwt", "dpop", "dpop+jwt ", " dpop+jwt", "dpop+jwt;q=1", "text/dpop+jwt"),
    *("application/", "application/application/dpop+jwt", "application/x/dpop+jwt", "/dpop+jwt"),
    *("dpop\u212bjwt", "dpop+\u212at", 7, True, [], ["dpop+jwt"], {"typ": "dpop+jwt"}),
)


@pytest.mark.parametrize("named", SAME)
def test_every_spelling_of_a_type_is_that_type(named: object) -> None:
    assert is_token_type(named, "dpop+jwt")


@pytest.mark.parametrize("named", OTHER, ids=repr)
def test_what_is_spelled_otherwise_is_another_type(named: object) -> None:
    assert not is_token_type(named, "dpop+jwt")


def test_a_type_may_be_left_out_only_where_that_is_wanted() -> None:
    assert is_token_type(None, None, "JWT")
    assert not is_token_type(None, "JWT")
    assert not is_token_type("", None, "JWT")
