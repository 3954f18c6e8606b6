"""The time line of keys: its axis, where now is, and from when the next change is safe."""

import pytest
from msgspec import structs
from msgspec.structs import replace

from idp.clock import DAY
from idp.normalisation.dates import day_of, midnight, moment, time_of_day
from idp.settings import Settings
from idp.web.console.key_bars import time_line_of
from idp.wiring import Provider, build
from tests.conftest import START, TestClock
from tests.databases import on_one_database
from tests.web.admin.conftest import MakeColleague, colleague_of
from tests.web.views.console.keys_samples import (
    ACTIVE,
    PENDING,
    REMOVED,
    RETIRED,
    algorithm_of,
)


@pytest.mark.parametrize("age_days", [0, 1, 11, 40, 83, 400, 4_000])
def test_the_axis_has_a_few_days_in_their_order(age_days: int) -> None:
    key = replace(ACTIVE, published_at=START - age_days * DAY)
    line = time_line_of(algorithm_of("RS256", key), START)
    assert 2 <= len(line.ticks) <= 5
    assert [*line.ticks] == sorted(line.ticks, key=lambda tick: tick.at)
    assert all(0 <= tick.place <= 1_000 for tick in line.ticks)
    assert {time_of_day(tick.at, "en") for tick in line.ticks} == {"12:00\u00a0a.m."}
    assert sum(tick.at <= START for tick in line.ticks) == sum(
        tick.place <= line.now for tick in line.ticks
    )


def test_a_mark_stands_where_the_next_change_of_a_key_is_safe() -> None:
    keys = (REMOVED, RETIRED, ACTIVE, PENDING)
    line = time_line_of(algorithm_of("RS256", *keys), START)
    safe = {bar.key: (bar.safe_at, bar.safe) for bar in line.bars}
    assert safe[ACTIVE] == safe[REMOVED] == (None, None)
    assert safe[RETIRED][0] == RETIRED.safe_to_remove_at
    at, place = safe[PENDING]
    assert at == PENDING.safe_to_activate_at
    assert place is not None
    assert line.now < place < 1_000


@on_one_database
def test_the_page_says_where_today_is(provider: Provider, make_colleague: MakeColleague) -> None:
    with provider.database.writing() as tx:
        provider.key_lifecycle.publish(tx, "RS256")
    page = make_colleague("operator").see("/admin/cles").text
    assert ">aujourd’hui</text>" in page
    assert "peut signer sans risque à partir du" in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5 * DAY + 3_600, "5 jours et 1 heure"),
        (DAY, "1 jour"),
        (90 * 60, "1 heure et 30 minutes"),
    ],
)
@on_one_database
def test_the_page_says_the_lead_that_the_settings_give(
    house_settings: Settings, clock: TestClock, seconds: int, words: str
) -> None:
    keys = structs.replace(house_settings.keys, publication_lead_seconds=seconds)
    provider = build(structs.replace(house_settings, keys=keys), clock)
    page = colleague_of(provider, "operator").see("/admin/cles").text
    assert f"Une clé est publiée {words} avant de signer" in page.replace("\u00a0", " ")
    provider.database.close()


@on_one_database
def test_a_rotation_is_scheduled_on_the_page_for_a_moment_of_quebec(
    clock: TestClock, make_colleague: MakeColleague
) -> None:
    operator = make_colleague("operator")
    day = day_of(clock.now + 20 * DAY)
    typed = {"action": "rotate", "algorithms": "ES256", "at": f"{day}T04:30"}

    assert operator.send("/admin/cles", **typed).headers["Location"].endswith("keys_moved")

    at = midnight(day.isoformat()) + 4 * 3_600 + 1_800
    assert f"La prochaine clé signera à partir du {moment(at, 'fr')}" in operator.see(
        "/admin/cles"
    ).text.replace("&nbsp;", "\u00a0")
    late = operator.send(
        "/admin/cles", **{**typed, "algorithms": "RS256", "at": "2099-01-01T00:00"}
    )
    latest = moment(START + 90 * DAY, "fr")  # seven in the morning there, noon in UTC
    assert f"signera d’elle-même le {latest}\u00a0: choisissez" in late.text
    assert 'value="2099-01-01T00:00"' in late.text
    assert "ADM-ASKED-SHAPE" in operator.send("/admin/cles", **{**typed, "at": "demain"}).text
