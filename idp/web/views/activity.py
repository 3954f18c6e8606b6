"""What happened to an account, as its owner reads it."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from idp.web.views.frame import View


class ActivityLine(Struct, frozen=True):
    """One event: the sentence `activity.of.<what>`, at `time` of day.

    `way` names how somebody signed in, `by` who did it when it was not the person, `device` a
    browser in few words; each may be missing.
    """

    what: str
    values: Mapping[str, object]
    time: str
    way: str | None = None
    device: str = ""
    by: str | None = None
    refused: bool = False


class ActivityDay(Struct, frozen=True):
    """The events of one day, the newest first."""

    name: str
    events: tuple[ActivityLine, ...]


class ActivityView(View, frozen=True, kw_only=True):
    """A page of them; `older_path` leads on, None on the last one."""

    template: ClassVar[str] = "account/activity.html"
    days: tuple[ActivityDay, ...]
    older_path: str | None = None
    is_first: bool = True
