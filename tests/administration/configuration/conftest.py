"""A directory of files, and what applies it to the database of a test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from idp.administration.action import A, Action, T
from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.configuration.applying import Applied, ConfigurationDirectory
from idp.administration.configuration.files import DirectoryRefused
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import Template

PORTAL = """[[portals]]
id = "portail"
redirect_uris = ["https://portail.example.org/cb"]

[portals.branding]
name_fr = "Portail"
name_en = "Portal"
"""
OWNER = """[[administrators]]
name = "Anne Roy"
address = "anne.roy@exemple.quebec"
roles = ["owner"]
locale = "fr"
"""


ROOT = Actor(name="admin:root", roles=EVERY_ROLE, is_fresh=True)


@dataclass
class Shop:
    """Somebody at the command line: `does` and `actor` are what a terminal has."""

    provider: Provider
    directory: Path
    environment: dict[str, str] = field(default_factory=dict)
    actor: Actor = ROOT

    def do(self, action: Action[A, T], asked: A) -> T:
        return self.provider.administration.actions.do(self.actor, action, asked)

    def write(self, **files: str) -> None:
        """Write files, each by its name without its ending."""
        for name, text in files.items():
            self.directory.mkdir(exist_ok=True)
            (self.directory / f"{name}.toml").write_text(text, "utf-8")

    def apply(self, *, prune: bool = False, keep: bool = True) -> Applied:
        return self.provider.administration.configuration.apply(
            self,
            ConfigurationDirectory(self.directory, self.environment),
            prune=prune,
            keep=keep,
        )

    def altered(self, *, prune: bool = False, keep: bool = True) -> list[str]:
        """Apply, and return what was altered: `portals portail: new`."""
        plan = self.apply(prune=prune, keep=keep).plan
        return [f"{each.name}: {each.deed}" for each in plan.alterations]

    def refused(self, *, prune: bool = False) -> list[str]:
        """Return why the files are refused, a line each."""
        with pytest.raises(DirectoryRefused) as caught:
            self.apply(prune=prune)
        return caught.value.reasons

    def export(self) -> dict[str, str]:
        return self.provider.administration.configuration.export(self)


@pytest.fixture
def shop(provider: Provider, tmp_path: Path) -> Shop:
    return Shop(provider, tmp_path / "configuration")


@pytest.fixture
def empty_shop(request: pytest.FixtureRequest, clock: TestClock, tmp_path: Path) -> Iterator[Shop]:
    """Another installation, on a database of the same kind."""
    kind = request.node.callspec.params["house_settings"]
    folder = tmp_path / "empty"
    folder.mkdir()
    template: Template = request.getfixturevalue(f"{kind}_template")
    with template.lent(folder) as settings:
        provider = build(settings, clock)
        yield Shop(provider, folder / "configuration")
        provider.database.close()
