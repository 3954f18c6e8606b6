"""A registry to import: families by the line, and what imports them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from idp.errors import Refused
from idp.operations.registry_course import RegistryCourse, Wish
from idp.parts import Parts
from idp.registry.importing import Report, Why, load_profile
from idp.translations import words_in

PROFILE = Path(__file__).parents[2] / "config/registry/gpi.toml"
HEADER = (
    "organisme;nom_organisme;ecole;nom_ecole;fiche;code_permanent;nom;prenom;lien;courriel;"
    "acces_portail;fin_acces"
)
EVERYTHING = frozenset(Why)

Import = Callable[..., Report]


def line(
    fiche: str = "1234567",
    address: str = "marie.tremblay@exemple.quebec",
    *,
    organisation: str = "887000",
    school: str = "011",
    code: str = "TREL71531400",
    relationship: str = "mère",
    allowed: str = "oui",
    until: str = "",
) -> str:
    """Return one line of an export."""
    return (
        f"{organisation};CSS {organisation};{school};École {school};{fiche};{code};Tremblay;Léa;"
        f"{relationship};{address};{allowed};{until}"
    )


def many(count: int, *, first: int = 0) -> list[str]:
    """Return lines of that many families."""
    return [
        line(f"{number:07}", f"parent{number}@exemple.quebec", code="")
        for number in range(first, first + count)
    ]


def export(path: Path, lines: list[str] | bytes) -> Path:
    """Write lines under the header, or bytes as they are."""
    whole = lines if isinstance(lines, bytes) else "\r\n".join([HEADER, *lines, ""]).encode()
    path.write_bytes(whole)
    return path


def wish(house: Parts, path: Path, **more: object) -> Wish:
    """Return the wish to import a GPI export taken now; any threshold may be passed."""
    plain = Wish(
        path=path,
        profile=load_profile(PROFILE),
        profile_name="gpi",
        taken_at=house.clock.seconds(),
        allowed=EVERYTHING,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def silent(*_: object) -> None:
    """Hear how far it is, and say nothing."""


def stage(house: Parts, path: Path, *, actor: str = "admin:a") -> Report:
    """Let an export wait for a decision."""
    return house.registry_course.stage(wish(house, path), actor=actor, progress=silent)


def said(problem: Refused) -> str:
    """Return what the command line prints."""
    return words_in("en").say(problem.message_key, **problem.values)


@pytest.fixture
def import_lines(house: Parts, tmp_path: Path) -> Import:
    """Import lines under the header, or bytes as they are; returns the report that was shown."""

    def run(lines: list[str] | bytes, **more: object) -> Report:
        path = export(tmp_path / "export.csv", lines)
        shown: list[Report] = []
        operation(house).run(
            wish(house, path, **more), actor="admin:test", progress=silent, show=shown.append
        )
        return shown[0]

    return run


def operation(house: Parts) -> RegistryCourse:
    return house.registry_course
