"""The page on speed says what was measured."""

from pathlib import Path

from benchmarks import graphs
from benchmarks.driver import Result
from benchmarks.growth import picture
from benchmarks.nodes import picture as nodes
from benchmarks.results import Measured, Results, tables

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


def test_what_processes_and_nodes_answer_is_that_of_the_runs_that_are_kept() -> None:
    scaling = nodes.read(max(_KEPT.glob("*-nodes.json")))
    assert nodes.scaled(scaling) in _PAGE
    assert nodes.PICTURE.read_text("utf-8") == nodes.picture(scaling)


def test_each_parvis_is_compared_with_the_floor_of_its_database() -> None:
    per_second = {
        "floor": 100.0,
        "floor, PostgreSQL": 50.0,
        "Parvis, SQLite, RS256": 90.0,
        "Parvis, PostgreSQL, RS256": 40.0,
    }
    servers = {
        name: Measured(1.0, runs={"refresh": [Result(figure, 1.0, 1.0, 0, 500.0 / figure)]})
        for name, figure in per_second.items()
    }
    lines = tables(Results("1.0", "commit", "3.11", 0.0, 1.0, servers)).splitlines()
    assert "| of floor | Parvis, SQLite, RS256 |" in lines
    assert "| of floor, PostgreSQL | Parvis, PostgreSQL, RS256 |" in lines
    ratios = ["| refresh | 0.90 (0.90) |", "| refresh | 0.80 (0.80) |"]
    assert [line for line in lines if line in ratios] == ratios
