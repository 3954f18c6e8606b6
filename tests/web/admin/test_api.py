"""The REST API: who is let in, what is refused and how, and the document that describes it."""

from flask.testing import FlaskClient
from openapi_spec_validator import validate

from idp.administration.actor import every_scope
from idp.limits.names import PERSON_WRITTEN_TO
from idp.wiring import Provider
from tests.conftest import Parent
from tests.support_actions import WHY
from tests.web.admin.conftest import API, MakeProgram

INVITED = {"name": "Luc Roy", "address": "luc.roy@exemple.quebec", "roles": ["support"]}


def test_a_stranger_is_refused_at_every_path(provider: Provider, browser: FlaskClient) -> None:
    for action in provider.administration.actions.declared:
        path = API + action.path.replace("{", "").replace("}", "")
        answer = browser.open(path, method=action.method)
        assert (action.name, answer.status_code) == (action.name, 401)
    assert browser.get(f"{API}/nowhere").status_code == 401


def test_a_token_without_the_scope_is_refused(
    provider: Provider, make_program: MakeProgram
) -> None:
    program = make_program(["parvis.admin.audit.read"])
    for action in provider.administration.actions.declared:
        if (str(action.area), action.changes) == ("audit", False):
            continue
        path = action.path.replace("{", "").replace("}", "")
        answer = program.call(action.method, path)
        assert (action.name, answer.status_code) == (action.name, 403)


def test_a_program_does_what_its_scope_allows_and_is_recorded(make_program: MakeProgram) -> None:
    program = make_program(every_scope())

    invited = program.call("POST", "/administrators", json=INVITED)
    listed = program.call("GET", "/administrators")

    assert invited.json is not None
    assert listed.json is not None
    assert "/admin/invitation?token=" in invited.json["invitation_uri"]
    assert [each["name"] for each in listed.json["administrators"]] == ["Luc Roy"]
    assert listed.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in listed.headers


def test_what_is_wrong_is_told_at_its_member_and_nothing_is_done(make_program: MakeProgram) -> None:
    program = make_program(every_scope())
    wrong = {
        "name": {**INVITED, "name": 3},
        "address": {**INVITED, "address": "nobody"},
        "is_owner": {**INVITED, "is_owner": True},
        "roles": {"name": "Luc Roy", "address": "luc.roy@exemple.quebec"},
    }
    for field, body in wrong.items():
        answer = program.call("POST", "/administrators", json=body)
        assert answer.status_code == 422
        assert answer.json is not None
        assert answer.json["field"] == field
        assert answer.mimetype == "application/problem+json"
    assert program.call("POST", "/administrators", data="{").status_code == 422
    assert program.call("PUT", "/administrators/x/roles", json={"id": "y"}).status_code == 422
    assert program.call("POST", "/administrators/x/disable").status_code == 404
    assert program.call("GET", "/nowhere").status_code == 404
    listed = program.call("GET", "/administrators").json
    assert listed == {"administrators": []}


def test_moments_are_told_to_programs_in_utc(
    provider: Provider, make_program: MakeProgram, parent: Parent
) -> None:
    program = make_program(every_scope())
    kid = provider.keys.active("ES256").kid
    assert program.call("POST", f"/keys/{kid}/retire", json={"early": True}).status_code == 200

    kept = program.call("POST", f"/keys/{kid}/remove", json={})
    sent = [
        program.call("POST", "/people/send-reset", json={"who": parent.address, **WHY})
        for _ in range(PERSON_WRITTEN_TO.allowed + 1)
    ]

    assert (kept.status_code, sent[-1].status_code) == (422, 429)
    assert kept.json is not None
    assert kept.json["detail"] == (
        f"Tokens that {kid} signed may be alive until 2026-11-24 12:05 UTC."
    )
    assert sent[-1].json is not None
    assert sent[-1].json["detail"] == "Too many tries. Try again from 2026-11-24 at 00:00 UTC."


def test_the_document_is_valid_and_holds_every_action(
    provider: Provider, browser: FlaskClient
) -> None:
    document = browser.get(f"{API}/openapi.json").json
    assert document is not None

    validate(document)
    described = {
        (method.upper(), path.removeprefix(API), operation["operationId"])
        for path, at in document["paths"].items()
        for method, operation in at.items()
    }
    declared = {
        (each.method, each.path, each.name) for each in provider.administration.actions.declared
    }
    assert described == declared
