"""The pages that help: the message to the school, and the choice of language."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.frame import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage(Page):
    """The message to the portal's support, composed for the parent to complete and send."""

    template: ClassVar[str] = "support/help.html"
    child_name: str = ""
    address: str = ""
    message: str = ""
    error_code: str = ""
    browser: str = ""
    from_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpSentPage(Page):
    """The message left, under a reference."""

    template: ClassVar[str] = "support/help_sent.html"
    reference: str
    numbers_removed: bool
    back_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePage(Page):
    """The attestation that opens English where French is the rule."""

    template: ClassVar[str] = "support/language.html"
    back_path: str
