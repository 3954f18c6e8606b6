"""Both engines of `parvis serve`."""

import pytest

ENGINES = ("gunicorn", "granian")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)
