"""Why an action was not done, as programs and commands read it."""

from idp.clock import as_datetime
from idp.errors import PersonError, Refused
from idp.translations import words_in


def in_english(error: Refused | PersonError) -> str:
    """Return the sentence of `error` in English, its moments in UTC: it is read in logs."""
    values = dict(error.values)
    if isinstance(at := values.get("at"), int):
        values["at"] = f"{as_datetime(at):%Y-%m-%d %H:%M} UTC"
    if isinstance(retry_at := values.get("retry_at"), int):
        until = as_datetime(retry_at)
        values |= {"day": f"{until:%Y-%m-%d}", "time": f"{until:%H:%M} UTC"}
    return words_in("en").say(error.message_key, **values)
