"""The wheel and the sdist, installed where no checkout is, are the whole of Parvis."""

import os
import re
import subprocess
import tarfile
import time
import zipfile
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import requests

from idp import __version__
from tests.installing.conftest import Built, build
from tests.installing.installation import ROOT, Installation, install, wait_for
from tests.installing.newcomer import Newcomer
from tests.mail_server import MailServer

COMMON, GOOD = "mon mot de passe", "Une bonne phrase de passe, longue"


def _tracked(folder: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}


def test_the_wheel_has_every_file_that_the_code_reads(built: Built) -> None:
    packed = set(zipfile.ZipFile(built.wheel).namelist())
    inside = {f"idp/{name}" for name in _tracked("templates") | _tracked("config/registry")}
    assert _tracked("idp") | inside <= packed


def test_the_version_is_said_in_one_place(built: Built) -> None:
    assert built.wheel.name == f"parvis-{__version__}-py3-none-any.whl"
    assert built.sdist.name == f"parvis-{__version__}.tar.gz"
    assert f"## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_what_the_sdist_makes_is_the_same_wheel(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as packed:
        packed.extractall(tmp_path, filter="data")
    again = build(tmp_path / built.sdist.name.removesuffix(".tar.gz"), tmp_path / "again")
    assert again.wheel.read_bytes() == built.wheel.read_bytes()


def test_two_builds_are_equal_byte_for_byte(built: Built, tmp_path: Path) -> None:
    """From another folder, with other dates and permissions, as another person has them."""
    tree = tmp_path / "tree"
    for name in _tracked("."):
        copy = tree / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
        copy.chmod(0o600)
        os.utime(copy, (1, 1))
    again = build(tree, tmp_path / "again")
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
    assert again.sdist.read_bytes() == built.sdist.read_bytes()


def test_what_is_installed_serves_a_parent_and_an_operator(
    built: Built, tmp_path: Path, mail_server: MailServer
) -> None:
    installation = install(built.wheel, tmp_path)
    issuer = installation.configure(mail_server.port)
    assert installation.run("--version") == f"parvis, version {__version__}\n"
    assert "Ready." in installation.run("init")
    with installation.running("serve"), installation.running("worker"):
        wait_for(f"{issuer}/health/ready")
        assert len(requests.get(f"{issuer}/.well-known/jwks.json", timeout=10).json()["keys"]) > 1
        _create_account(Newcomer(issuer), mail_server)
        _see_what_an_operator_sees(installation)


def _create_account(parent: Newcomer, mail_server: MailServer) -> None:
    assert 'lang="fr-CA"' in parent.go("/connexion")
    assert ["--brand" in each for each in parent.styles()] == [True]
    parent.go("/inscription")
    assert 'lang="en-CA"' in parent.send(after="<body", lang="en")
    parent.send(address="anne.roy@exemple.quebec")
    parent.send(code=_code_of(mail_server), action="check")
    refused = parent.send(password=COMMON)
    assert "Attackers know this password" in refused, refused
    parent.send(password=GOOD)
    assert parent.page.url.endswith("/compte"), parent.page.text


def _code_of(mail_server: MailServer) -> str:
    deadline = time.monotonic() + 60
    while not mail_server.postbox.envelopes:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    content = mail_server.postbox.envelopes[0].content
    assert isinstance(content, bytes)
    subject = str(message_from_bytes(content, policy=default)["Subject"])
    found = re.search(r"\d{4} \d{4}", subject)
    assert found, subject
    return found[0]


def _see_what_an_operator_sees(installation: Installation) -> None:
    assert "wrong" not in installation.run("doctor")
    profiles = installation.run("registry", "profiles")
    assert all(name in profiles for name in ("gpi", "oneroster", "sds-v2.1"))
