"""What files want, compared with what is there: the steps from one to the other."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby

from msgspec import Struct

from idp.administration.configuration.configured import Configured, Difference, Doer, Item
from idp.administration.configuration.files import WrittenEntry
from idp.administration.configuration.references import References
from idp.errors import Refused


class Deed(StrEnum):
    """What is to be done about an object."""

    ADD = "new"
    CHANGE = "changed"
    PRUNE = "pruned"
    KEEP = "in no file"
    """It is there and in no file, and stays."""


class Alteration(Struct, frozen=True):
    """One object that differs; `entry` is what wants it, None for what no file has."""

    deed: Deed
    kind: Configured
    before: Item | None = None
    after: Item | None = None
    entry: WrittenEntry | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def name(self) -> str:
        """What it is about: `portals portail`."""
        return f"{self.kind.name} {(self.after or self.before or Item('', {})).key}"


class Plan(Struct, frozen=True):
    """What is to be altered, in that order, and how many objects are as wanted."""

    alterations: tuple[Alteration, ...]
    unchanged: int


class _Wish(Struct, frozen=True):
    entry: WrittenEntry
    item: Item


def plan_of(
    doer: Doer,
    kinds: Iterable[Configured],
    entries: list[WrittenEntry],
    references: References,
    *,
    prune: bool,
) -> tuple[Plan, list[str]]:
    """Return the plan, and what is wrong with the entries, a line each.

    A kind of which no file has an entry is left alone, `prune` or not.
    """
    alterations: list[Alteration] = []
    reasons: list[str] = []
    unchanged = 0
    for kind in kinds:
        own = [each for each in entries if each.kind is kind]
        if not own:
            continue
        found = {each.key: each for each in kind.found(doer)}
        wishes = _wishes(doer, own, references, reasons)
        reasons += _clashes(wishes, found)
        wishes.sort(key=lambda each: each.item.rank)
        compared = [_compared(kind, found.get(each.item.key), each) for each in wishes]
        alterations += (each for each in compared if each.differences)
        unchanged += sum(not each.differences for each in compared)
        wanted = {each.item.key for each in wishes}
        deed = Deed.PRUNE if prune else Deed.KEEP
        alterations += (
            Alteration(deed, kind, before=each)
            for each in found.values()
            if each.key not in wanted and each.is_prunable
        )
    return Plan(tuple(alterations), unchanged), reasons


def _wishes(
    doer: Doer, entries: list[WrittenEntry], references: References, reasons: list[str]
) -> list[_Wish]:
    wishes = []
    for entry in entries:
        try:
            wishes.append(_Wish(entry, entry.kind.wanted(doer, entry.members, references)))
        except Refused as refused:
            reasons.append(entry.said(refused))
    return wishes


def _clashes(wishes: list[_Wish], found: dict[str, Item]) -> Iterator[str]:
    """Yield what is wrong with keys: one twice, or one that differs from another by case alone."""
    by_case = sorted(wishes, key=lambda each: each.item.key.casefold())
    for _, alike in groupby(by_case, key=lambda each: each.item.key.casefold()):
        first, *others = alike
        for each in others:
            same = each.item.key == first.item.key
            if same or each.item.key not in found or first.item.key not in found:
                yield _clash(each, first.entry.at(first.entry.kind.key), same=same)
    existing = {key.casefold(): key for key in found}
    for each in wishes:
        other = existing.get(each.item.key.casefold())
        if each.item.key not in found and other is not None:
            yield _clash(each, f"{other!r}, which is there", same=False)


def _clash(wish: _Wish, where: str, *, same: bool) -> str:
    kind = wish.entry.kind
    place = f"{wish.entry.at(kind.key)}: {kind.name}: {kind.key}: {wish.item.key!r}"
    if same:
        return f"{place} stands twice, first at {where}"
    return f"{place} differs by case alone from {where}"


def _compared(kind: Configured, before: Item | None, wish: _Wish) -> Alteration:
    return Alteration(
        Deed.ADD if before is None else Deed.CHANGE,
        kind,
        before=before,
        after=wish.item,
        entry=wish.entry,
        differences=kind.differences(before, wish.item),
    )
