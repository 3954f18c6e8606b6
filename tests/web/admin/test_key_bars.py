"""The time line of keys: its axis, where now is, and from when the next change is safe."""

import pytest
from msgspec.structs import replace

from idp.clock import DAY
from idp.normalisation.dates import time_of_day
from idp.web.console.key_bars import time_line_of
from idp.wiring import Provider
from tests.conftest import START
from tests.databases import on_one_database
from tests.web.admin.conftest import MakeColleague
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
