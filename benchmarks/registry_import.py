"""How fast a registry is imported, and in how much memory.

    python -m benchmarks.registry_import [--rows 1000000] [--postgresql]

Writes a file of made-up families (the same one each time), imports it into a fresh database (SQLite
in a temporary folder, or a PostgreSQL server of its own), and prints rows a second and the peak
memory of the importing process and of the second reader.
"""

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from idp.clock import SystemClock
from idp.keys import keyring_of, open_vault
from idp.keys.vault import make_data_keys
from idp.registry.importing import Imports, load_profile
from idp.settings import DatabaseSettings, KeySettings, RegistrySettings
from idp.storage import Database
from idp.storage.migrating import upgrade
from tests.databases import postgresql

PROFILE = Path(__file__).parent.parent / "config/registry/gpi.toml"
SURNAMES = ("Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie")
GIVEN = ("Léa", "Emma", "William", "Noah", "Zoé", "Félix", "Florence", "Édouard", "Alice")


def write_export(path: Path, rows: int) -> None:
    """Write `rows` lines: two adults to a student, several students to a family."""
    chance = random.Random(2026)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "organisme;nom_organisme;ecole;nom_ecole;fiche;code_permanent;nom;prenom;lien;courriel;"
            "acces_portail;fin_acces\r\n"
        )
        for number in range((rows + 1) // 2):
            surname, given = chance.choice(SURNAMES), chance.choice(GIVEN)
            organisation, school = 800 + number % 4, chance.randrange(1, 60)
            code = f"{surname[:3].upper().replace('Ô', 'O')}{given[:1].replace('É', 'E')}"
            code += f"{chance.randrange(63, 91)}{chance.randrange(1, 13):02}"
            code += f"{chance.randrange(8, 20):02}{chance.randrange(100):02}"
            family = number // 8
            for relation in ("mère", "père")[: rows - 2 * number]:
                file.write(
                    f"{organisation}000;CSS {organisation};{school:03};École {school};"
                    f"{number:07};{code};{surname};{given};{relation};"
                    f"{relation[0]}_{SURNAMES.index(surname)}.{family}@exemple.quebec;"
                    "oui;2027-06-30\r\n"
                )


def main() -> None:
    """Measure one import, then the same one again over it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = folder / "export.csv"
        write_export(export, options.rows)
        if not options.postgresql:
            _import_twice(folder, export, f"sqlite:///{folder}/parvis.db")
            return
        (folder / "postgresql").mkdir()
        with postgresql(folder / "postgresql") as url:
            _import_twice(folder, export, url)


def _import_twice(folder: Path, export: Path, url: str) -> None:
    database = Database.open(DatabaseSettings(url=url))
    upgrade(database)
    keyring = keyring_of(KeySettings(encryption_key_file=str(folder / "encryption.key")))
    keyring.present.make()
    clock = SystemClock()
    with database.writing() as tx:
        make_data_keys(tx, keyring, clock)
        vault = open_vault(tx, keyring)
    imports = Imports(database=database, vault=vault, clock=clock, settings=RegistrySettings())
    for what in ("first import", "same file again"):
        _measure(imports, database, export, what)
    database.close()


def _measure(imports: Imports, database: Database, export: Path, what: str) -> None:
    phases: dict[str, float] = {}
    started = time.perf_counter()

    def note(phase: str, _done: int, _whole: int) -> None:
        phases[phase] = time.perf_counter() - started

    staged = imports.stage(export, load_profile(PROFILE), taken_at=1_760_000_000, progress=note)
    took = time.perf_counter() - started
    with database.writing() as tx:
        imports.publish(tx, staged, staged.report)
    imports.purge()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    second = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows = staged.report.rows
    print(
        f"{what}: {rows:,} rows in {took:.1f} s "
        f"(read {phases['reading']:.1f}, staged {phases['staging']:.1f}): "
        f"{rows / phases['staging']:,.0f} rows/s parsed and staged, "
        f"{rows / took:,.0f} with the comparison; peak memory {memory:.0f} MB, "
        f"second reader {second:.0f} MB"
    )


if __name__ == "__main__":
    main()
