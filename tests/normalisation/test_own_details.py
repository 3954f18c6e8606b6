"""Names, telephone numbers and postal codes, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.errors import PersonError
from idp.normalisation.line import clean_line, clean_name
from idp.normalisation.phone_number import clean_phone_number, shown_phone_number
from idp.normalisation.postal_code import clean_postal_code
from tests.characters import ANY_CHARACTER


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  \t", ""),
        ("Marie-Ève", "Marie-Ève"),
        ("Marie-E\u0300ve", "Marie-Ève"),
        (" Jean  Paul\u00a0", "Jean Paul"),
        ("O’Neill, Jr.", "O’Neill, Jr."),
        ("D'Arcy", "D'Arcy"),
        ("\u202eSophie\u202c", "Sophie"),
        ("李小龙", "李小龙"),
        ("نیک\u200cپی", "نیک\u200cپی"),
        ("\u200d", ""),
    ],
)
def test_a_name_is_kept_as_its_owner_writes_it(typed: str, kept: str) -> None:
    assert clean_name(typed, "given_name") == kept


@pytest.mark.parametrize(
    "typed",
    ["https://exemple.quebec/", "<b>Marie</b>", "marie@exemple.quebec", "Marie 2", "Marie😀"],
)
def test_a_name_holds_no_address_of_a_page(typed: str) -> None:
    with pytest.raises(PersonError) as caught:
        clean_name(typed, "given_name")
    assert (caught.value.code, caught.value.field) == ("PRV-NAME-LETTERS", "given_name")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("x" * 101, "PRV-DETAIL-LONG"), ("a\x07b", "PRV-DETAIL-SIGN"), ("a\ue000", "PRV-DETAIL-SIGN")],
)
def test_a_line_is_short_and_can_be_printed(typed: str, code: str) -> None:
    with pytest.raises(PersonError) as caught:
        clean_line(typed, "locality")
    assert (caught.value.code, caught.value.field) == (code, "locality")


def test_an_address_on_two_lines_becomes_one() -> None:
    assert clean_line("1187, rue des Érables\r\napp. 4", "street_address") == (
        "1187, rue des Érables app. 4"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" - ", ""),
        ("5145550199", "+15145550199"),
        ("514 555-0199", "+15145550199"),
        ("(514) 555.0199", "+15145550199"),
        ("1-514-555-0199", "+15145550199"),
        ("+1 514 555 0199", "+15145550199"),
        ("\u202a514\u00a0555\u20110199\u202c", "+15145550199"),
        ("５１４５５５０１９９", "+15145550199"),  # noqa: RUF001
        ("011 33 1 99 00 12 34", "+33199001234"),
        ("+33 1 99 00 12 34", "+33199001234"),
        ("+683 4000", "+6834000"),
    ],
)
def test_a_number_is_kept_in_e164(typed: str, kept: str) -> None:
    assert clean_phone_number(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "555-0199",
        "114 555-0199",
        "514 155-0199",
        "514 555-01999",
        "514 555-0199 poste 12",
        "+1 555-0199",
        "+0 514 555 0199",
        "+",
        "++15145550199",
        "+33 1+99001234",
        "01 99 00 12 34",
        "+1234567890123456",
        "tel:+15145550199",
        "514 555-0199" + " " * 40,
        "٥١٤٥٥٥٠١٩٩",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(PersonError) as caught:
        clean_phone_number(typed)
    assert (caught.value.code, caught.value.field) == ("PRV-PHONE-SHAPE", "phone_number")


def test_a_number_is_shown_as_it_is_said_here_and_can_be_sent_back() -> None:
    assert shown_phone_number("+15145550199") == "514 555-0199"
    assert shown_phone_number("+33199001234") == "+33199001234"
    assert clean_phone_number(shown_phone_number("+15145550199")) == "+15145550199"


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("", "", ""),
        ("", "France", ""),
        ("h2x1y4", "", "H2X 1Y4"),
        (" H2X-1Y4 ", "Canada", "H2X 1Y4"),
        ("h2x\u00a01y4", "CANADA", "H2X 1Y4"),
        ("75011", "France", "75011"),
        ("sw1a 1aa", "Royaume-Uni", "SW1A 1AA"),
        ("12345-6789", "États-Unis", "12345-6789"),
    ],
)
def test_a_postal_code_is_kept_as_its_country_writes_it(
    typed: str, country: str, kept: str
) -> None:
    assert clean_postal_code(typed, country) == kept


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("H2X 1Y", ""),
        ("H2X 1Y44", "Canada"),
        ("D2X 1Y4", "Canada"),
        ("W2X 1Y4", "Canada"),
        ("H2O 1Y4", "Canada"),
        ("75011", ""),
        ("<75011>", "France"),
        ("1" * 17, "France"),
    ],
)
def test_what_is_no_postal_code_there_is_refused(typed: str, country: str) -> None:
    with pytest.raises(PersonError) as caught:
        clean_postal_code(typed, country)
    assert (caught.value.code, caught.value.field) == ("PRV-POSTAL-CODE-SHAPE", "postal_code")


@given(st.text(ANY_CHARACTER))
def test_what_was_kept_is_kept_again_the_same(text: str) -> None:
    for clean in (
        lambda each: clean_line(each, "locality"),
        lambda each: clean_name(each, "given_name"),
        clean_phone_number,
        lambda each: clean_postal_code(each, "France"),
    ):
        try:
            kept = clean(text)
        except PersonError:
            continue
        assert clean(kept) == kept
