"""The problem of a registration: the member, and a sentence for the reader."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field
from typing_extensions import override

from idp.errors import Refused
from idp.translations import words_in


class Problem(Struct, frozen=True):
    """A member that is wrong; `key` names the sentence below `refusals.clients`."""

    member: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)


def problem(member: str, key: str, **values: object) -> Problem:
    """Return a Problem; a sequence among `values` is written as a list of words."""
    return Problem(member, key, {name: _written(value) for name, value in values.items()})


class ClientRefused(Refused):
    """A registration that would be unsafe or could not work.

    As text it is English and begins with the member, for developers (RFC 7591 §3.2.2).
    """

    needs_field = True

    def __init__(self, wrong: Problem) -> None:
        super().__init__(f"clients.{wrong.key}", field=wrong.member, **wrong.values)
        self.message_key = f"refusals.clients.{wrong.key}"
        self.problem = wrong

    @override
    def __str__(self) -> str:
        return f"{self.field}: {words_in('en').say(self.message_key, **self.values)}"


def _written(value: object) -> object:
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return ", ".join(str(each) for each in value)
    return value
