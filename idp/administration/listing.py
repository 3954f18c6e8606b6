"""A table of every action: its page, API path, command, and who may do it."""

from collections.abc import Iterable, Iterator
from typing import Any

from idp.administration.action import Action, DeclaredActions
from idp.administration.actor import Role, scope_of

_HEADINGS = ("action", "what it does", "console", "API", "command", "roles", "scope")


def listing(actions: DeclaredActions) -> str:
    """Return a table in Markdown, a line for each action, ending in a line break."""
    lines = [_line(_HEADINGS), _line("---" for _ in _HEADINGS)]
    lines += [_line(_cells(each)) for each in actions]
    return "\n".join(lines) + "\n"


def _cells(action: Action[Any, Any]) -> Iterator[str]:
    fresh = " (fresh)" if action.needs_fresh else ""
    yield f"`{action.name}`"
    yield action.summary
    yield f"`{action.page}`"
    yield f"`{action.method} {action.path}`"
    yield f"`parvis {action.command}`"
    yield ", ".join(role for role in Role if role in action.allowed) + fresh
    yield f"`{scope_of(action.area, changes=action.changes)}`"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
