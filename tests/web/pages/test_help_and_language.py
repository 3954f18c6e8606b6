"""The support message, and the language switch."""

import io

import pytest
from msgspec.structs import replace

from idp.clients import LanguagePolicy
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, Portal, register
from tests.web.conftest import begin_journey
from tests.web.pages.person import Person
from tests.web_application import answer_to

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100_000
MESSAGE = "Le numéro de fiche 1234567 et le code TREL 7153 1400 ne marchent pas."


def test_the_message_holds_the_six_facts_and_no_number(person: Person, journey: str) -> None:
    person.open(f"/aide?from=%2Fenfant&error_code=PRV-CHILD-NO-MATCH&journey={journey}")
    typed = {"address": "marie@exemple.quebec", "child_name": "Léa", "message": MESSAGE}
    picture = (io.BytesIO(PNG), "secret-name.png")

    response = person.post(
        person.where,
        data=person.form() | {"error_code": "PRV-CHILD-NO-MATCH"} | typed | {"screenshot": picture},
        headers={"User-Agent": "Mozilla/5.0 (iPhone) CriOS/130"},
    )

    assert response.status_code == 303
    person.open(response.headers["Location"])
    (letter,) = messages_in_outbox(person.provider, "support")
    for fact in ("Léa", "marie@exemple.quebec", "PRV-CHILD-NO-MATCH", "Chrome, iPhone", "/enfant"):
        assert fact in letter
    assert "1234567" not in letter
    assert "7153" not in letter
    assert "PRV-" in person.text
    assert "Portail des Érables" in person.text


def test_a_message_without_words_is_sent_back_with_what_was_typed(person: Person) -> None:
    person.open("/aide").send(address="marie@exemple.quebec", child_name="Léa", message=" ")

    assert person.codes == ["PRV-HELP-EMPTY"]
    assert 'value="Léa"' in person.text


def test_a_file_that_is_no_picture_is_refused(person: Person) -> None:
    person.open("/aide")
    typed = {"address": "marie@exemple.quebec", "message": "Rien ne va."}
    page = (io.BytesIO(b"<html><script>"), "capture.png")

    sent = person.post("/aide", data=person.form() | typed | {"screenshot": page})
    response = answer_to(person.client, sent)

    assert response.status_code == 422
    assert "PRV-PICTURE-KIND" in response.get_data(as_text=True)


def test_a_body_far_too_large_is_refused_before_it_is_read(person: Person) -> None:
    person.open("/connexion")

    response = person.post("/connexion", data=person.form() | {"address": "a" * 70_000})

    assert response.status_code == 413


def test_english_is_chosen_by_a_button_and_kept(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password)

    person.send("/langue", lang="en", back="/compte/enfants")

    assert person.path == "/compte/enfants"
    assert 'lang="en-CA"' in person.text
    with person.provider.database.reading() as tx:
        assert person.provider.directory.accounts.get(tx, parent.account.id).locale == "en"


@pytest.mark.parametrize("back", ["//evil.example/compte", "https://evil.example/compte", "/token"])
def test_the_switch_leads_to_no_other_site(person: Person, back: str) -> None:
    form = person.open("/connexion").form()

    response = person.post("/langue", data=form | {"lang": "en", "back": back})

    assert response.headers["Location"] == "/compte"


def _at(person: Person, portal: Portal, policy: LanguagePolicy) -> Person:
    register(person.provider, replace(portal.client, language_policy=policy))
    journey = begin_journey(person, ui_locales="en")
    return person.open(f"/connexion?journey={journey}")


def test_a_bilingual_portal_may_ask_for_english(person: Person, portal: Portal) -> None:
    assert 'lang="en-CA"' in _at(person, portal, LanguagePolicy.BILINGUAL).text


def test_a_french_portal_is_french_whatever_is_asked(person: Person, portal: Portal) -> None:
    _at(person, portal, LanguagePolicy.FRENCH)

    person.send("/langue", lang="en", back=person.where)

    assert 'lang="fr-CA"' in person.text
    assert "English" not in person.text


def test_english_is_attested_once_in_a_browser(person: Person, portal: Portal) -> None:
    _at(person, portal, LanguagePolicy.ATTESTED)
    assert 'lang="fr-CA"' in person.text
    back = person.where

    person.send("/langue", lang="en", back=back)
    assert 'name="attested"' in person.text
    person.send("/langue", lang="en", back=back, attested="1")

    assert person.where == back
    assert 'lang="en-CA"' in person.text
    person.send("/langue", lang="fr", back=back)
    assert 'lang="fr-CA"' in person.text
    person.send("/langue", lang="en", back=back)
    assert 'lang="en-CA"' in person.text
