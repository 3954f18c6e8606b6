"""What the guides for certification and for resources tell to register and to set can be so."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from idp.clients.checks import check_client
from idp.clients.metadata import client_from
from idp.clock import DAY
from idp.ids import ClientId
from idp.settings import RegistrationSettings

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = "".join(
    (DOCS / name).read_text("utf-8") for name in ("conformance.md", "protected-resources.md")
)
BLOCKS = [tomllib.loads(text) for text in re.findall(r"```toml\n(.*?)```", GUIDES, re.DOTALL)]
CLIENTS: dict[str, dict[str, Any]] = {block["id"]: block for block in BLOCKS if "id" in block}
BY_CERTIFICATE: dict[str, Any] = {
    "dpop_bound_access_tokens": False,
    "tls_client_certificate_bound_access_tokens": True,
    "token_endpoint_auth_method": "self_signed_tls_client_auth",
}
ALONE: dict[str, Any] = {"grant_types": ["client_credentials"], "redirect_uris": []}
PINGED: dict[str, Any] = {
    "backchannel_token_delivery_mode": "ping",
    "backchannel_client_notification_endpoint": "https://suite.example.org/ciba",
}
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in CLIENTS},
    "client_secret_post": ("client", {"token_endpoint_auth_method": "client_secret_post"}),
    "fapi-1, signed": ("fapi-1", {"require_signed_request_object": True}),
    "fapi-1, by certificate": ("fapi-1", BY_CERTIFICATE),
    "fapi-1, plain": ("fapi-1", {"scopes": ["absences.read"]}),
    "fapi-1, alone": ("fapi-1", {**ALONE, "scopes": ["absences.read"]}),
    "ciba-1, pinged": ("ciba-1", PINGED),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_client_of_the_guide_may_be_registered(case: str) -> None:
    name, changes = CHANGES[case]
    content = {key: value for key, value in CLIENTS[name].items() if key != "id"}
    check_client(client_from(ClientId(name), {**content, **changes}), DAY)


def test_its_settings_for_registration_are_settings() -> None:
    (settings,) = [block["registration"] for block in BLOCKS if "registration" in block]
    assert RegistrationSettings(**settings).mode == "open"
