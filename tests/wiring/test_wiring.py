"""What is imported and built, and when."""

import subprocess
import sys

import pytest

from idp.once import build_all
from idp.settings import Settings
from idp.wiring import Provider
from tests.databases import on_one_database

# What only whoever answers parents and portals needs.
_SERVING = (
    *("idp.web", "idp.journeys.arrival", "idp.journeys.sign_in", "idp.wiring.journeys"),
    *("idp.protocol.token", "idp.wiring.protocol", "idp.authenticators._webauthn", "webauthn"),
)

_MIGRATING = {"alembic", "flask_sqlalchemy", "sqlalchemy"}
_FRAMEWORKS = {
    *_MIGRATING,
    *("authlib", "flask", "gunicorn", "jinja2", "opentelemetry", "prometheus_client"),
    *("webauthn", "werkzeug"),
}


def imported(settings: Settings, program: str) -> list[str]:
    """Return the modules that a process has imported once `program` has run."""
    told = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint('\\0'.join(sys.modules))"],
        env={
            "PARVIS_DATABASE_URL": settings.database.url,
            "PARVIS_KEYS_ENCRYPTION_KEY_FILE": settings.keys.encryption_key_file,
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return told.rstrip("\n").rpartition("\n")[2].split("\0")


def command(*arguments: str) -> str:
    return f"from idp.cli import main\nmain({list(arguments)}, standalone_mode=False)"


def serving(modules: list[str]) -> set[str]:
    return {each for each in modules if each.startswith(_SERVING)}


def test_a_command_imports_nothing_that_answers_parents_or_portals(
    house_settings: Settings,
) -> None:
    modules = imported(house_settings, command("keys", "list"))
    assert "idp.administration.keys.actions" in modules
    assert serving(modules) == set()
    rooms = ("idp.registry", "idp.children", "idp.upstream", "idp.installation.restoring")
    assert {each for each in modules if each.startswith(rooms)} == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "list"),
        ("clients", "list"),
        ("statistics", "show"),
        *((noun, "--help") for noun in ("keys", "clients", "registry", "audit", "accounts")),
    ],
    ids=" ".join,
)
def test_a_command_that_only_looks_imports_no_framework(
    house_settings: Settings, arguments: tuple[str, ...]
) -> None:
    modules = imported(house_settings, command(*arguments))
    assert {each.partition(".")[0] for each in modules} & _FRAMEWORKS == set()


@on_one_database  # psycopg alone is two hundred
def test_a_command_that_only_looks_imports_few_modules(house_settings: Settings) -> None:
    # 420 and 150 today; 880 and 190 were half a second and a fifth of one.
    assert len(imported(house_settings, command("keys", "list"))) < 550
    assert len(imported(house_settings, command("--help"))) < 180


def test_the_driver_of_the_other_database_is_not_imported(
    house_settings: Settings,
) -> None:
    modules = imported(house_settings, command("keys", "list"))
    sqlite = house_settings.database.url.startswith("sqlite:")
    assert ("psycopg" in modules) is not sqlite


def test_the_help_imports_no_room(house_settings: Settings) -> None:
    modules = imported(house_settings, command("--help"))
    assert {each for each in modules if each.startswith(("idp.storage", "idp.wiring"))} == set()


def test_an_application_has_built_whatever_it_serves(house_settings: Settings) -> None:
    program = """
import sys
from idp.app import create_app
from idp.settings import load
from idp.wiring import build
provider = build(load(None))
create_app(provider)
for section in ("directory", "tokens", "protocol", "journeys", "own_account", "administration"):
    assert vars(provider)[section]
assert vars(provider.protocol)["token"]
"""
    modules = imported(house_settings, program)
    assert "idp.wiring.journeys" in modules
    assert {each.partition(".")[0] for each in modules} & _MIGRATING == set()


def test_every_part_can_be_built(provider: Provider) -> None:
    build_all(provider)
    assert vars(provider.imports)["decisions"] is provider.imports.decisions
