"""The request that every page takes."""

from dataclasses import dataclass, field

from idp.web.browser import Browser
from idp.web.frame.answer import FormResult, Problem
from idp.web.views import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyRequest:
    """One request for a page, read once.

    `path` is the page's, `frame` surrounds the page that answers. `problem` says why the form that
    the request still holds failed, `notice` is the key of what was just done: that page shows both.
    """

    path: str
    browser: Browser = field(repr=False)
    frame: Frame
    problem: Problem | None = None
    notice: str | None = None
    result: FormResult | None = field(repr=False, default=None)
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
