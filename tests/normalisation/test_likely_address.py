"""Slips of the thumb after the @, and domains that only look like one."""

import pytest

from idp.normalisation.likely_address import likely_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmail.con", "gmail.com"),
        ("gmial.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("ggmail.com", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmail.cim", "hotmail.com"),
        ("videotron.c", "videotron.ca"),
        ("yaho.ca", "yahoo.ca"),
    ],
)
def test_one_slip_is_understood(typed: str, meant: str) -> None:
    assert likely_address(f"marie@{typed}") == f"marie@{meant}"


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "ymail.com", "mail.com", "live.fr", "exemple.quebec", "gmial.con", "css.qc.ca"],
)
def test_a_domain_of_its_own_is_left_alone(domain: str) -> None:
    assert likely_address(f"marie@{domain}") is None
