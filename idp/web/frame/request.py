"""The request that every page takes."""

from idp.discreet import Discreet, Hidden
from idp.web.browser import Browser
from idp.web.frame.answer import FormResult, Problem
from idp.web.views import Frame


class AnyRequest(Discreet, frozen=True, kw_only=True):
    """One request for a page, read once.

    `path` is the page's, `frame` surrounds the page that answers. `problem` says why the form that
    the request still holds failed, `notice` is the key of what was just done: that page shows both.
    """

    path: str
    browser: Hidden[Browser]
    frame: Frame
    problem: Problem | None = None
    notice: str | None = None
    result: Hidden[FormResult | None] = None
    """What the form before led to, on the page after it."""

    @property
    def locale(self) -> str:
        """The language of the answer."""
        return self.frame.locale

    @property
    def problem_code(self) -> str:
        """The code of `problem`; empty when there is none."""
        return self.problem.code if self.problem else ""

    @property
    def here(self) -> str:
        """The address of the page."""
        return self.path
