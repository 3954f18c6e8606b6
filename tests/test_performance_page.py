"""The page on speed says what was measured."""

from pathlib import Path

from benchmarks.graphs import PAGE, PICTURE, measured, picture, read

_KEPT = sorted((Path(__file__).parent.parent / "benchmarks/results").glob("*.json"))


def test_the_page_and_its_picture_are_those_of_the_runs_that_are_kept() -> None:
    results = read(_KEPT[-1])
    assert measured(results) in PAGE.read_text("utf-8")
    assert PICTURE.read_text("utf-8") == picture(results)
