"""What support sees and does: with a reason that is recorded, and nothing that opens an account."""

import json
from typing import Any

import pytest

from idp.accounts import NewSession
from idp.accounts.acr import ACR_PASSWORD
from idp.administration.people.letters import PeopleLetters
from idp.administration.people.looking import PeopleLooks
from idp.children import SchoolStatus
from idp.children.conditions import ChildCondition
from idp.clock import DAY
from idp.errors import PersonError, Refused, Unknown
from idp.storage import Statement
from idp.wiring import Provider
from tests.accounts.letters import codes_in_outbox, deliver_everything, messages_in_outbox
from tests.acting import acting
from tests.children.test_facts import confirm
from tests.conftest import Parent, make_parent
from tests.databases import on_one_database
from tests.registry.conftest import Import, import_lines, line
from tests.support_actions import SUPPORT
from tests.support_actions import support as do

__all__ = ["import_lines"]

RECORD = Statement("SELECT kind, actor, subject, details FROM audit_event ORDER BY id")
WRONG = "marie.trembley@exemple.quebec"


def recorded(provider: Provider, kind: str) -> list[tuple[str | None, dict[str, Any]]]:
    with provider.database.reading() as tx:
        rows = tx.rows(RECORD)
    return [(row[2], json.loads(row[3])) for row in rows if row[:2] == (kind, SUPPORT.name)]


def sign_in(provider: Provider, parent: Parent) -> str:
    with provider.database.writing() as tx:
        return provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, parent.account.id),
            NewSession(amr=("pwd",), acr=ACR_PASSWORD, device="Firefox"),
            replacing=None,
        ).token


def is_signed_in(provider: Provider, token: str) -> bool:
    with provider.database.reading() as tx:
        return provider.directory.sessions.find(tx, token) is not None


