"""How fast a registry is imported, and in how much memory.

    python -m benchmarks.registry_import [--rows 1000000] [--unusable 3000] [--postgresql]

Writes a file of made-up families (the same one each time), some of its rows unusable, brings it
into force in a fresh database (SQLite in a temporary folder, or a PostgreSQL server of its own) as
a command does, then again over itself, then goes back to the first. Prints rows a second, how long
the one transaction took that sign-ins may wait for, the seconds of CPU of both processes that read
and of PostgreSQL, which a busy machine changes less than the clock's, and the peak memory of the
importing process and of the second reader.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from contextlib import nullcontext, suppress
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
            _import_twice(folder, export, f"sqlite:///{folder}/template.db", server=None)
            return
        server = folder / "postgresql"
        server.mkdir()
        with postgresql(server) as url:
            _import_twice(folder, export, url, server=server)


def _import_twice(folder: Path, export: Path, url: str, *, server: Path | None) -> None:
    clock = SystemClock()
    settings = Settings(
        database=DatabaseSettings(url=url),
        keys=KeySettings(encryption_key_file=str(folder / "encryption.key")),
    )
    template = Template(url, settings, clock)
    with nullcontext(template.copy(folder)) if server is None else template.lent(folder) as lent:
        _measure_each(build(lent, clock), export, server)


def _measure_each(provider: Provider, export: Path, server: Path | None) -> None:
    first = _measure(provider, export, "first import", server)
    _measure(provider, export, "same file again", server)
    _go_back(provider, first)
    provider.database.close()


def _measure(provider: Provider, export: Path, what: str, server: Path | None) -> int:
    phases: dict[str, float] = {}
    started, ours, theirs = time.perf_counter(), _cpu_seconds(), _server_seconds(server)

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
    ours, theirs = _cpu_seconds() - ours, _server_seconds(server) - theirs
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
        f"{report.rows / compared:,.0f} with the comparison; "
        f"CPU {ours:.1f} s and the server's {theirs:.1f} s; in force in {published:.2f} s; "
        f"the last packed in {kept:.1f} s; peak memory {memory:.0f} MB, "
        f"second reader {second:.0f} MB",
        flush=True,
    )
    return report.import_id


def _cpu_seconds() -> float:
    """Return the seconds of CPU of this process, and of those that it waited for."""
    return sum(os.times()[:4])


def _server_seconds(folder: Path | None) -> float:
    """Return the seconds of CPU of the PostgreSQL server in `folder`, with all its processes."""
    if folder is None:
        return 0.0
    main = int(next(folder.rglob("postmaster.pid")).read_text("utf-8").split()[0])
    ticks = 0
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            fields = each.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[1]) == main:
                ticks += int(fields[11]) + int(fields[12])
            elif each.parent.name == str(main):
                ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


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
