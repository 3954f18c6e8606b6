"""Parts that are built once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.once import build_all, built_once


class Part:
    pass


class Inner:
    def __init__(self) -> None:
        self.built: list[str] = []

    @built_once
    def part(self) -> Part:
        self.built.append("part")
        return Part()


class Section:
    def __init__(self) -> None:
        self.built: list[str] = []

    @built_once
    def slow(self) -> Part:
        time.sleep(0.05)
        self.built.append("slow")
        return Part()

    @built_once
    def standing_on_it(self) -> tuple[Part, Part]:
        """A part that asks for another."""
        self.built.append("standing on it")
        return self.slow, Part()

    @built_once
    def inner(self) -> Inner:
        return Inner()

    @built_once
    def refused(self) -> Part:
        self.built.append("refused")
        if self.built.count("refused") == 1:
            raise ValueError("not yet")
        return Part()


def test_nothing_is_built_before_it_is_asked_for() -> None:
    assert Section().built == []


def test_threads_that_ask_at_the_same_moment_are_given_one_part() -> None:
    section, together = Section(), threading.Barrier(16)

    def ask(number: int) -> Part:
        together.wait()
        return section.slow if number % 2 else section.standing_on_it[0]

    with ThreadPoolExecutor(16) as pool:
        given = set(pool.map(ask, range(16)))
    assert given == {section.slow}
    assert sorted(section.built) == ["slow", "standing on it"]


def test_each_owner_has_a_part_of_its_own() -> None:
    assert Section().slow is not Section().slow


def test_what_was_built_is_read_as_any_other_member() -> None:
    section = Section()
    slow = section.slow
    assert vars(section)["slow"] is slow
    assert section.slow is slow


def test_what_could_not_be_built_is_tried_again() -> None:
    section = Section()
    with pytest.raises(ValueError, match="not yet"):
        section.refused  # noqa: B018 - reading it builds it
    assert isinstance(section.refused, Part)
    assert section.built == ["refused", "refused"]


def test_everything_is_built_with_the_parts_of_the_parts() -> None:
    section = Section()
    section.built.append("refused")
    build_all(section)
    assert {"slow", "standing_on_it", "inner", "refused"} <= set(vars(section))
    assert section.inner.built == ["part"]


def test_the_class_gives_the_declaration() -> None:
    assert isinstance(Section.standing_on_it, built_once)
    assert Section.standing_on_it.__doc__ == "A part that asks for another."
