"""The journeys of a house."""

import pytest

from idp.wiring import Parts
from idp.wiring.journeys import Journeys


@pytest.fixture
def journeys(house: Parts) -> Journeys:
    """What people can do in the house."""
    return house.journeys
