"""What an action gives of a record: what is declared, and nothing else."""

import pytest
from msgspec import Struct

from idp.administration.shapes import ActionResponse


class _Record(Struct):
    id: str
    secret: str


class _Shape(ActionResponse):
    id: str
    is_good: bool


def test_only_what_a_shape_declares_is_told_of_a_record() -> None:
    response = _Shape.of(_Record(id="a", secret="x"), is_good=True)
    assert response == _Shape(id="a", is_good=True)


def test_a_member_of_its_own_stands_above_that_of_the_record() -> None:
    assert _Shape.of(_Record(id="a", secret="x"), id="b", is_good=True).id == "b"


def test_a_member_that_neither_has_is_a_fault() -> None:
    with pytest.raises(AttributeError):
        _Shape.of(_Record(id="a", secret="x"))
