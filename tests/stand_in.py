"""The stand-in for Entra that `make run` starts too, under the control of a test."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

from idp.settings import OutboundSettings, UpstreamCredential, UpstreamProvider, UpstreamSettings
from tests.node import NODE
from tests.ports import free_port

FOLDER = Path(__file__).parents[1] / "demo/entra"
CLIENT_ID = "6731de76-14a6-49ae-97bc-6eba6914391e"
SECRET = "sesame"
MARIE, JEAN, ZOE = (
    "00000000-0000-0000-66f3-3332eca7ea81",
    "3f1c2a68-5d0c-4b8e-9a44-0f6f8a1f2b10",
    "8d5b9c0e-71f2-4a63-8c8e-2b9a4d6e7f01",
)
_PATIENCE_SECONDS = 20
OUTBOUND = OutboundSettings(
    allow_loopback=True, connect_seconds=0.5, read_seconds=0.5, total_seconds=1.0
)


@dataclass(frozen=True)
class StandIn:
    """A running stand-in."""

    origin: str

    def control(self, **scenario: Any) -> None:  # noqa: ANN401 - JSON
        """Let it misbehave so; without arguments, behave."""
        requests.post(f"{self.origin}/control", json=scenario, timeout=5).raise_for_status()

    def sign_in(self, uri: str, person: str) -> dict[str, str]:
        """Choose `person` there (empty: cancel), and return what the house is called back with."""
        with requests.Session() as browser:
            answer = browser.get(uri, timeout=5, allow_redirects=False)
            for _ in range(8):
                if answer.status_code == requests.codes.ok:
                    action = re.search(r'action="([^"]+)"', answer.text)
                    assert action is not None, answer.text
                    answer = browser.post(
                        urljoin(answer.url, action[1]),
                        data={"oid": person},
                        timeout=5,
                        allow_redirects=False,
                    )
                    continue
                assert answer.is_redirect, answer.text
                target = urljoin(answer.url, answer.headers["Location"])
                if not target.startswith(self.origin):
                    return dict(parse_qsl(urlsplit(target).query))
                answer = browser.get(target, timeout=5, allow_redirects=False)
        raise AssertionError(f"lost at {answer.url}")

    def settings(self, secret_file: Path, **more: Any) -> UpstreamSettings:  # noqa: ANN401
        """Return settings that name it."""
        secret_file.write_text(f"{SECRET}\n", "utf-8")
        first = UpstreamCredential(kind="secret", file=str(secret_file))
        provider = UpstreamProvider(
            **{
                "name": "microsoft",
                "label_fr": "Microsoft",
                "label_en": "Microsoft",
                "profile": "microsoft",
                "discovery_uri": f"{self.origin}/common/v2.0/.well-known/openid-configuration",
                "client_id": CLIENT_ID,
                "credentials": (first,),
                "logo": "microsoft.svg",
                "domain_hints": ("microsoft.com",),
                **more,
            }
        )
        return UpstreamSettings(providers=(provider,))


@contextmanager
def running(issuer: str) -> Iterator[StandIn]:
    """Run the stand-in for a house at `issuer`."""
    port = free_port()
    if not (FOLDER / "node_modules").exists():
        raise RuntimeError(f"{FOLDER / 'node_modules'} is missing: make test installs it")
    process = subprocess.Popen(
        [NODE, FOLDER / "server.mjs"],
        env={
            "PATH": os.environ["PATH"],
            "PORT": str(port),
            "CLIENT_ID": CLIENT_ID,
            "CLIENT_SECRET": SECRET,
            "REDIRECT_URI": f"{issuer}/continuer-avec/microsoft/retour",
            "POST_LOGOUT_REDIRECT_URI": f"{issuer}/deconnexion",
            "CONTROL": "1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        stand_in = StandIn(f"http://127.0.0.1:{port}")
        _wait_for(stand_in)
        yield stand_in
    finally:
        process.kill()
        process.wait()


def _wait_for(stand_in: StandIn) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            return stand_in.control()
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("the stand-in does not start")
