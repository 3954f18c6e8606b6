"""A registry to import: families by the line, and what imports them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from msgspec import structs

from idp.errors import Refused
from idp.imports.decisions import ImportDecisions, ImportRequest
from idp.keys import Vault
from idp.registry.contact import open_contact
from idp.registry.importing import ExportFile, ExportProfile, Report, Why, load_profile
from idp.registry.importing.gathering import Contact, Gathered
from idp.registry.importing.reading import Read, read_file
from idp.registry.importing.rows import ExportSource
from idp.registry.importing.settling import Settling
from idp.translations import words_in
from idp.wiring import Provider

PROFILE = Path(__file__).parents[2] / "config/registry/gpi.toml"
HEADER = (
    "organisme;nom_organisme;ecole;nom_ecole;fiche;code_permanent;nom;prenom;lien;courriel;"
    "acces_portail;fin_acces"
)
EVERYTHING = frozenset(Why)
VAULT = Vault(lookup_key=b"l" * 32, seal_key=b"s" * 32)
NOW = 1_795_435_200

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


def import_request(provider: Provider, path: Path, **more: object) -> ImportRequest:
    """Return the wish to import a GPI export taken now; any threshold may be passed."""
    plain = ImportRequest(
        path=path,
        profile=load_profile(PROFILE),
        profile_name="gpi",
        taken_at=provider.clock.seconds(),
        allowed=EVERYTHING,
    )
    return structs.replace(plain, **more)


def silent(*_: object) -> None:
    """Hear how far it is, and say nothing."""


def stage(provider: Provider, path: Path, *, actor: str = "admin:a") -> Report:
    """Let an export wait for a decision."""
    return provider.imports.decisions.stage(
        import_request(provider, path), actor=actor, progress=silent
    )


def said(problem: Refused) -> str:
    """Return what the command line prints."""
    return words_in("en").say(problem.message_key, **problem.values)


@dataclass(frozen=True)
class Outcome:
    """What reading an export came to; `refused`: why the file as a whole was."""

    response: Read | None
    contacts: tuple[Contact, ...]
    problems: tuple[str, ...]
    refused: str = ""
    duplicates: int = 0

    @property
    def opened(self) -> set[tuple[str, str]]:
        """Who may come in: child's number and address."""
        opened = [open_contact(VAULT, each[9]) for each in self.contacts if _holds(each)]
        return {(each.fiche, each.address) for each in opened}

    @property
    def known(self) -> dict[str, Contact]:
        """The contacts by their address."""
        return {open_contact(VAULT, each[9]).address: each for each in self.contacts}


def _holds(contact: Contact) -> bool:
    return contact[7] == 1 and (contact[8] is None or contact[8] > NOW)


def arrival(path: Path, profile: ExportProfile | str = "gpi") -> ExportFile:
    """Return an export at hand, read by a profile of the installation or by this one."""
    if isinstance(profile, str):
        profile = load_profile(PROFILE.with_name(f"{profile}.toml"))
    return ExportFile(path, profile, 1 << 28)


def read_export(path: Path, profile: ExportProfile | str = "gpi") -> Outcome:
    """Read an export as an import does, without a database."""
    words = words_in("en")
    with Gathered() as gathered:
        try:
            response = read_file(
                ExportSource(arrival(path, profile), VAULT, NOW, 1), gathered, silent
            )
            settling = Settling(gathered, response)
            contacts = tuple(settling)
        except Refused as problem:
            outcome = Outcome(None, (), (), refused=said(problem))
        else:
            outcome = Outcome(response, contacts, (), duplicates=settling.duplicates)
        listed = tuple(
            f"{each.file}:{each.line} {each.column}: "
            + words.say(f"refusals.{each.key}", **dict(each.values))
            + ("" if each.left_out else " (taken)")
            for each in gathered.problems.listed()
        )
    return replace(outcome, problems=listed)


@pytest.fixture
def import_lines(provider: Provider, tmp_path: Path) -> Import:
    """Import lines under the header, or bytes as they are; returns the report that was shown."""

    def run(lines: list[str] | bytes, **more: object) -> Report:
        path = export(tmp_path / "export.csv", lines)
        shown: list[Report] = []
        operation(provider).run(
            import_request(provider, path, **more),
            actor="admin:test",
            progress=silent,
            show=shown.append,
        )
        provider.imports.staging.keeping.run()
        return shown[0]

    return run


def operation(provider: Provider) -> ImportDecisions:
    return provider.imports.decisions
