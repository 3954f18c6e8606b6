"""A site to visit, and a window to visit it with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from idp.settings import Settings
from tests.browser.journeys.site import Site, registry_file, running
from tests.registry.conftest import HEADER, import_request, line, operation, silent


@pytest.fixture
def site(sqlite_settings: Settings, tmp_path: Path) -> Iterator[Site]:
    """A house in operation, whose registry lists Zoé's mother."""
    with running(sqlite_settings) as running_site:
        provider = running_site.provider
        lines = [HEADER, line(address="zoe.gagnon@exemple.quebec")]
        operation(provider).run(
            import_request(provider, registry_file(tmp_path, lines)),
            actor="admin:test",
            progress=silent,
            show=silent,
        )
        yield running_site


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without cookies, as wide as a telephone."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-CA")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A tab of that browser."""
    return window.new_page()
