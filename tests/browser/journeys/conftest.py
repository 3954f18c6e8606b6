"""A site to visit, and a window to visit it with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from idp.operations.registry import Wish
from idp.registry.importing import load_profile
from tests.browser.journeys.site import Site, registry_file, running
from tests.databases import Template
from tests.registry.conftest import HEADER, PROFILE, line, operation


@pytest.fixture
def site(sqlite_template: Template, tmp_path: Path) -> Iterator[Site]:
    """A house in operation, whose registry lists Zoé's mother."""
    with running(sqlite_template.copy(tmp_path)) as running_site:
        parts = running_site.parts
        lines = [HEADER, line(address="zoe.gagnon@exemple.quebec")]
        operation(parts).run(
            Wish(
                path=registry_file(tmp_path, lines),
                profile=load_profile(PROFILE),
                taken_at=parts.clock.seconds(),
            ),
            actor="admin:test",
            progress=lambda *_: None,
            show=lambda _: None,
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
