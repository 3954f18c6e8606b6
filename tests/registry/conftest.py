"""A registry to import: families by the line, and the operation that imports them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from idp.operations.registry import RegistryImport, Wish
from idp.parts import Parts
from idp.registry.importing import Imports, Report, load_profile

PROFILE = Path(__file__).parents[2] / "config/registry/gpi.toml"
HEADER = (
    "organisme;nom_organisme;ecole;nom_ecole;fiche;code_permanent;nom;prenom;lien;courriel;"
    "acces_portail;fin_acces"
)

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


@pytest.fixture
def import_lines(house: Parts, tmp_path: Path) -> Import:
    """Import lines under the header, or bytes as they are; returns the report that was shown."""

    def run(lines: list[str] | bytes, **wish: object) -> Report:
        path = tmp_path / "export.csv"
        whole = lines if isinstance(lines, bytes) else "\r\n".join([HEADER, *lines, ""]).encode()
        path.write_bytes(whole)
        shown: list[Report] = []
        wished = {"taken_at": house.clock.seconds(), **wish}
        operation(house).run(
            Wish(path=path, profile=load_profile(PROFILE), **wished),  # type: ignore[arg-type]
            actor="admin:test",
            progress=lambda *_: None,
            show=shown.append,
        )
        return shown[0]

    return run


def imports(house: Parts) -> Imports:
    return Imports(
        database=house.database,
        vault=house.vault,
        clock=house.clock,
        settings=house.settings.registry,
    )


def operation(house: Parts) -> RegistryImport:
    return RegistryImport(
        database=house.database,
        imports=imports(house),
        children=house.children,
        audit=house.audit,
        clock=house.clock,
    )
