"""Portals that are servers of their own, by libraries that we did not write."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import requests

from idp.clients import Profile
from tests.conftest import register
from tests.databases import on_one_database
from tests.portals.apache import apache
from tests.portals.live import PORTAL, Live
from tests.ports import free_port
from tests.told_portals import tell

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


def test_mozilla_django_oidc_signs_in(live: Live) -> None:
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    client = replace(PORTAL, redirect_uris=(f"{home}/oidc/callback/",))
    secret = register(live.house, client).secret
    program = Path(__file__).parent / "django_portal.py"
    command = [sys.executable, str(program), str(port), live.issuer, client.id, secret]
    with running(command, home):
        answer = live.visitor.through(f"{home}/oidc/authenticate/")
    assert answer.json() == {"email": live.visitor.address}


def test_mod_auth_openidc_signs_in_by_the_hybrid_flow_and_form_post_and_out_by_back_channel(
    live: Live, tmp_path: Path
) -> None:
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    client = replace(
        PORTAL,
        profile=Profile.LEGACY,
        response_types=("code id_token",),
        redirect_uris=(f"{home}/private/callback",),
        backchannel_logout_uri=f"{home}/private/callback?logout=backchannel",
    )
    secret = register(live.house, client).secret
    configuration = apache(tmp_path, port, live.issuer, client.id, secret)
    command = ["/usr/sbin/apache2", "-f", str(configuration), "-D", "FOREGROUND"]
    with running(command, home):
        answer = live.visitor.through(f"{home}/private/")
        assert live.visitor.status(f"{home}/private/") == requests.codes.ok
        live.visitor.visit(f"{live.issuer}/logout")
        tell(live.house)
        # Signed out there although its cookie is still in the browser: it asks us again.
        assert live.visitor.status(f"{home}/private/") == requests.codes.found
    assert answer.text == "private"
    assert answer.headers["X-Email"] == live.visitor.address
    assert answer.headers["X-Issuer"] == live.issuer
