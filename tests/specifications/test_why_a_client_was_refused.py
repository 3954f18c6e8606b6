"""Why a portal was refused: every cause reads the same outside, and is counted inside."""

import json
import logging
import re
from base64 import b64encode

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from idp.administration.actor import Actor, Role
from idp.administration.portals.requests import WhichPortal, WhichRefusal
from idp.administration.portals.responses import FoundRefusalResponse
from idp.administration.portals.sections import PortalSectionActions
from idp.clients import AuthenticationMethod
from idp.clients.refusals import Refusal, RefusalReason
from idp.clients.registration import disable_client
from idp.clock import DAY, MINUTE
from idp.errors import Unknown
from idp.ids import ClientId
from idp.storage import Query
from idp.web.log import JsonLines
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.conftest import TestClock, register
from tests.relying_party import VERIFIER, RelyingParty
from tests.web.admin.conftest import colleague_of
from tests.web_application import browser_of

OPERATOR = Actor(name="admin:anne", roles=frozenset({Role.OPERATOR}))
ROWS = Query(int, "SELECT times FROM client_refusal")


@pytest.fixture
def browser(provider: Provider) -> FlaskClient:
    return browser_of(provider)


def told(party: RelyingParty) -> dict[str, int]:
    """Return what an administrator reads of it: reasons, and how often."""
    response = party.provider.administration.actions.do(
        OPERATOR, PortalSectionActions.refusals, WhichPortal(id=party.client.id)
    )
    assert all(each.text for each in response.refusals)
    return {each.reason: each.times for each in response.refusals}


def asked(party: RelyingParty, **changes: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": "invented",
        "redirect_uri": party.client.redirect_uris[0],
        "code_verifier": VERIFIER,
        "client_id": party.client.id,
        "client_secret": party.secret,
        **changes,
    }


def refused(browser: FlaskClient, form: dict[str, str], error: str, **headers: str) -> str:
    answer = browser.post("/token", data=form, headers=headers)
    assert answer.json is not None
    assert answer.json["error"] == error
    description: str = answer.json["error_description"]
    return description


def test_who_does_not_prove_itself_is_told_one_thing_and_its_administrator_each(
    relying_party: RelyingParty, browser: FlaskClient, clock: TestClock
) -> None:
    form = asked(relying_party)
    secretless = {name: value for name, value in form.items() if name != "client_secret"}
    basic = b64encode(f"{relying_party.client.id}:{relying_party.secret}".encode()).decode()
    descriptions = {
        refused(browser, {**form, "client_secret": "no"}, "invalid_client"),
        refused(browser, secretless, "invalid_client", Authorization=f"Basic {basic}"),
        refused(browser, {**form, "client_id": "invented"}, "invalid_client"),
    }
    assert descriptions == {"client authentication failed"}
    assert told(relying_party) == {"wrong_secret": 1, "method_not_registered": 1}
    register(relying_party.provider, relying_party.client)
    clock.advance(30 * DAY)
    assert refused(browser, form, "invalid_client") == "client authentication failed"
    assert told(relying_party) == {"secret_ended": 1}


def test_a_signed_proof_that_is_not_good_and_a_closed_door_are_told(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    provider = relying_party.provider
    method = AuthenticationMethod.CLIENT_SECRET_JWT
    register(provider, replace(relying_party.client, token_endpoint_auth_method=method))
    claims = b64encode(json.dumps({"sub": relying_party.client.id}).encode()).decode().rstrip("=")
    form = {
        "grant_type": "client_credentials",
        "client_assertion": f"e30.{claims}.AAAA",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    refused(browser, form, "invalid_client")
    with provider.database.writing() as tx:
        disable_client(tx, relying_party.client.id, disabled=True, now=provider.clock.seconds())
    provider.directory.clients.forget()
    refused(browser, form, "invalid_client")
    assert browser.get("/authorize", query_string=relying_party.asks).status_code == 400
    assert told(relying_party) == {"wrong_assertion": 1, "disabled": 2}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "invented"}, "code_unknown"),
        ({"redirect_uri": "https://other.example.org/cb"}, "redirect_uri_differs"),
        ({"code_verifier": "x" * 43}, "verifier_differs"),
    ],
)
def test_a_code_that_is_not_for_this_request(
    relying_party: RelyingParty, browser: FlaskClient, changes: dict[str, str], reason: str
) -> None:
    form = asked(relying_party, code=relying_party.code())
    refused(browser, {**form, **changes}, "invalid_grant")
    assert told(relying_party) == {reason: 1}
    if reason != "code_unknown":
        # The transaction that refused is none of it: the code is as good as before.
        assert browser.post("/token", data=form).status_code == 200


