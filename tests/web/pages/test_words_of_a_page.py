"""Days, times of day and devices, as pages write them."""

import pytest

from idp.normalisation.dates import day, time_of_day
from idp.web.pages.device import device_of

_AFTERNOON = 1_795_460_700  # 2026-11-23 19:05 UTC
_FIRST_OF_JULY = 1_782_921_600  # 2026-07-01 16:00 UTC


def test_days_and_times_are_quebec_s_in_both_languages() -> None:
    assert day(_AFTERNOON, "fr") == "23 novembre 2026"
    assert day(_AFTERNOON, "en") == "November 23, 2026"
    assert day(_FIRST_OF_JULY, "fr") == "1er juillet 2026"
    assert time_of_day(_AFTERNOON, "fr") == "14\u00a0h\u00a005"
    assert time_of_day(_AFTERNOON, "en") == "2:05\u00a0p.m."
    assert time_of_day(_FIRST_OF_JULY, "en") == "12:00\u00a0p.m."


IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (IPHONE, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        (FIREFOX, "Firefox, Linux"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
