"""Which engine `parvis serve` may be told."""

import pytest

from idp.errors import SettingsError
from idp.settings import ServerSettings, Settings


@pytest.mark.parametrize("engine", ["", "Granian", "uvicorn", "..granian"])
def test_an_engine_that_there_is_not_stops_the_start(engine: str) -> None:
    with pytest.raises(SettingsError, match=r"server\.engine"):
        Settings(server=ServerSettings(engine=engine))
