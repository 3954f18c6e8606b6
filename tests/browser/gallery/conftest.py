"""A wall of pages: every sample at an address of its own, as a browser receives it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask, Response
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from idp.web.rendering import Renderer
from idp.web.static import mount_static
from idp.web.views import Frame
from idp.wiring import build
from tests.databases import Template
from tests.ports import free_port
from tests.web.views.console.samples import CONSOLE
from tests.web.views.sample import frame_of
from tests.web.views.samples import SAMPLES

_BY_NAME = {each.name: each for each in (*SAMPLES, *CONSOLE)}


@dataclass
class Gallery:
    """Where the pages hang, and the frames beside those that every page is shown in."""

    address: str
    frames: dict[str, Frame]

    def of(self, name: str, frame: str) -> str:
        """Return where the sample `name` is shown in `frame`: `fr`, `en`, or one in `frames`."""
        return f"{self.address}/{frame}/{name}"


@pytest.fixture(scope="session")
def gallery(
    sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gallery]:
    """The pages, served on loopback."""
    provider = build(sqlite_template.copy(tmp_path_factory.mktemp("gallery")))
    renderer = Renderer(provider.settings)
    frames = {locale: frame_of(locale) for locale in ("fr", "en")}
    app = Flask("gallery", static_folder=None)
    mount_static(app, provider)

    @app.get("/<frame>/<name>")
    def sample(frame: str, name: str) -> Response:
        return renderer.render(_BY_NAME[name].make(frames[frame]))

    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Gallery(f"http://127.0.0.1:{port}", frames)
    server.shutdown()
    thread.join()
    server.server_close()
    provider.database.close()


@pytest.fixture(scope="module")
def visitor(chromium: Browser) -> Iterator[Page]:
    """One tab that walks along the wall and stays there."""
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    # The page that posts itself to the portal would leave before anybody could look at it.
    page.add_init_script("HTMLFormElement.prototype.submit = () => {}")
    page.add_init_script(AXE_SCRIPT)
    page.set_default_timeout(10_000)
    yield page
    context.close()
