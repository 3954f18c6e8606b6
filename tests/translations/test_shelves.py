"""Both languages say the same things, and nothing else."""

import pytest

from idp.translations import LOCALES, words_in
from tests.translations.shelves import everything, sentences, used, values_in


def test_no_sentence_is_missing_in_either_language() -> None:
    assert sentences("fr").keys() == sentences("en").keys()


def test_a_sentence_has_as_many_forms_in_either_language() -> None:
    french, english = sentences("fr"), sentences("en")
    assert [key for key in french if len(french[key]) != len(english[key])] == []


def test_a_sentence_is_filled_in_with_the_same_values_in_either_language() -> None:
    french, english = sentences("fr"), sentences("en")
    different = [
        key
        for key in french
        if set(map(values_in, french[key])) != set(map(values_in, english[key]))
    ]
    assert different == []


def test_every_sentence_that_is_asked_for_exists() -> None:
    whole, begun = used()
    known = sentences("fr").keys()
    assert sorted(whole - known) == []
    assert [start for start in begun if not any(key.startswith(start) for key in known)] == []


def test_every_sentence_is_asked_for() -> None:
    whole, begun = used()
    idle = [
        key
        for key in sentences("fr")
        if key not in whole and not any(key.startswith(start) for start in begun)
    ]
    assert idle == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_empty_or_ends_in_a_blank(locale: str) -> None:
    joined = {"pages.frame.title_error"}  # what follows it is written after it
    untidy = [
        key
        for key, sentence in everything(locale)
        if key not in joined and (not sentence or sentence != sentence.strip())
    ]
    assert untidy == []


def test_french_counts_nothing_as_one_and_english_as_many() -> None:
    assert words_in("fr").say("pages.account.children_count", count=0) == "0\u00a0enfant confirmé"
    assert words_in("en").say("pages.account.children_count", count=0) == "0 confirmed children"
