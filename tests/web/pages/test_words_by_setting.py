"""Sentences that depend on a setting, read under another one."""

import pytest
from msgspec.structs import replace

from idp.app import create_app
from idp.settings.registry import RegistrySettings
from idp.wiring import build
from tests.administration.test_retention import set_days
from tests.conftest import Parent, Portal, TestClock
from tests.databases import on_one_database
from tests.web.conftest import begin_journey
from tests.web.pages.person import Person

pytestmark = on_one_database
SAID = {
    "organisation": ("Un seul numéro suffit", "Un numéro suffit par centre"),
    "each": ("chacun par son numéro", "Chaque enfant se confirme par son propre numéro"),
}


@pytest.mark.parametrize("confirm", ["organisation", "each"])
def test_one_number_is_enough_only_where_it_confirms_every_child(
    person: Person, portal: Portal, parent: Parent, clock: TestClock, confirm: str
) -> None:
    assert portal.client.id == "portal"
    settings = replace(person.provider.settings, registry=RegistrySettings(confirm=confirm))
    provider = build(settings, clock)
    there = Person(create_app(provider), provider)
    there.sign_in(parent.address, parent.password, journey=begin_journey(there))
    shown = (there.text, there.open("/compte/enfants").text)

    for setting, sentences in SAID.items():
        for page, sentence in zip(shown, sentences, strict=True):
            assert (sentence in page) is (setting == confirm)
    provider.database.close()


@pytest.mark.parametrize("days", [7, 60])
def test_how_long_a_closed_account_can_be_opened_again_is_what_administrators_set(
    person: Person, parent: Parent, days: int
) -> None:
    set_days(person.provider, "closed_account", days)
    person.sign_in(parent.address, parent.password).open("/compte")

    assert f"Vous aurez {days}\u00a0jours pour changer d’idée" in person.text
