"""The published vectors, and what holds for every text."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.errors import PersonError
from idp.normalisation.address import (
    _careful,
    _plain,
    normal_address,
    parse_address,
    plain_addresses,
)
from idp.normalisation.child_number import parse_child_number
from idp.normalisation.dates import read_day
from idp.normalisation.email_code import clean_code, shown
from idp.normalisation.fiche_number import read_fiche_number
from idp.normalisation.organisation_code import read_organisation_code
from idp.normalisation.permanent_code import read_permanent_code
from idp.normalisation.word import read_word
from idp.translations import LOCALES, words_in
from tests.characters import ANY_CHARACTER

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
NOW = VECTORS["now"]
ALMOST_ADDRESSES = st.from_regex(r"[a-zA-Z0-9._+'%! é-]{0,12}@[a-zA-Z0-9.é-]{0,20}", fullmatch=True)


def outcome(read: Callable[[str], object], text: str) -> tuple[str, object]:
    try:
        return ("read", read(text))
    except PersonError as error:
        return ("refused", error.code)


@pytest.mark.parametrize("vector", VECTORS["addresses"], ids=lambda each: ascii(each["written"]))
def test_addresses_are_read_as_published(vector: dict[str, str]) -> None:
    expected = ("read", vector["normal"]) if "normal" in vector else ("refused", vector["code"])
    assert outcome(lambda text: parse_address(text).normal, vector["written"]) == expected


@pytest.mark.parametrize("vector", VECTORS["email_codes"], ids=lambda each: ascii(each["written"]))
def test_codes_are_read_as_published(vector: dict[str, str]) -> None:
    expected = ("read", vector["read"]) if "read" in vector else ("refused", vector["code"])
    assert outcome(clean_code, vector["written"]) == expected


@pytest.mark.parametrize(
    "vector", VECTORS["child_numbers"], ids=lambda each: ascii(each["written"])
)
def test_child_numbers_are_read_as_published(vector: dict[str, str]) -> None:
    if "code" not in vector:
        number = parse_child_number(vector["written"], now=NOW)
        assert number.fiche == vector.get("fiche")
        assert number.permanent_code == vector.get("permanent_code")
        return
    with pytest.raises(PersonError, match=vector["code"]) as caught:
        parse_child_number(vector["written"], now=NOW)
    assert caught.value.values.get("suggestion") == vector.get("suggestion")
    for locale in LOCALES:
        assert words_in(locale).say(caught.value.message_key, **caught.value.values)


def test_numbers_of_organisations_may_have_another_length() -> None:
    lengths = (6, 7)
    assert parse_child_number("01 23-45", now=NOW, lengths=lengths).fiche == "012345"
    assert parse_child_number("0123456", now=NOW, lengths=lengths).fiche == "0123456"
    with pytest.raises(PersonError, match="PRV-NUMBER-FICHE") as caught:
        parse_child_number("01234", now=NOW, lengths=lengths)
    said = words_in("fr").say(caught.value.message_key, **caught.value.values)
    assert "compte 6, 7\u00a0chiffres et vous en avez entré 5" in said


READERS: dict[str, Callable[[str], str]] = {
    "read_fiche_number": read_fiche_number,
    "read_permanent_code": lambda cell: read_permanent_code(cell, now=NOW),
    "read_organisation_code": read_organisation_code,
    "read_word": read_word,
    "read_day": lambda cell: read_day(cell, ["%Y-%m-%d"]).isoformat(),
}


@pytest.mark.parametrize(
    ("reader", "vector"),
    [(name, vector) for name, vectors in VECTORS["files"].items() for vector in vectors],
    ids=lambda each: ascii(each["written"]) if isinstance(each, dict) else each,
)
def test_cells_of_files_are_read_as_published(reader: str, vector: dict[str, str | None]) -> None:
    try:
        found = READERS[reader](str(vector["written"]))
    except ValueError:
        found = None
    assert found == vector["read"]


@given(st.text(st.characters(categories=["Nd", "P", "Zs", "Lu"]), max_size=12))
def test_what_a_file_reader_takes_a_person_may_type(text: str) -> None:
    # And never the other way: nothing that is thrown away makes a number of a cell.
    for reader in (read_fiche_number, READERS["read_permanent_code"]):
        try:
            found = reader(text)
        except ValueError:
            continue
        typed = parse_child_number(text, now=NOW)
        assert found in {typed.fiche, typed.permanent_code}
        assert found == text.strip().upper()


@given(st.one_of(st.text(ANY_CHARACTER, max_size=40), ALMOST_ADDRESSES, st.emails()))
def test_the_fast_path_of_imports_agrees_with_the_careful_one(text: str) -> None:
    plain = _plain(text)
    if plain is not None:
        assert outcome(_careful, text) == ("read", plain)
    # Many at once, one of them not plain, and none hidden in another.
    several = (text, "m.é@exemple.quebec", f"{text}\nm@exemple.quebec")
    assert plain_addresses(several) == ({} if plain is None else {text: plain})
    assert outcome(normal_address, text) == outcome(lambda one: parse_address(one).normal, text)


@given(ALMOST_ADDRESSES)
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    kind, normal = outcome(normal_address, text)
    if kind == "read":
        assert outcome(normal_address, str(normal)) == (kind, normal)


@given(st.text(ANY_CHARACTER, max_size=80))
def test_no_text_breaks_a_reader(text: str) -> None:
    outcome(clean_code, text)
    outcome(lambda one: parse_child_number(one, now=NOW), text)


def test_a_code_is_shown_in_two_groups() -> None:
    assert shown("12345678") == "1234 5678"
