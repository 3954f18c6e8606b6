"""Two requests for one press of a button, at the same time: one is carried out."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from idp.app import create_app
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import Parent
from tests.web.pages.person import Person

pytestmark = pytest.mark.race
BEGUN = Statement("SELECT count(*) FROM browser_session")


def press(app: Flask, person: Person, typed: dict[str, str]) -> tuple[str, str]:
    """Send `typed` from a browser with the same cookies; return where it leads, and the session."""
    browser = person.client.get_cookie("parvis-browser", domain="127.0.0.1")
    assert browser is not None
    client = app.test_client()
    client.set_cookie("parvis-browser", browser.value, domain="127.0.0.1")
    issuer = person.provider.settings.server.issuer
    answer = client.post("/connexion", base_url=issuer, data=typed)
    session = re.search("parvis-session=([^;]+)", str(answer.headers))
    assert session is not None
    return answer.headers["Location"], session[1]


def test_of_four_presses_at_once_one_begins_a_session_and_all_get_it(
    provider: Provider, parent: Parent
) -> None:
    person = Person(create_app(provider), provider)
    typed = person.open("/connexion").form()
    typed |= {"address": parent.address, "password": parent.password}

    with ThreadPoolExecutor(4) as threads:
        pressed = [threads.submit(press, person.app, person, typed) for _ in range(4)]
        answers = {each.result() for each in pressed}

    assert len(answers) == 1
    with provider.database.reading() as tx:
        row = tx.row(BEGUN)
    assert row is not None
    assert row[0] == 1
