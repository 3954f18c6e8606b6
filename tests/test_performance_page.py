"""The page on speed says what was measured."""

from pathlib import Path

from benchmarks import graphs
from benchmarks.growth import picture

_KEPT = Path(__file__).parent.parent / "benchmarks/results"
_PAGE = graphs.PAGE.read_text("utf-8")


def test_the_page_and_its_picture_are_those_of_the_runs_that_are_kept() -> None:
    results = graphs.read(max(_KEPT.glob("[0-9.]*[0-9].json")))
    assert graphs.measured(results) in _PAGE
    assert graphs.PICTURE.read_text("utf-8") == graphs.picture(results)


def test_how_it_grows_is_that_of_the_runs_that_are_kept() -> None:
    growth = picture.read(max(_KEPT.glob("*-growth.json")))
    assert picture.grown(growth) in _PAGE
    assert picture.PICTURE.read_text("utf-8") == picture.picture(growth)
