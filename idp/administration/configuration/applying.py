"""Making an installation as a directory says, all of it or nothing, and writing it as files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from idp.administration.configuration.configured import Configured, Doer
from idp.administration.configuration.files import DirectoryRefused, WrittenEntry, read_entries
from idp.administration.configuration.plan import Alteration, Deed, Plan, plan_of
from idp.administration.configuration.references import References
from idp.administration.configuration.toml_text import table_text
from idp.administrators import Administrators
from idp.errors import Refused
from idp.part import Part
from idp.storage import Database
from idp.translations import words_in


class ConfigurationDirectory(Struct, frozen=True):
    """A directory of files, and the variables that its entries may refer to."""

    path: Path
    environment: Mapping[str, str]


class Applied(Struct, frozen=True):
    """What was planned, and what is left to do by hand about it."""

    plan: Plan
    left: tuple[str, ...]


class _UndoneError(Exception):
    """Takes back what was only tried."""


class Configuration(Part):
    """The kinds in the order in which they are applied."""

    database: Database
    administrators: Administrators
    kinds: tuple[Configured, ...]
    settings: frozenset[str]
    """The sections of the settings."""

    def compared(self, doer: Doer, directory: ConfigurationDirectory) -> Plan:
        """Return how the installation differs. Raises DirectoryRefused, Refused."""
        return self._plan(doer, directory, self._entries(directory), prune=False)

    def apply(
        self, doer: Doer, directory: ConfigurationDirectory, *, prune: bool, keep: bool
    ) -> Applied:
        """Do what the files want in one transaction; without `keep`, try it and take it back.

        With `prune`, what is there and in no file goes as well. Raises DirectoryRefused.
        """
        entries = self._entries(directory)
        with self._tried(keep=keep):
            plan = self._plan(doer, directory, entries, prune=prune)
            left: list[str] = []
            reasons: list[str] = []
            for alteration in plan.alterations:
                try:
                    left += _done(doer, alteration)
                except Refused as refused:
                    reasons.append(_said(alteration, refused))
            if reasons:
                raise DirectoryRefused(reasons)
            outcome = Applied(plan, tuple(left))
            if not keep:
                raise _UndoneError
        return outcome

    def export(self, doer: Doer) -> dict[str, str]:
        """Return the text of each file, by its name, that makes an installation like this one."""
        texts: dict[str, list[str]] = {}
        for kind in self.kinds:
            for item in kind.found(doer):
                if item.file is not None:
                    texts.setdefault(item.file, []).append(table_text(kind.name, item.members))
        return {name: "\n".join(tables) for name, tables in texts.items()}

    def _entries(self, directory: ConfigurationDirectory) -> list[WrittenEntry]:
        return read_entries(directory.path, {each.name: each for each in self.kinds}, self.settings)

    def _plan(
        self,
        doer: Doer,
        directory: ConfigurationDirectory,
        entries: list[WrittenEntry],
        *,
        prune: bool,
    ) -> Plan:
        references = References(directory.path, directory.environment)
        plan, reasons = plan_of(doer, self.kinds, entries, references, prune=prune)
        if reasons:
            raise DirectoryRefused(reasons)
        return plan

    @contextmanager
    def _tried(self, *, keep: bool) -> Iterator[None]:
        with suppress(*(() if keep else (_UndoneError,))), self.database.joined() as tx:
            # Two who apply at once do so one after the other, each on what the other left.
            self.administrators.take_turns(tx)
            yield


def _done(doer: Doer, alteration: Alteration) -> Iterable[str]:
    if alteration.deed is Deed.PRUNE and alteration.before is not None:
        alteration.kind.prune(doer, alteration.before)
    elif alteration.after is not None and (
        left := alteration.kind.put(doer, alteration.before, alteration.after)
    ):
        yield f"{alteration.name}: {left}"


def _said(alteration: Alteration, refused: Refused) -> str:
    if alteration.entry is not None:
        return alteration.entry.said(refused)
    return f"{alteration.name}: {words_in('en').say(refused.message_key, **refused.values)}"
