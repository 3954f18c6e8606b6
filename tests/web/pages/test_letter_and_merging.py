"""The pages of an activation letter, and of two accounts that become one."""

import pytest

from tests.children.test_letters import WRONG, prepare
from tests.conftest import Parent, make_parent
from tests.databases import on_one_database
from tests.registry.conftest import Import, import_lines, line
from tests.web.pages.person import Person

__all__ = ["import_lines"]

pytestmark = on_one_database
OTHER = "m.tremblay@exemple.quebec"


def test_a_letter_on_the_way_to_a_portal_leads_to_the_child_and_back(
    person: Person, parent: Parent, journey: str, import_lines: Import
) -> None:
    import_lines([line(address=WRONG)])
    code = prepare(person.provider).code
    person.sign_in(parent.address, parent.password, journey=journey)
    person.send(organisation="887000", number="1234567")
    assert person.codes == ["PRV-CHILD-NO-MATCH"]
    assert f"/lettre?journey={journey}" in person.text

    person.open(f"/lettre?journey={journey}")
    person.send(code=code.lower())

    assert person.path == "/enfant"
    person.send(organisation="887000", number="1234567")
    assert person.shown.headers["Location"].startswith("https://portal.example.org/cb?")


def test_a_code_that_a_link_brought_waits_for_the_sign_in_and_for_the_button(
    person: Person, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(address=WRONG)])
    code = prepare(person.provider).code
    person.open(f"/lettre?code={code}")
    assert 'name="code"' not in person.text
    signing_in = person.text.partition('href="/connexion?')[2].partition('"')[0]
    assert code[:4] in signing_in

    person.open(f"/connexion?{signing_in}")
    person.send(address=parent.address, password=parent.password)

    assert person.path == "/lettre"
    assert f'value="{code[:4]}-' in person.text
    person.send(code=code)
    assert person.path == "/compte/enfants"


@pytest.mark.parametrize(
    "back", ["/lettre?code=https://evil.example", "/lettre?x=1", "//evil.example/lettre?code=1"]
)
def test_a_sign_in_leads_back_to_the_letter_alone(
    person: Person, parent: Parent, back: str
) -> None:
    person.open("/connexion?return_to=" + back.replace("?", "%3F"))
    person.send(address=parent.address, password=parent.password)
    assert person.where in {"/lettre", "/compte"}


def test_a_letter_that_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    person: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, parent.password)
    person.open("/lettre")
    person.send(code="7K3M-Q9TX-2WPA")
    assert (person.shown.status_code, person.codes) == (422, ["PRV-LETTER-UNKNOWN"])
    assert 'value="7K3M-Q9TX-2WPA"' in person.text
    person.send(code="7K3M-Q9TX-2WPA", address="somebody-elses")
    assert person.codes == ["PRV-LETTER-ADDRESS"]


def test_two_accounts_become_one_by_a_code_to_the_other(person: Person, parent: Parent) -> None:
    make_parent(person.provider, OTHER)
    person.sign_in(parent.address, parent.password).confirm()
    person.open("/compte/reunion")
    person.send(action="begin", address=OTHER)
    assert person.path == "/code"
    person.send(code=person.email_code)
    assert person.path == "/compte/reunion"
    assert OTHER in person.text

    person.send(action="merge")

    assert person.path == "/compte"
    assert OTHER in person.text
    assert person.send("/compte/reunion", action="merge").codes == ["PRV-PROOF-GONE"]


def test_whether_an_address_has_an_account_shows_only_after_its_code(
    person: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, parent.password).confirm()
    person.open("/compte/reunion")
    person.send(action="begin", address="personne@exemple.quebec")
    assert person.path == "/code"
    person.send(code=person.email_code)
    assert person.codes == ["PRV-MERGE-NONE"]


def test_joining_needs_somebody_who_signed_in_lately(person: Person, parent: Parent) -> None:
    assert person.open("/compte/reunion").path == "/connexion"
    person.sign_in(parent.address, parent.password)
    person.provider.clock.advance(minutes=16)  # type: ignore[attr-defined]
    assert person.open("/compte/reunion").path == "/connexion"
