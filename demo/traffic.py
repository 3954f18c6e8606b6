"""A month of made-up traffic for the first page of the console, in the demo's counts by day.

Run it after `make run` has prepared the demo. It adds counts, and neither accounts nor events: it
is for looking at charts. Twice a month is busy, as when report cards come out.
"""

import os
import random
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from idp.clock import SystemClock
from idp.normalisation.dates import day_of, midnight
from idp.settings.loading import load
from idp.statistics import DailyCounts, Series, Subject
from idp.wiring import build

_ROOT = Path(__file__).parent.parent
_DAYS = 30
_BUSY = {3: 4.0, 4: 2.5, 17: 3.0, 18: 2.0}
"""How much busier some days are, by how long ago they were."""
_WEEKEND, _SATURDAY = 0.4, 5
_PLAIN_DAY = {
    (Subject.SIGN_INS, "password", "done"): 820,
    (Subject.SIGN_INS, "password", "refused"): 74,
    (Subject.SIGN_INS, "passkey", "done"): 190,
    (Subject.SIGN_INS, "passkey", "refused"): 3,
    (Subject.SIGN_INS, "elsewhere", "done"): 310,
    (Subject.SIGN_INS, "elsewhere", "refused"): 9,
    (Subject.SIGN_INS, "second_step", "refused"): 5,
    (Subject.SIGN_UPS, "", "done"): 46,
    (Subject.CLAIMS, "", "done"): 52,
    (Subject.CLAIMS, "", "refused"): 19,
    (Subject.CODES, "", "done"): 131,
    (Subject.CODES, "", "wrong"): 12,
    (Subject.MAIL, "", "sent"): 164,
    (Subject.MAIL, "", "refused"): 4,
    (Subject.MAIL, "", "expired"): 1,
}


def made_up(now: int) -> Mapping[tuple[int, Series], int]:
    """Return counts of the thirty days up to the second `now`; the same each time."""
    chance, amounts = random.Random(20261201), {}  # noqa: S311 - no secret
    for ago in range(_DAYS):
        day = day_of(now) - timedelta(ago)
        rhythm = _BUSY.get(ago, 1.0) * (_WEEKEND if day.weekday() >= _SATURDAY else 1.0)
        for (subject, way, outcome), plain in _PLAIN_DAY.items():
            series = Series(subject, way, outcome)
            amount = round(plain * rhythm * chance.uniform(0.8, 1.2))
            amounts[midnight(day.isoformat()), series] = amount
    return amounts


def main() -> None:
    """Add the counts to the demo's database."""
    folder = Path(os.environ.get("DEMO_FOLDER", _ROOT / "var")).absolute()
    database = folder / "parvis.db"
    if not database.exists():
        sys.exit(f"{database} is missing: `make run` makes it.")
    clock = SystemClock()
    url = {"PARVIS_DATABASE_URL": f"sqlite:///{database}"}
    settings = load(_ROOT / "config/parvis.toml", {**os.environ, **url})
    provider = build(settings, clock)
    with provider.database.writing() as tx:
        DailyCounts(clock=clock).add_all(tx, made_up(clock.seconds()))
    provider.database.close()


if __name__ == "__main__":
    main()