def test_a_code_that_is_over_or_another_s(
    relying_party: RelyingParty, browser: FlaskClient, clock: TestClock
) -> None:
    form = asked(relying_party, code=relying_party.code())
    assert browser.post("/token", data=form).status_code == 200
    refused(browser, form, "invalid_grant")
    late = asked(relying_party, code=relying_party.code())
    clock.advance(11 * MINUTE)
    refused(browser, late, "invalid_grant")
    assert told(relying_party) == {"code_used": 1, "code_expired": 1}
    other = replace(relying_party.client, id=ClientId("other"))
    party = replace(
        relying_party, client=other, secret=register(relying_party.provider, other).secret
    )
    refused(browser, {**late, "client_id": "other", "client_secret": party.secret}, "invalid_grant")
    assert told(party) == {"code_of_another": 1}


def test_a_grant_that_it_is_not_registered_for_and_a_bad_refresh_token(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    refused(browser, asked(relying_party, grant_type="client_credentials"), "unauthorized_client")
    form = asked(relying_party, grant_type="refresh_token", refresh_token="no")
    refused(browser, form, "invalid_grant")
    assert told(relying_party) == {"grant_not_registered": 1, "refresh_token_refused": 1}


def test_the_page_for_a_wrong_address_names_the_line_in_the_log(
    relying_party: RelyingParty, browser: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = {**relying_party.asks, "redirect_uri": "https://marie.example.org/"}
    with caplog.at_level(logging.INFO, "idp"):
        lines = _logged(browser, wrong)
    assert {"client_id": relying_party.client.id, "reason": "redirect_uri_differs"}.items() <= (
        lines[0].items()
    )
    assert told(relying_party) == {"redirect_uri_differs": 1}
    with caplog.at_level(logging.INFO, "idp"):
        lines = _logged(browser, {**wrong, "client_id": "marie"})
    assert lines[0]["code"] == "PRV-CLIENT-UNKNOWN"


def _logged(browser: FlaskClient, query: dict[str, str]) -> list[dict[str, object]]:
    """Return the lines that the page's reference leads to, as they are written."""
    written: list[dict[str, object]] = []
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    handler.emit = lambda record: written.append(json.loads(handler.format(record)))  # type: ignore[method-assign]
    logging.getLogger("idp").addHandler(handler)
    try:
        page = browser.get("/authorize", query_string=query)
    finally:
        logging.getLogger("idp").removeHandler(handler)
    assert page.status_code == 400
    reference = re.search(r'référence <span class="typed">([^<]+)<', page.text)
    assert reference
    assert "marie" not in json.dumps(written)
    return [each for each in written if each["request_id"] == reference[1]]


def test_the_reference_on_the_page_is_looked_up_for_the_last_refusal_of_a_day(
    browser: FlaskClient, relying_party: RelyingParty
) -> None:
    provider, client = relying_party.provider, relying_party.client
    query = {
        "client_id": client.id,
        "redirect_uri": "https://elsewhere.example.org/cb",
        "response_type": "code",
    }

    def reference() -> str:
        page = browser.get("/authorize", query_string=query)
        found = re.search(r'référence <span class="typed">([^<]+)<', page.text)
        assert found is not None
        return found[1]

    def looked_up(text: str) -> FoundRefusalResponse:
        found: FoundRefusalResponse = provider.administration.actions.do(
            OPERATOR, PortalSectionActions.find_refusal, WhichRefusal(reference=text)
        )
        return found

    first = reference()
    assert (looked_up(first).client_id, looked_up(first).reason) == (
        client.id,
        "redirect_uri_differs",
    )
    last = reference()
    assert looked_up(last).text.startswith("The redirect_uri")
    with pytest.raises(Unknown):
        looked_up(first)
    assert (
        f'<span class="typed">{last}</span>'
        in colleague_of(provider, "operator").see(f"/admin/portails/{client.id}").text
    )


def test_a_flood_writes_little_and_loses_nothing(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    provider, client_id = relying_party.provider, relying_party.client.id
    for _ in range(200):
        provider.directory.refusals.note(Refusal(client_id, RefusalReason.WRONG_SECRET), None)
    assert told(relying_party) == {"wrong_secret": 60}
    clock.advance(MINUTE)
    provider.directory.refusals.note(Refusal(client_id, RefusalReason.CODE_USED), None)
    assert told(relying_party) == {"wrong_secret": 200, "code_used": 1}
    provider.directory.refusals.note(Refusal(ClientId("gone"), RefusalReason.CODE_USED), None)
    with provider.database.reading() as tx:
        assert sorted(tx.rows(ROWS)) == [1, 200]


def test_it_is_kept_for_a_week(relying_party: RelyingParty, clock: TestClock) -> None:
    provider = relying_party.provider
    refusal = Refusal(relying_party.client.id, RefusalReason.WRONG_SECRET)
    for _ in range(2):
        provider.directory.refusals.note(refusal, None)
        clock.advance(DAY)
    with provider.database.reading() as tx:
        assert tx.rows(ROWS) == [1, 1]
    clock.advance(6 * DAY)
    Purge(database=provider.database, clock=clock).run_once()
    with provider.database.reading() as tx:
        assert tx.rows(ROWS) == []
    assert told(relying_party) == {}
