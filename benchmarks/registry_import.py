"""How fast a registry is imported, and in how much memory.

    python -m benchmarks.registry_import [--rows 1000000] [--unusable 3000] [--postgresql]

Writes a file of made-up families (the same one each time), some of its rows unusable, brings it
into force in a fresh database (SQLite in a temporary folder, or a PostgreSQL server of its own) as
a command does, then again over itself, then goes back to the first. Prints rows a second, how long
the one transaction took that sign-ins may wait for, and the peak memory of the importing process
and of the second reader.
"""

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from idp.clock import SystemClock
from idp.imports.decisions import ImportRequest
from idp.registry.importing import Advance, ContactSource, Received, load_profile
from idp.settings import DatabaseSettings, KeySettings, Settings
from idp.wiring import Provider, build
from tests.databases import Template, postgresql

PROFILE = Path(__file__).parent.parent / "config/registry/gpi.toml"
SURNAMES = ("Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie")
GIVEN = ("Léa", "Emma", "William", "Noah", "Zoé", "Félix", "Florence", "Édouard", "Alice")


def write_export(path: Path, rows: int, *, unusable: int = 0) -> None:
    """Write `rows` lines: two adults to a student, several students to a family."""
    every = rows // unusable if unusable else 0
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
            for adult, relation in enumerate(("mère", "père")[: rows - 2 * number]):
                junk = every and (2 * number + adult) % every == 1
                file.write(
                    f"{organisation}000;CSS {organisation};{school:03};École {school};"
                    f"{number:07};{code};{surname};{given};{relation};"
                    f"{relation[0]}_{SURNAMES.index(surname)}.{family}@exemple.quebec;"
                    f"{'peut-être' if junk else 'oui'};2027-06-30\r\n"
                )


def main() -> None:
    """Measure one import, then the same one again over it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--unusable", type=int, default=3_000)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = folder / "export.csv"
        write_export(export, options.rows, unusable=options.unusable)
        if not options.postgresql:
            _import_twice(folder, export, f"sqlite:///{folder}/template.db")
            return
        (folder / "postgresql").mkdir()
        with postgresql(folder / "postgresql") as url:
            _import_twice(folder, export, url)


def _import_twice(folder: Path, export: Path, url: str) -> None:
    clock = SystemClock()
    settings = Settings(
        database=DatabaseSettings(url=url),
        keys=KeySettings(encryption_key_file=str(folder / "encryption.key")),
    )
    provider = build(Template(url, settings, clock).copy(folder), clock)
    first = _measure(provider, export, "first import")
    _measure(provider, export, "same file again")
    _go_back(provider, first)
    provider.database.close()


def _measure(provider: Provider, export: Path, what: str) -> int:
    phases: dict[str, float] = {}
    started = time.perf_counter()

    def note(advance: Advance) -> None:
        phases[advance.phase] = time.perf_counter() - started

    wish = ImportRequest(
        path=export,
        profile=load_profile(PROFILE),
        profile_name="gpi",
        taken_at=provider.clock.seconds(),
    )
    report = provider.imports.decisions.stage(wish, actor="benchmark", progress=note)
    compared = time.perf_counter() - started
    published = _publish(provider, report.import_id)
    provider.imports.staging.keeping.run()
    kept = time.perf_counter() - started - compared - published
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    second = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{what}: {report.rows:,} rows ({report.left_out:,} left out) "
        f"compared after {compared:.1f} s "
        f"(read {phases['reading']:.1f}, staged {phases['staging']:.1f}): "
        f"{report.rows / phases['staging']:,.0f} rows/s parsed and staged, "
        f"{report.rows / compared:,.0f} with the comparison; in force in {published:.2f} s; "
        f"the last packed in {kept:.1f} s; peak memory {memory:.0f} MB, "
        f"second reader {second:.0f} MB",
        flush=True,
    )
    return report.import_id


def _go_back(provider: Provider, import_id: int) -> None:
    started = time.perf_counter()
    received = Received(
        source=ContactSource.RESTORE,
        received_by="benchmark",
        taken_at=provider.clock.seconds(),
        profile="gpi",
        restores=import_id,
    )
    with provider.database.writing() as tx:
        restored = provider.imports.decisions.receive(tx, received)
    provider.imports.decisions.work()
    compared = time.perf_counter() - started
    published = _publish(provider, restored or 0)
    print(f"back to the first: compared after {compared:.1f} s, in force in {published:.2f} s")


def _publish(provider: Provider, import_id: int) -> float:
    started = time.perf_counter()
    provider.imports.decisions.publish("benchmark", import_id, alone=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
