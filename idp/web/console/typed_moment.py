"""A moment that was typed into a field of the kind `datetime-local`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from idp.errors import Refused
from idp.web.console.console_request import ConsoleRequest

_QUEBEC = ZoneInfo("America/Toronto")


def typed_moment(request: ConsoleRequest, name: str) -> int | None:
    """Return the seconds since 1970 of what the field `name` holds, None for an empty one.

    Raises Refused at the field for what is no moment.
    """
    typed = request.text(name).strip()
    if not typed:
        return None
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise Refused("asked.shape", field=name, name=name) from None
    # A browser sends local time without an offset, which is Québec's here.
    return int((at if at.tzinfo else at.replace(tzinfo=_QUEBEC)).timestamp())
