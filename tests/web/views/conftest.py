"""Rendering without a house: a view, its frame, and nothing else."""

import pytest

from idp.settings import ServerSettings, Settings
from idp.web.rendering import Renderer


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """The renderer of a house behind TLS."""
    return Renderer(Settings(server=ServerSettings(issuer="https://parvis.example.org")))
