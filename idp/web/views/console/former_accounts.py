"""Accounts of former systems: their imports, what one would do, the decision."""

from typing import ClassVar

from idp.administration.people.former_schemas import (
    AccountImportResponse,
    AccountImportsResponse,
    AccountProblemsResponse,
)
from idp.web.views.console.frame import ConsoleView


class AccountImportsView(ConsoleView, frozen=True, kw_only=True):
    """What there is of each former system, imports, and a form for the next file.

    `fresh`: whether a file would be taken now, without authenticating again.
    """

    template: ClassVar[str] = "console/people/imports.html"
    response: AccountImportsResponse
    formats: tuple[str, ...]
    fresh: bool
    older: str | None


class AccountImportView(ConsoleView, frozen=True, kw_only=True):
    """One import; `choices` are what the reader may do now: `accept`, `reject`."""

    template: ClassVar[str] = "console/people/import.html"
    response: AccountImportResponse
    problems: AccountProblemsResponse
    choices: frozenset[str]
    more: str | None
