"""Every authorization response says who it comes from (RFC 9207 §2)."""

import pytest

from tests.relying_party import Changes, RelyingParty, fields


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"response_mode": "fragment"},
        {"response_mode": "form_post"},
        {"response_mode": "web_message"},
        {"response_type": "token"},
        {"response_type": None},
        {"scope": "email"},
        {"prompt": "none login"},
        {"prompt": "none", "max_age": "0"},
    ],
)
def test_success_and_error_alike_carry_iss(
    relying_party: RelyingParty, changes: dict[str, Changes]
) -> None:
    answer = fields(relying_party.authorize(**changes))
    assert answer["iss"] == relying_party.provider.settings.server.issuer
    assert answer["state"] == "the-state"


def test_the_hybrid_flow_carries_iss(legacy_party: RelyingParty) -> None:
    answer = fields(legacy_party.authorize(response_type="code id_token"))
    assert answer["iss"] == legacy_party.provider.settings.server.issuer
