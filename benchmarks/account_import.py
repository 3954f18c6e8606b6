"""The import of a million B2C users: time, peak memory, and a second run of the same file.

    .venv/bin/python -m benchmarks.account_import [--users 1000000] [--postgresql] [--keycloak]

The export is made up: pages as Microsoft Graph gives them, every twentieth user federated, every
fiftieth disabled, every tenth with another address.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from idp.settings import DatabaseSettings, KeySettings, RegistrySettings, Settings
from idp.wiring import build
from tests.databases import postgresql, prepare
from tests.former_hashes.vectors import KEYCLOAK

_PAGE = 999  # as many as Graph gives in a page
_TENANT = "parents.onmicrosoft.com"


class _Clock:
    def seconds(self) -> int:
        return int(time.time())


def b2c_users(count: int) -> Iterator[dict[str, Any]]:
    """Yield made-up users as Graph lists them."""
    for number in range(count):
        object_id = str(UUID(int=number * 0x9E3779B97F4A7C15 % (1 << 128)))
        address = f"parent.{number}@exemple-{number % 97}.quebec"
        is_federated = not number % 20
        identity = (
            {"signInType": "federated", "issuer": "live.com", "issuerAssignedId": f"00{number:x}"}
            if is_federated
            else {"signInType": "emailAddress", "issuer": _TENANT, "issuerAssignedId": address}
        )
        others = [f"p{number}@travail-{number % 31}.example"] if not number % 10 else []
        yield {
            "id": object_id,
            "accountEnabled": bool(number % 50),
            "displayName": f"Parent {number}",
            "givenName": "Parent",
            "surname": f"Numéro {number}",
            "preferredLanguage": "en-CA" if not number % 9 else "fr-CA",
            "createdDateTime": "2019-08-27T12:00:00Z",
            "userPrincipalName": f"{object_id}@{_TENANT}",
            "otherMails": [*others, *([address] if is_federated else [])],
            "identities": [
                identity,
                {
                    "signInType": "userPrincipalName",
                    "issuer": _TENANT,
                    "issuerAssignedId": f"{object_id}@{_TENANT}",
                },
            ],
            "extension_0123456789abcdef0123456789abcdef_Role": "parent",
        }


def realm_users(count: int) -> Iterator[dict[str, Any]]:
    """Yield made-up users of an exported realm, each with a password."""
    secret, credential = (json.dumps(each) for each in KEYCLOAK)
    password = {"type": "password", "secretData": secret, "credentialData": credential}
    for number in range(count):
        yield {
            "id": str(UUID(int=number)),
            "username": f"parent{number}",
            "email": f"parent.{number}@exemple.quebec",
            "emailVerified": True,
            "enabled": True,
            "credentials": [password],
            "attributes": {"locale": ["fr"]},
        }


def write_pages(path: Path, users: Iterator[dict[str, Any]]) -> None:
    """Write `users` as pages of Graph, one behind the other."""
    with path.open("w", encoding="utf-8") as file:
        page: list[dict[str, Any]] = []
        for user in users:
            page.append(user)
            if len(page) == _PAGE:
                file.write(json.dumps({"@odata.context": "…", "value": page}) + "\n")
                page.clear()
        file.write(json.dumps({"@odata.context": "…", "value": page}) + "\n")


def write_realm(path: Path, users: Iterator[dict[str, Any]]) -> None:
    """Write `users` as an exported realm."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"realm": "parents", "users": [\n')
        for number, user in enumerate(users):
            file.write((",\n" if number else "") + json.dumps(user))
        file.write("\n]}\n")


def _import(url: str, folder: Path, path: Path, format_name: str, *, writes: bool) -> None:
    """Import in a process of its own, and print what it took."""
    program = (
        "import sys; from benchmarks.account_import import carry_out; carry_out(*sys.argv[1:])"
    )
    arguments = (url, str(folder), str(path), format_name, "yes" if writes else "")
    subprocess.run([sys.executable, "-c", program, *arguments], check=True)


def carry_out(url: str, folder: str, path: str, format_name: str, writes: str) -> None:
    """Import one file and print the counts, the time and the peak of memory."""
    from idp.imports.former_accounts import AccountsRequest  # noqa: PLC0415 - of this process alone

    provider = build(_settings(url, Path(folder)), _Clock())
    phases: dict[str, float] = {}
    began = time.monotonic()

    def progress(phase: str, _share: float) -> None:
        phases[phase] = time.monotonic() - began

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, report = provider.imports.account_decisions.run(
        AccountsRequest(
            path=Path(path), source="b2c", format_name=format_name, writes=bool(writes)
        ),
        actor="admin:benchmark",
        progress=progress,
    )
    took = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{'import' if writes else 'dry run':8} {took:6.1f} s (read {phases['reading']:.1f} s), "
        f"processor {spent.ru_utime + spent.ru_stime:.1f} s, "
        f"peak {peak / 1024:.0f} MB of which {before / 1024:.0f} before: "
        f"{report.added} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.left_out} left out, {report.passwords} with a password"
    )
    provider.database.close()


def _settings(url: str, folder: Path) -> Settings:
    return Settings(
        database=DatabaseSettings(url=url, anchor_folder=""),
        keys=KeySettings(
            encryption_key_file=str(folder / "encryption.key"),
            next_encryption_key_file=str(folder / "next.key"),
            store_folder=str(folder),
        ),
        registry=RegistrySettings(directory=str(folder / "registry")),
    )


def main() -> None:
    """Make the export, import it, import it again, and once more with a tenth changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--keycloak", action="store_true", help="a realm with passwords instead")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parvis-accounts-")))
        folder.chmod(0o755)
        server = folder / "postgresql"
        server.mkdir()
        url = (
            stack.enter_context(postgresql(server))
            if asked.postgresql
            else f"sqlite:///{folder / 'parvis.db'}"
        )
        settings = _settings(url, folder)
        prepare(replace(settings), _Clock())
        path = folder / "users.json"
        if asked.keycloak:
            write_realm(path, realm_users(asked.users))
        else:
            write_pages(path, b2c_users(asked.users))
        kind = "keycloak" if asked.keycloak else "b2c"
        print(f"{asked.users} users of {kind}, {path.stat().st_size >> 20} MiB, {url[:10]}")
        for writes in (False, True, True):
            _import(url, folder, path, kind, writes=writes)


if __name__ == "__main__":
    main()