def test_an_account_is_found_by_one_whole_address_or_by_its_id(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    by_address = do(provider, "find", who=parent.address.upper())
    assert by_address.person.id == parent.account.id
    assert by_address.on_file
    assert by_address.person.status is SchoolStatus.NO_CHILD_CONFIRMED
    assert [each.masked for each in by_address.person.addresses] == ["m•••@e•••.quebec"]
    assert do(provider, "find", who=parent.account.id).person == by_address.person
    for part in ("marie.tremblay", "tremblay@exemple.quebec"):
        assert do(provider, "find", who=part).person is None


def test_every_look_is_recorded_with_its_reason_and_no_personal_data(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    do(provider, "find", who=parent.address)
    do(provider, "find", who="personne@exemple.quebec")
    do(provider, "explain", who=parent.address, organisation="887000", number="1234567")
    do(provider, "mail", who=parent.address)
    looks = recorded(provider, "account_looked_at")
    assert [(who, look["what"]) for who, look in looks] == [
        (parent.account.id, "find"),
        (None, "find"),
        (parent.account.id, "explain"),
        (parent.account.id, "mail"),
    ]
    assert {look["reference"] for _, look in looks} == {"INC-20431"}
    with provider.database.reading() as tx:
        everything = json.dumps(tx.rows(RECORD))
    assert not any(each in everything for each in ("@", "1234567", "Tremblay"))


@on_one_database
@pytest.mark.parametrize(
    "why",
    [
        {},
        {"reason": "curious"},
        {"reason": "ticket"},
        {"reason": "call", "reference": "Marie Tremblay"},
        {"reason": "call", "reference": "TREL71531400"},
        {"reason": "call", "reference": "1234567"},
        {"reason": "call", "reference": "a@b.ca"},
    ],
)
def test_nobody_looks_without_a_reason_or_with_a_name_in_it(
    provider: Provider, parent: Parent, why: dict[str, str]
) -> None:
    def look() -> None:
        asked = provider.administration.actions.read(
            SUPPORT, PeopleLooks.find, {"who": parent.address, **why}
        )
        provider.administration.actions.do(SUPPORT, PeopleLooks.find, asked)

    with pytest.raises(Refused) as refused:
        look()
    assert refused.value.field in {"reason", "reference"}
    assert recorded(provider, "account_looked_at") == []


@on_one_database
def test_a_whole_board_cannot_be_looked_at(provider: Provider) -> None:
    for number in range(300):
        do(provider, "find", who=f"parent{number}@exemple.quebec")
    with pytest.raises(PersonError, match="PRV-TOO-MANY"):
        do(provider, "find", who="parent300@exemple.quebec")


def test_the_condition_that_fails_is_told_for_each_address_and_for_one_child(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    child = {"organisation": "887000", "number": "1234567"}

    def condition(**members: str) -> object:
        (address,) = do(provider, "explain", who=parent.address, **{**child, **members}).addresses
        return address.child

    import_lines([line(address=WRONG)])
    with pytest.raises(PersonError):
        confirm(provider, parent)
    explained = do(provider, "explain", who=parent.address, **child)
    assert explained.status is SchoolStatus.NOT_ON_FILE
    assert [each.kind for each in explained.tries] == ["child_refused"]
    assert condition() is ChildCondition.NOT_ON_FILE
    import_lines([line(allowed="non")])
    assert condition() is ChildCondition.NO_ACCESS
    import_lines([line(), line("7654321", WRONG, code="TREX71531400")])
    assert condition() is ChildCondition.NOT_CONFIRMED
    assert condition(number="7654321") is ChildCondition.NOT_ON_FILE
    confirm(provider, parent)
    assert condition(number="TREL71531400") is ChildCondition.LINKED
    assert do(provider, "explain", who=parent.address).addresses[0].child is None


@on_one_database
@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"who": "a@b@c"}, "who"),
        ({"number": "1234567"}, "organisation"),
        ({"organisation": "887000"}, "number"),
        ({"organisation": "887000", "number": "12"}, "number"),
        ({"who": ""}, "who"),
    ],
)
def test_what_is_wrong_is_named(
    provider: Provider, parent: Parent, members: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        do(provider, "explain", **{"who": parent.address, **members})
    assert refused.value.field == field


def test_the_fate_of_the_mail_is_told_without_an_account_too(
    provider: Provider, parent: Parent
) -> None:
    provider.clock.advance(5)  # type: ignore[attr-defined]
    deliver_everything(provider)
    (message,) = do(provider, "mail", who=parent.account.id).messages
    assert (message.kind, message.state, message.delay_seconds) == ("account_created", "sent", 5)
    assert do(provider, "mail", who="personne@exemple.quebec").messages == ()
    with pytest.raises(Unknown):
        do(provider, "mail", who="no-such-id")


@on_one_database
def test_a_reset_goes_to_the_addresses_of_the_account_and_opens_nothing(
    provider: Provider, parent: Parent
) -> None:
    do(provider, "send_reset", who=parent.account.id)
    (text,) = messages_in_outbox(provider, "reset_invited")
    assert "/mot-de-passe-oublie" in text
    assert codes_in_outbox(provider) == []
    for _ in range(4):
        do(provider, "send_reset", who=parent.account.id)
    with pytest.raises(PersonError, match="PRV-TOO-MANY"):
        do(provider, "send_reset", who=parent.account.id)
    assert recorded(provider, "account_helped")[0][1]["what"] == "send_reset"


@on_one_database
def test_a_disabled_account_is_signed_out_everywhere(provider: Provider, parent: Parent) -> None:
    token = sign_in(provider, parent)
    do(provider, "disable", who=parent.address)
    assert not is_signed_in(provider, token)
    assert do(provider, "find", who=parent.address).person.disabled
    with pytest.raises(Refused, match=r"people\.disabled"):
        do(provider, "send_reset", who=parent.address)
    do(provider, "enable", who=parent.address)
    assert not do(provider, "find", who=parent.address).person.disabled
    with provider.database.writing() as tx:
        provider.directory.accounts.close(
            tx, parent.account.id, erase_at=provider.clock.seconds() + DAY
        )
    assert do(provider, "find", who=parent.address).person.closed
    with pytest.raises(Refused, match=r"people\.not_disabled"):
        do(provider, "enable", who=parent.address)


@on_one_database
def test_all_sessions_end_at_once(provider: Provider, parent: Parent) -> None:
    tokens = [sign_in(provider, parent), sign_in(provider, parent)]
    assert do(provider, "end_sessions", who=parent.address).sessions == 2
    assert not any(is_signed_in(provider, token) for token in tokens)


@on_one_database
def test_a_merge_is_only_proposed_to_both(provider: Provider, parent: Parent) -> None:
    other = make_parent(provider, "m.tremblay@exemple.quebec")
    do(provider, "invite_merge", who=parent.address, other=other.address)
    assert len(messages_in_outbox(provider, "merge_invited")) == 2
    assert [who for who, _ in recorded(provider, "account_helped")] == [
        parent.account.id,
        other.account.id,
    ]
    assert do(provider, "find", who=other.address).person.id == other.account.id
    with pytest.raises(Refused, match=r"people\.same"):
        do(provider, "invite_merge", who=parent.address, other=parent.account.id)


@on_one_database
def test_authenticators_are_taken_away_and_their_owner_is_told(
    provider: Provider, parent: Parent
) -> None:
    do(provider, "reset_authenticators", who=parent.account.id)
    assert recorded(provider, "authenticators_removed")
    found = do(provider, "find", who=parent.account.id).person
    assert (found.passkeys, found.has_app) == (0, False)


def test_a_letter_is_prepared_listed_and_taken_back(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(address=WRONG)])
    made = do(provider, "prepare_letter", organisation="887000", number="1234567", listed=WRONG)
    assert made.uri.endswith(f"/lettre?code={made.code}")
    with provider.database.reading() as tx:
        (address,) = provider.directory.addresses.of_account(tx, parent.account.id)
    provider.directory.letters.use(
        acting(provider),
        account_id=parent.account.id,
        address_id=address.id,
        typed=made.code,
        network="192.0.2.1",
    )
    (response,) = provider.administration.actions.do(
        SUPPORT,
        PeopleLetters.list,
        provider.administration.actions.read(SUPPORT, PeopleLetters.list, {}),
    ).letters
    assert (response.state, response.used_by, response.prepared_by) == (
        "used",
        parent.account.id,
        SUPPORT.name,
    )
    do(provider, "revoke_letter", id=made.id)
    with pytest.raises(Unknown):
        do(provider, "revoke_letter", id=made.id)
    assert recorded(provider, "letter_revoked")[0][0] == parent.account.id


@on_one_database
def test_a_letter_that_is_refused_is_recorded_too(provider: Provider, import_lines: Import) -> None:
    import_lines([line()])
    with pytest.raises(Refused, match=r"people\.letter_contact"):
        do(provider, "prepare_letter", organisation="887000", number="1234567", listed=WRONG)
    ((_, event),) = recorded(provider, "letter_prepared")
    assert event["letter_id"] is None


def test_a_letter_needs_a_fresh_proof_of_who_prepares_it() -> None:
    assert PeopleLetters.prepare.needs_fresh
    assert not PeopleLooks.find.needs_fresh
