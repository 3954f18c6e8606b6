"""Numbers that must not leave by mail."""

import pytest

from idp.journeys.child_numbers import without_child_numbers


@pytest.mark.parametrize(
    "number",
    [
        "1234567",
        "123 4567",
        "123-45-67",
        "1 2 3 4 5 6 7",
        "１２３４５６７",  # noqa: RUF001 - full-width figures
        "123\u200b4567",
        "TREL71531400",
        "trel 7153 1400",
        "TREL-715314-00",
        "TREL\u00a07153\u00a01400",
    ],
)
def test_a_number_is_taken_out_however_it_is_written(number: str) -> None:
    assert without_child_numbers(f"Voici : {number}. Merci", "[x]") == "Voici : [x]. Merci"


@pytest.mark.parametrize(
    "text", ["514-555-1234", "5145551234", "pour 2025-2026", "12345678", "le 23 novembre 2026"]
)
def test_what_is_no_number_of_a_child_stays(text: str) -> None:
    assert without_child_numbers(text, "[x]") == text
