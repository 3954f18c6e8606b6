"""The journeys of a house."""

import pytest

from idp.doors.pages.wiring import PageJourneys, wire
from idp.parts import Parts


@pytest.fixture
def journeys(house: Parts) -> PageJourneys:
    """What people can do in the house."""
    return wire(house)
