"""Portals that are servers of their own, by libraries that we did not write."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import requests
from msgspec.structs import replace

from idp.clients import Profile
from tests.conftest import register
from tests.databases import on_one_database
from tests.notified_portals import notify
from tests.portals.apache import CODE, HYBRID, apache
from tests.portals.live import PORTAL, Live
from tests.ports import free_port

pytestmark = on_one_database
_PATIENCE_SECONDS = 20


@contextmanager
def running(command: list[str], uri: str) -> Iterator[None]:
    """Run `command` until it answers at `uri`, and end it afterwards."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + _PATIENCE_SECONDS
    try:
        while True:
            try:
                requests.get(uri, timeout=2, allow_redirects=False)
                break
            except requests.ConnectionError:
                said = process.stderr.read().decode() if process.poll() and process.stderr else ""
                assert not said, said
                assert time.monotonic() < until, "the portal does not start"
                time.sleep(0.05)
        yield
    finally:
        # Politely: Apache ends its children only then.
        process.terminate()
        process.communicate(timeout=_PATIENCE_SECONDS)


@contextmanager
def django_portal(live: Live) -> Iterator[str]:
    """A site of Django, registered; yields its origin."""
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    client = replace(
        PORTAL,
        redirect_uris=(f"{home}/oidc/callback/",),
        post_logout_redirect_uris=(f"{home}/signed-out",),
    )
    secret = register(live.provider, client).secret
    program = Path(__file__).parent / "django_portal.py"
    command = [sys.executable, str(program), str(port), live.issuer, client.id, secret]
    with running(command, home):
        yield home


@contextmanager
def apache_portal(live: Live, folder: Path, flow: str = CODE) -> Iterator[str]:
    """A site of Apache, registered for `flow`; yields its origin."""
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    client = replace(
        PORTAL,
        profile=Profile.LEGACY if flow == HYBRID else Profile.DEFAULT,
        response_types=("code id_token",) if flow == HYBRID else ("code",),
        redirect_uris=(f"{home}/private/callback",),
        post_logout_redirect_uris=(f"{home}/bye.html",),
        backchannel_logout_uri=f"{home}/private/callback?logout=backchannel",
    )
    secret = register(live.provider, client).secret
    configuration = apache(folder, port, live.issuer, (client.id, secret), flow)
    command = ["/usr/sbin/apache2", "-f", str(configuration), "-D", "FOREGROUND"]
    with running(command, home):
        yield home


def is_signed_in(live: Live) -> bool:
    """Say whether the house knows the visitor: its account page opens without a question."""
    return live.visitor.status(f"{live.issuer}/compte") == requests.codes.ok


def test_mozilla_django_oidc_signs_in_and_out(live: Live) -> None:
    with django_portal(live) as home:
        answer = live.visitor.through(f"{home}/oidc/authenticate/")
        assert answer.json() == {"email": live.visitor.address}
        assert is_signed_in(live)
        answer = live.visitor.through(f"{home}/oidc/logout/")
        assert answer.json() == {"signed_out": True}
        assert live.visitor.through(home).json() == {"email": None}
    assert not is_signed_in(live)


def test_mozilla_django_oidc_asks_again_without_a_page_and_sees_that_the_session_ended(
    live: Live,
) -> None:
    with django_portal(live) as home:
        live.visitor.through(f"{home}/oidc/authenticate/")
        time.sleep(1.1)
        assert live.visitor.status(home) == requests.codes.found
        assert live.visitor.through(home).json() == {"email": live.visitor.address}
        live.visitor.visit(f"{live.issuer}/logout")
        time.sleep(1.1)
        assert live.visitor.through(home).json() == {"failed": True}
        assert live.visitor.through(home).json() == {"email": None}


def test_mod_auth_openidc_signs_in_by_the_hybrid_flow_and_form_post_and_out_by_back_channel(
    live: Live, tmp_path: Path
) -> None:
    with apache_portal(live, tmp_path, HYBRID) as home:
        answer = live.visitor.through(f"{home}/private/")
        assert live.visitor.status(f"{home}/private/") == requests.codes.ok
        live.visitor.visit(f"{live.issuer}/logout")
        notify(live.provider)
        # Signed out there although its cookie is still in the browser: it asks us again.
        assert live.visitor.status(f"{home}/private/") == requests.codes.found
    assert answer.text == "private"
    assert answer.headers["X-Email"] == live.visitor.address
    assert answer.headers["X-Issuer"] == live.issuer


def test_mod_auth_openidc_signs_in_by_a_code_with_pkce_and_out_of_the_house_too(
    live: Live, tmp_path: Path
) -> None:
    with apache_portal(live, tmp_path) as home:
        assert live.visitor.through(f"{home}/private/").text == "private"
        assert is_signed_in(live)
        answer = live.visitor.through(f"{home}/private/callback?logout={quote(home)}/bye.html")
        assert answer.url == f"{home}/bye.html"
        assert live.visitor.status(f"{home}/private/") == requests.codes.found
    assert not is_signed_in(live)
