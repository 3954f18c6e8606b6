"""Days and times of day, as pages write them: see `idp/spelling/dates.py`."""

from idp.spelling.dates import day, midnight, time_of_day

__all__ = ["day", "midnight", "time_of_day"]
