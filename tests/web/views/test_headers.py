"""What surrounds a page on its way, and a portal's brand in it."""

import re

import pytest
from msgspec.structs import replace

from idp.settings import Settings
from idp.web.rendering import Renderer
from idp.web.views import SignInView
from tests.web.views.sample import PORTAL, frame_of

_CSP = "Content-Security-Policy"
PAGE = SignInView(frame=frame_of("fr"))


def test_a_page_is_kept_nowhere_and_framed_by_nobody(renderer: Renderer) -> None:
    headers = renderer.render(PAGE).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_policy_allows_what_pages_use_and_nothing_else(renderer: Renderer) -> None:
    policy = renderer.render(PAGE).headers[_CSP]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert rules["form-action"] == "'self' https: http:", "the way back is a redirect of a form"


def test_a_nonce_serves_once(renderer: Renderer) -> None:
    first, second = renderer.render(PAGE), renderer.render(PAGE)
    nonces = []
    for response in (first, second):
        found = re.search(r"script-src 'nonce-([\w-]{16,})'", response.headers[_CSP])
        assert found is not None
        assert f'nonce="{found[1]}"' in response.get_data(as_text=True)
        nonces.append(found[1])
    assert nonces[0] != nonces[1]


def test_no_browser_is_told_to_insist_on_tls_that_is_not_there() -> None:
    headers = Renderer(Settings()).render(PAGE).headers
    assert "Strict-Transport-Security" not in headers


def test_a_portals_colour_is_the_band_with_black_or_white_on_it(renderer: Renderer) -> None:
    page = replace(PAGE, frame=frame_of("fr", replace(PORTAL, colour="#ffee00")))
    shown = renderer.render(page).get_data(as_text=True)
    assert "--brand: #ffee00; --brand-ink: #000000;" in shown


@pytest.mark.parametrize("name", ["</title><script>alert(1)</script>", '"><img src=x>'])
def test_a_portals_name_is_text(renderer: Renderer, name: str) -> None:
    page = replace(PAGE, frame=frame_of("fr", replace(PORTAL, name=name)))
    assert name not in renderer.render(page).get_data(as_text=True)
