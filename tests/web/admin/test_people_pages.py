"""The pages of support: a reason for each look, nothing personal in an address, no other role."""

import re

import pytest

from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.children.test_letters import WRONG
from tests.conftest import Parent, make_parent
from tests.databases import on_one_database
from tests.registry.conftest import Import, import_lines, line
from tests.web.admin.conftest import MakeColleague

__all__ = ["import_lines"]

pytestmark = on_one_database
PEOPLE, LETTERS = "/admin/personnes", "/admin/personnes/lettres"
WHY = {"reason": "call"}


def test_a_person_is_found_by_one_address_and_shown_masked(
    parent: Parent, import_lines: Import, make_colleague: MakeColleague
) -> None:
    import_lines([line()])
    support = make_colleague("support")
    shown = support.send(PEOPLE, action="find", who=parent.address, **WHY)
    assert shown.status_code == 200
    assert parent.account.id in shown.text
    assert "m•••@e•••.quebec" in shown.text
    for look in ("explain", "mail"):
        answer = support.send(PEOPLE, action=look, who=parent.address, **WHY)
        assert (look, answer.status_code) == (look, 200)


def test_without_a_reason_nothing_is_shown_and_what_was_typed_stays(
    parent: Parent, make_colleague: MakeColleague
) -> None:
    support = make_colleague("support")
    refused = support.send(PEOPLE, action="find", who=parent.address)
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert f'value="{parent.address}"' in refused.text
    assert parent.account.id not in refused.text
    bad = support.send(PEOPLE, action="find", who=parent.address, **WHY, reference="Tremblay")
    assert 'id="reference-error"' in bad.text


def test_an_address_in_the_address_of_the_page_finds_nobody(
    parent: Parent, make_colleague: MakeColleague
) -> None:
    support = make_colleague("support")
    shown = support.see(f"{PEOPLE}?who={parent.address}&reason=call&action=find")
    assert parent.account.id not in shown.text


@pytest.mark.parametrize("role", ["operator", "registry", "auditor"])
def test_no_other_role_looks_or_helps_or_prints(
    parent: Parent, make_colleague: MakeColleague, role: str
) -> None:
    other = make_colleague(role)
    for path, fields in (
        (PEOPLE, {"action": "find", "who": parent.address}),
        (PEOPLE, {"action": "disable", "who": parent.account.id}),
        (LETTERS, {"organisation": "887000", "number": "1234567", "listed": WRONG}),
        (LETTERS, {"action": "revoke", "id": "x"}),
    ):
        answer = other.send(path, **fields, **WHY)
        assert (answer.status_code, parent.account.id in answer.text) == (403, False), fields


def test_a_parent_is_helped_by_buttons_beside_what_was_found(
    provider: Provider, parent: Parent, make_colleague: MakeColleague
) -> None:
    support = make_colleague("support")
    other = make_parent(provider, "m.tremblay@exemple.quebec")
    for action in ("send_reset", "end_sessions", "disable", "enable"):
        answer = support.send(PEOPLE, action=action, who=parent.account.id, **WHY)
        assert (action, answer.status_code) == (action, 200)
    merged = support.send(
        PEOPLE, action="invite_merge", who=parent.account.id, other=other.address, **WHY
    )
    assert merged.status_code == 200
    assert len(messages_in_outbox(provider, "merge_invited")) == 2
    assert support.send(PEOPLE, action="merge", who=parent.account.id, **WHY).status_code == 422
    assert support.send(PEOPLE, action="disable", who="nobody", **WHY).status_code == 404


def test_a_letter_is_printed_once_listed_and_withdrawn(
    import_lines: Import, make_colleague: MakeColleague
) -> None:
    import_lines([line(address=WRONG)])
    support = make_colleague("support")
    wanted = {"organisation": "887000", "number": "1234567", "listed": WRONG}
    paper = support.send(LETTERS, action="prepare", **wanted, **WHY)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", paper.text)
    assert code is not None
    assert 'src="data:image/svg+xml' in paper.text
    assert not any(each in paper.text for each in (WRONG, "1234567", "Tremblay"))
    for said in ("que le CSS 887000 a pour vous", "Au parent ou tuteur", "Référence de la lettre"):
        assert said in paper.text

    listed = support.see(LETTERS)
    assert code[0] not in listed.text
    letter_id = re.search(r'name="id" value="([^"]+)"', listed.text)
    assert letter_id is not None
    taken = support.send(LETTERS, action="revoke", id=letter_id[1], **WHY)
    assert taken.headers["Location"] == f"{LETTERS}?notice=letter_revoked"
    again = support.send(LETTERS, action="revoke", id=letter_id[1], **WHY)
    assert again.status_code == 404
    nothing = support.send(LETTERS, action="prepare", **{**wanted, "number": "7654321"}, **WHY)
    assert (nothing.status_code, 'value="7654321"' in nothing.text) == (422, True)
