"""What `make run` makes before its first start: keys, tables, the demo registry, clients.

Everything that decides the result goes into a fingerprint; while it stays the same, nothing is
done again, and whatever parents did in the demo stays.
"""

import csv
import hashlib
import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PORTAL_ID = "portail-demo"
_REGISTRY = "config/demo/registry.csv"
_RESOURCE_ID = "absences-demo"
_CLIENTS = tuple(
    f"config/demo/{name}.json" for name in ("portal", "mozaik", "resource", "timetable")
)
_DEFAULT_PORTAL = "http://localhost:8001"
_DEFAULT_RESOURCE = "http://localhost:8003"
_ADMINISTRATOR = ("--name", "Anne Roy", "--address", "anne.roy@exemple.quebec")


@dataclass(frozen=True)
class Places:
    """Where things are: repository, the demo's folder, Parvis, the ports of portal and resource."""

    root: Path
    folder: Path
    issuer: str
    portal: int
    resource: int


@dataclass(frozen=True)
class Demo:
    """What was prepared."""

    portal_settings: Path
    resource_settings: Path
    parent_address: str
    fiche_number: str
    organisation: str


def prepare(places: Places, environment: dict[str, str]) -> Demo:
    """Prepare what changed since the last start. Ends the program when a command fails."""
    done = places.folder / "demo.json"
    fingerprint = _fingerprint(places, environment)
    settings, resource = (places.folder / f"{name}.json" for name in ("portal", "resource"))
    whole = settings.exists() and resource.exists()
    if _read(done).get("fingerprint") != fingerprint or not whole:
        print("Preparing the demo", flush=True)
        _parvis(places, environment, "init")
        _parvis(
            places,
            environment,
            "registry",
            "import",
            _REGISTRY,
            "--allow-removals",
            "--allow-older",
        )
        for client in _CLIENTS:
            content = (places.root / client).read_text("utf-8")
            content = content.replace(_DEFAULT_PORTAL, f"http://localhost:{places.portal}")
            content = content.replace(_DEFAULT_RESOURCE, f"http://localhost:{places.resource}")
            _parvis(places, environment, "clients", "add", "--replace", "-", given=content)
        _write(
            settings,
            {
                "issuer": places.issuer,
                "client_id": _PORTAL_ID,
                "client_secret": _parvis(places, environment, "clients", "secret", _PORTAL_ID),
                "cookie_key": secrets.token_urlsafe(32),
                "port": places.portal,
            },
        )
        _write(
            resource,
            {
                "issuer": places.issuer,
                "resource": f"http://localhost:{places.resource}",
                "client_id": _RESOURCE_ID,
                "client_secret": _parvis(places, environment, "clients", "secret", _RESOURCE_ID),
                "port": places.resource,
            },
        )
        _write(done, {"fingerprint": _fingerprint(places, environment)})
    parent = _sample(places.root / _REGISTRY)
    return Demo(
        portal_settings=settings,
        resource_settings=resource,
        parent_address=parent["courriel"],
        fiche_number=parent["fiche"],
        organisation=parent["nom_organisme"],
    )


def _fingerprint(places: Places, environment: dict[str, str]) -> str:
    digest = hashlib.sha256(f"{places.issuer} {places.portal} {places.resource}".encode())
    for name in (_REGISTRY, *_CLIENTS, "config/parvis.toml", "demo/preparation.py"):
        digest.update((places.root / name).read_bytes())
    for step in sorted((places.root / "idp/storage/migrations/versions").glob("*.py")):
        digest.update(step.name.encode())
    for name in sorted(environment):
        if name.startswith("PARVIS_"):
            digest.update(f"{name}={environment[name]}\0".encode())
    # A database that somebody deleted, or put in the place of this one, is another one.
    database = places.folder / "parvis.db"
    digest.update(str(database.stat().st_ino if database.exists() else 0).encode())
    return digest.hexdigest()


def administration(places: Places, environment: dict[str, str]) -> str:
    """Return where the first administrator comes in: once by an invitation, then by what it made.

    Parvis may be running already.
    """
    came = places.folder / "administrator-came"
    if not came.exists():
        invited = _run(places, environment, "admin", "bootstrap", *_ADMINISTRATOR)
        if invited.returncode == 0:
            return invited.stdout.strip()
        came.touch()
    return f"{places.issuer}/admin"


def _parvis(
    places: Places, environment: dict[str, str], *arguments: str, given: str | None = None
) -> str:
    done = _run(places, environment, *arguments, given=given)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        sys.exit(f"parvis {' '.join(arguments)} failed")
    return done.stdout.strip()


def _run(
    places: Places, environment: dict[str, str], *arguments: str, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", "idp.cli", *arguments],
        cwd=places.root,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def _sample(registry: Path) -> dict[str, str]:
    """Return the first line whose address may see the child's data, without an end."""
    with registry.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["courriel"] and row["acces_portail"] == "oui" and not row["fin_acces"]:
                return row
    sys.exit(f"{registry} names nobody")


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content


def _write(path: Path, content: dict[str, Any]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
