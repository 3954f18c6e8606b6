"""One frame for every page: who may open it, its cookies, forged forms, errors, files.

A page declares its guard (`guard.py`), is shown, and carries out its form (`page.py`). The frame
(`page_frame.py`) does the rest, in one order for all of them, so that no page can forget it.
"""

from idp.web.frame.answer import (
    ENDED,
    Answer,
    Download,
    FormResult,
    Leave,
    Problem,
    SessionCookie,
    Shown,
    errors_of,
    unplaced,
)
from idp.web.frame.guard import Guard
from idp.web.frame.page import FormPage, ShownPage
from idp.web.frame.page_frame import PageFrame

__all__ = [
    "ENDED",
    "Answer",
    "Download",
    "FormPage",
    "FormResult",
    "Guard",
    "Leave",
    "PageFrame",
    "Problem",
    "SessionCookie",
    "Shown",
    "ShownPage",
    "errors_of",
    "unplaced",
]
