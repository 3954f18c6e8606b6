"""The journeys of a house."""

import pytest

from idp.wiring import Provider
from idp.wiring.journeys import Journeys


@pytest.fixture
def journeys(provider: Provider) -> Journeys:
    """What people can do in the house."""
    return provider.journeys
