"""What a parent's own pages send, sent by another parent: nothing of the first one's changes."""

import json
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect

from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import Parent, make_parent
from tests.databases import on_one_database
from tests.relying_party import sign_in
from tests.web.admin.conftest import HOST
from tests.web.walks.conftest import Walk
from tests.web.walks.forms import Sending, sendings
from tests.web_application import browser_of

PROOF = {"csrf", "envoi"}
"""What every form has, and no two pages have in common."""


@dataclass(frozen=True)
class Other:
    """Another parent, in a browser of their own."""

    account_id: str
    browser: FlaskClient


@pytest.fixture
def other(provider: Provider) -> Other:
    stranger: Parent = make_parent(provider, "luc.roy@exemple.quebec")
    return Other(stranger.account.id, browser_of(provider, sign_in(provider, stranger.account)))


def of_account(provider: Provider, account_id: str) -> set[str]:
    """Return every row that belongs to the account, but for when it was last in use."""
    found = set()
    with provider.database.reading() as tx:
        for table in inspect(provider.database.engine).get_table_names():
            columns = [
                each["name"] for each in inspect(provider.database.engine).get_columns(table)
            ]
            for row in tx.rows(Statement(f'SELECT {", ".join(columns)} FROM "{table}"')):
                held = dict(zip(columns, row, strict=True))
                if account_id in row and table != "audit_event":
                    held.pop("seen_at", None)
                    found.add(f"{table} {json.dumps(held, default=repr, sort_keys=True)}")
    return found


def shown(walk: Walk, browser: FlaskClient) -> set[Sending]:
    pages = {path for rule, path in walk.routes("GET") if rule.rule.startswith("/compte")}
    return {each for path in pages for each in sendings(browser.get(path).text, path)}


def without_proof(sending: Sending) -> tuple[str, tuple[tuple[str, str], ...]]:
    fields = tuple((name, value) for name, value in sending.fields if name not in PROOF)
    return sending.to, fields


@on_one_database
def test_nobody_acts_on_what_is_somebody_elses(walk: Walk, parent: Parent, other: Other) -> None:
    sign_in(walk.provider, parent.account)
    own = {without_proof(each) for each in shown(walk, other.browser)}
    theirs = [each for each in shown(walk, walk.browser) if without_proof(each) not in own]
    assert len(theirs) >= 4
    before = of_account(walk.provider, parent.account.id)
    cookie = other.browser.get_cookie("parvis-browser", domain=HOST)
    assert cookie is not None
    proof = walk.provider.vault.mac("csrf", cookie.value).hex()
    for each in theirs:
        answer = other.browser.post(each.to, data=each.as_data(csrf=proof))
        assert answer.status_code in {303, 400, 403, 404, 422}, each
        assert of_account(walk.provider, parent.account.id) == before, each
