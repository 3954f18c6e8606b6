"""The invitation's page: an address alone draws nothing, and a secret stays while one types."""

import re

from flask.testing import FlaskClient

from idp.administration.actor import EVERY_ROLE, Actor, Role
from idp.administration.administrators.actions import Invite
from idp.storage import Statement
from idp.wiring import Provider
from tests.administration.actors import shown_uri
from tests.databases import on_one_database
from tests.web_application import answer_to

SHELL = Actor(name="admin:root", roles=EVERY_ROLE, is_fresh=True)


def begun(provider: Provider) -> int:
    with provider.database.reading() as tx:
        row = tx.row(Statement("SELECT COUNT(*) FROM authenticator_app"))
    assert row is not None
    return int(row[0])


@on_one_database
def test_opening_draws_no_secret_and_weighing_a_password_keeps_it(
    provider: Provider, browser: FlaskClient
) -> None:
    asked = Invite(name="Anne", address="anne@exemple.quebec", roles=(Role.OWNER,))
    uri = shown_uri(provider.administration.administrators.bootstrap(SHELL, asked))
    path = uri.removeprefix(provider.settings.server.issuer)
    text = browser.get(f"{path}&action=app").get_data(as_text=True)
    assert begun(provider) == 0
    csrf = re.search(r'name="csrf" value="([^"]+)"', text)
    assert csrf is not None

    def send(**fields: str) -> str:
        answer = answer_to(browser, browser.post(path, data={"csrf": csrf[1], **fields}))
        found = re.search(r'class="typed">([A-Z2-7]{32})<', answer.get_data(as_text=True))
        assert found is not None
        return found[1]

    drawn = send(action="app")
    assert send(action="check_password", password="court") == drawn
    assert send(action="check_password", password="quatre-martins-pêcheurs") == drawn
    assert send(action="app_code", password="quatre-martins-pêcheurs", code="000000") == drawn
    assert send(action="app") != drawn
