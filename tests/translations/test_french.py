"""French as Québec writes it: its words, its spaces, its signs."""

import re

import pytest

from tests.translations.shelves import ROOT, everything

NBSP = "\u00a0"
# The attestation is read in English, by whoever may ask for it, on a page in French.
ATTESTATION = re.compile(r"pages\.language\.(title|attest|attesting|who_.*)")
FRENCH = [each for each in everything("fr") if not ATTESTATION.fullmatch(each[0])]
# What the Grand dictionnaire terminologique gives another word for, or advises against here.
FORBIDDEN = {
    r"e-?mails?": "courriel",
    r"mails?": "courriel",
    r"log[- ]?in": "connexion",
    r"log[- ]?out": "déconnexion",
    r"phishing": "hameçonnage",
    r"spams?": "pourriel",
    r"cookies?": "témoin",
    r"code d[’']usager": "nom d’utilisateur",
    r"usagers?": "parent, personne",
    r"cliquez|cliquer": "choisissez: a finger does not click",
    r"veuillez": "the verb alone says it",
    r"digits?": "chiffre",
    r"week-?ends?": "fin de semaine",
    r"tu|ton|tes|toi": "vous",
}


def wrong(pattern: str) -> list[str]:
    """Return the sentences in which `pattern` is found."""
    return [f"{key}: {text}" for key, text in FRENCH if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_word_that_quebec_does_not_use(word: str) -> None:
    assert wrong(rf"(?<![\w@.])({word})(?!\w)") == [], f"write: {FORBIDDEN[word]}"


def test_a_colon_is_preceded_by_a_space_that_does_not_break() -> None:
    assert wrong(rf"[^{NBSP}]:|^:") == []


def test_quotation_marks_hold_their_words_with_spaces_that_do_not_break() -> None:
    assert wrong(rf"«[^{NBSP}]|[^{NBSP}]»") == []
    assert wrong('["“”]') == []


def test_no_space_stands_before_other_signs() -> None:
    assert wrong(r"\s[;!?,.]") == []


def test_the_apostrophe_is_the_typographic_one() -> None:
    assert wrong("'") == []


def test_an_ellipsis_is_one_sign_and_a_dash_is_no_hyphen() -> None:
    assert wrong(r"\.\.\.| - ") == []


def test_templates_hold_no_sentence_of_their_own() -> None:
    spoken = re.compile(r">\s*[^<>{}%]*[a-zà-ÿ]{3,}[^<>{}%]*<")
    found = [
        f"{path.name}: {text[0]}"
        for path in (ROOT / "templates").rglob("*.*")
        for text in spoken.finditer(re.sub(r"<(style|script).*?</\1>", "", path.read_text("utf-8")))
    ]
    assert found == []
