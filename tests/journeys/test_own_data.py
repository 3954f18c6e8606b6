"""What is kept of an account: all of it in the file, and nothing of it after the end."""

import json
from pathlib import Path
from typing import Any

from idp.accounts.sealed_address import address_hash
from idp.authenticators import Holder, Realm
from idp.clock import DAY
from idp.normalisation.address import parse_address
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.journeys.full_account import columns, fill, naming
from tests.relying_party import RelyingParty
from tests.web.conftest import neighbour, person
from tests.web.pages.person import Person

__all__ = ["neighbour", "person"]

PAGE = "/compte/donnees"
IN_THE_FILE = {
    "account": "account",
    "account_browser": "browsers",
    "account_details": "details",
    "address": "addresses",
    "address_proof": "address_proofs",
    "audit_event": "activity",
    "authenticator_app": "ways_to_sign_in",
    "authorization_grant": "portal_access",
    "browser_session": "sessions",
    "child_link": "children",
    "consent": "consents",
    "imported_account": "former_accounts",
    "imported_address": "former_accounts",
    "outbox": "messages",
    "passkey": "ways_to_sign_in",
    "portal_session": "portal_access",
    "recovery_code": "ways_to_sign_in",
    "upstream_link": "ways_to_sign_in",
}
LEFT_OUT = {
    "administrator": "no account: its address is its own",
    "activation_letter": "the school's, as the file that it corrects; its use is in `activity`",
    "approval_request": "a question of a portal that waits for minutes",
    "child_offer": "that the page of the child was passed over, kept for a month",
    "daily_count": "how often something happened in a day: its `subject` is no person",
    "former_subject": "a name from before at a portal, sealed, which says no more than `account`",
    "guardian_contact": "the school's file on the child, which the school gives access to",
    "pending_sign_in": "a sign-in between two factors, kept for minutes",
    "past_address": "an address that was given up: `activity` says when",
    "past_link": "a child that was taken off: `activity` says when",
    "issued_claim": "that a token told a portal of `children`, without a name: for auditors",
    "last_holder": "only of closed accounts, whose owner is not signed in",
    "portal_delivery": "that a portal was told of what `activity` says, kept for days",
    "portal_signal": "the same, for seconds",
    "signal_stream_silence": "a portal's own wish, under the portal's name for the person",
}
NAMES_OF_A_PERSON = {"account_id", "holder_id", "subject", "used_by", "address_hash"}
NAMES_OF_A_PERSON |= {"recipient_hash", "listed_hash", "claimed_by"}


def download(person: Person) -> dict[str, Any]:
    person.open(PAGE)
    answer = person.post(PAGE, data=person.form())
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="parvis-')
    assert answer.mimetype == "application/json"
    content: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    return content


@on_one_database
def test_every_table_that_names_a_person_is_in_the_file_or_left_out_for_a_reason(
    provider: Provider,
) -> None:
    with provider.database.reading() as tx:
        naming_somebody = {table for table, name, _ in columns(tx) if name in NAMES_OF_A_PERSON}
    assert naming_somebody | {"account"} == IN_THE_FILE.keys() | LEFT_OUT.keys()
    assert not IN_THE_FILE.keys() & LEFT_OUT.keys()


def test_the_file_holds_something_of_every_room(
    person: Person, parent: Parent, relying_party: RelyingParty
) -> None:
    person.sign_in(parent.address, parent.password)
    fill(person.provider, parent, relying_party)
    person.confirm().open("/compte/adresses").send(action="add", address="seconde@exemple.quebec")
    content = download(person)
    assert (content["format"], content["version"]) == ("parvis-account-export", 1)
    assert all(content[section] for section in IN_THE_FILE.values())
    assert content["account"][0]["id"] == parent.account.id
    assert content["addresses"][0]["address"] == parent.address
    assert content["children"][0]["name"] == "Léa Tremblay"
    assert {each["kind"] for each in content["ways_to_sign_in"]} == {
        *("identity", "passkey", "authenticator_app")
    }
    assert content["former_accounts"][0]["subject"] == "oid-1"
    assert content["former_accounts"][0]["children"] == [["887000", "2045241"]]
    assert content["consents"][0]["portal"] == "Portail"
    assert content["activity"][0]["kind"] == "data_exported"
    assert "add_address" in {each["purpose"] for each in content["address_proofs"]}
    assert messages_in_outbox(person.provider, "data_exported")
    page = (Path(__file__).parents[2] / "docs" / "account-export.md").read_text("utf-8")
    lists = {name: each for name, each in content.items() if isinstance(each, list)}
    members = {name for section in lists.values() for told in section for name in told}
    events = {"count", "methods", "device", "added", "linked_by"}  # what an event says of its own
    assert [name for name in sorted({*lists, *members} - events) if f"`{name}`" not in page] == []


def test_nothing_in_the_file_opens_anything(
    person: Person, parent: Parent, relying_party: RelyingParty
) -> None:
    tokens = relying_party.tokens(scope="openid offline_access")
    person.sign_in(parent.address, parent.password)
    fill(person.provider, parent, relying_party)
    session = person.client.get_cookie("parvis-session", domain="127.0.0.1")
    assert session is not None
    written = json.dumps(download(person))
    with person.provider.database.reading() as tx:
        stored = person.provider.directory.accounts.password_of(tx, parent.account.id)
    for secret in (stored, session.value, tokens["refresh_token"], parent.password):
        assert secret is not None
        assert secret not in written
    for word in ("hash", "sealed", "secret", "sid", "nonce"):
        assert f'"{word}' not in written


def test_the_file_needs_a_recent_password_and_is_not_made_all_day(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    for _ in range(5):
        download(person)
    assert person.open(PAGE).send().codes == ["PRV-TOO-MANY"]
    clock.advance(minutes=16)
    assert person.send().path == "/connexion"


@on_one_database
def test_nothing_names_an_erased_account_but_the_record(
    person: Person, parent: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    provider = person.provider
    person.sign_in(parent.address, parent.password)
    fill(provider, parent, relying_party)
    with provider.database.writing() as tx:
        provider.directory.accounts.close(tx, parent.account.id, erase_at=clock.now + DAY)
    clock.advance(DAY)
    assert provider.closing.erase_accounts.erase_due(1) == 1
    about = address_hash(provider.vault, parse_address(parent.address))
    # What is about to be told to portals, or was, goes in days.
    soon = {"portal_signal", "last_holder"}
    assert {*naming(provider, parent.account.id, about)} - soon == {"account", "audit_event"}
    with provider.database.reading() as tx:
        enrolled_factors = provider.directory.authenticators.enrolled_factors(
            tx, Holder(Realm.ACCOUNT, parent.account.id)
        )
    assert (enrolled_factors.passkeys, enrolled_factors.has_app) == (0, False)
    clock.advance(2 * DAY)
    Purge(database=provider.database, clock=clock).run_once()
    assert "last_holder" not in {*naming(provider, parent.account.id)}
