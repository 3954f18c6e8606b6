"""The pages that help: the message to the school, and the choice of language."""

from typing import ClassVar

from idp.web.views.frame import View


class HelpView(View, frozen=True, kw_only=True):
    """The message to the portal's support, composed for the parent to complete and send."""

    template: ClassVar[str] = "support/help.html"
    child_name: str = ""
    address: str = ""
    message: str = ""
    error_code: str = ""
    browser: str = ""
    from_page: str = ""


class HelpSentView(View, frozen=True, kw_only=True):
    """The message was sent, under a reference."""

    template: ClassVar[str] = "support/help_sent.html"
    reference: str
    numbers_removed: bool
    back_path: str


class LanguageView(View, frozen=True, kw_only=True):
    """The attestation that allows English where French is the rule."""

    template: ClassVar[str] = "support/language.html"
    back_path: str
