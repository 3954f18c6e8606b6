"""The main job, as a parent does it: from the demo portal and back, on what `make run` starts."""

import csv
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running_demo import ROOT, Demo, demo_in, running

ADDRESS = "marie.tremblay@exemple.quebec"
PASSWORD = "trois outardes volent bas"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    demo = demo_in(tmp_path_factory.mktemp("demo"))
    with running(demo):
        yield demo


def address_of(demo: Demo, name: str) -> str:
    return f"http://localhost:{demo.ports[name]}"


def code_sent(demo: Demo, page: Page, address: str = ADDRESS) -> str:
    """Read the code in the mailbox's page, as the parent would in another tab."""
    mailbox = page.context.new_page()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        mailbox.goto(address_of(demo, "MAILBOX_PORT"))
        letters = mailbox.locator("li", has_text=address).all_inner_texts()
        if found := re.search(r"\b\d{4} \d{4}\b", " ".join(letters)):
            mailbox.close()
            return found[0]
        time.sleep(0.2)
    raise AssertionError("no code arrived")


def claims_shown(page: Page) -> str:
    expect(page.get_by_role("heading", name="Bonjour")).to_be_visible()
    return page.inner_text("body")


def test_a_parent_gets_from_the_portal_to_the_childrens_file(demo: Demo, chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(address_of(demo, "PORTAL_PORT"))
    page.click("text=Se connecter")
    page.click("text=Créer mon compte")
    page.fill("#address", ADDRESS)
    page.click("button.main")
    page.fill("#code", f" {code_sent(demo, page)} ")
    page.click("button.main")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.fill("#number", "7654321")
    page.click("button.main")
    expect(page.locator("#errors")).to_contain_text("PRV-CHILD-NO-MATCH")
    page.fill("#number", "1204524")
    page.click("button.main")

    shown = claims_shown(page)
    assert page.url.startswith(address_of(demo, "PORTAL_PORT"))
    assert "2 enfants confirmés" in shown
    assert "gpi_email_verified\nvrai (true)" in shown
    assert f"gpi_email\n{ADDRESS}" in shown


def test_a_parent_comes_by_microsoft_with_another_address_than_the_school_s(
    demo: Demo, chromium: Browser
) -> None:
    page = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(address_of(demo, "PORTAL_PORT"))
    page.click("text=Se connecter")
    page.click("text=Continuer avec Microsoft")
    expect(page.locator("main")).to_contain_text("Ceci n’est pas Microsoft")
    page.click("text=Jean Gagnon")
    page.fill("#address", "jean.gagnon@exemple.quebec")
    page.click("button.main")
    page.fill("#code", code_sent(demo, page, "jean.gagnon@exemple.quebec"))
    page.click("button.main")
    page.click("text=Créer mon compte")
    page.fill("#number", "1204524")
    page.click("button.main")

    shown = claims_shown(page)
    assert "gpi_email_verified\nvrai (true)" in shown
    assert "gpi_email\njean.gagnon@exemple.quebec" in shown


def test_whose_address_left_the_file_is_told_at_the_next_sign_in(
    demo: Demo, chromium: Browser, tmp_path: Path
) -> None:
    _import_without(ADDRESS, demo, tmp_path)
    page = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(address_of(demo, "PORTAL_PORT"))
    page.click("text=Se connecter")
    page.fill("#address", ADDRESS)
    page.fill("#password", PASSWORD)
    page.click("button.main")

    expect(page.locator("main")).to_contain_text(ADDRESS)
    assert page.url.startswith(f"{address_of(demo, 'PORT')}/acces")
    page.click("text=Revenir au portail")
    page.wait_for_url(f"{address_of(demo, 'PORTAL_PORT')}/**")
    assert "vrai (true)" not in page.inner_text("body")


def _import_without(address: str, demo: Demo, folder: Path) -> None:
    source = ROOT / "config" / "demo" / "registry.csv"
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file, delimiter=";"))
    smaller = folder / "registry.csv"
    with smaller.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [header, *(row for row in rows if address not in row)]
        )
    command = [
        *(sys.executable, "-m", "idp.cli", "registry", "import"),
        *(str(smaller), "--allow-removals"),
    ]
    environment = demo.operator_environment
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
