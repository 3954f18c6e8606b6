"""The names of organisations and schools in an export; of two spellings, the first counts.

A name decides nothing: a second spelling is reported, and the row is taken.
"""

from collections.abc import Iterator

_MOST_SPELLINGS = 1_000

# organisation, and school or nothing
_Code = tuple[str, str]


class Names:
    """Names by code, each with the line that has it first."""

    def __init__(self) -> None:
        self._first: dict[_Code, tuple[int, str]] = {}
        self._others: dict[tuple[_Code, str], int] = {}

    def learn(self, line: int, code: _Code, name: str) -> None:
        """Record the name that `line` gives `code`."""
        known = self._first.setdefault(code, (line, name))
        if known[1] == name:
            return
        if line < known[0]:
            self._first[code] = (line, name)
            line, name = known
        if len(self._others) < _MOST_SPELLINGS:
            line = min(line, self._others.get((code, name), line))
            self._others[code, name] = line

    def take(self, others: "Names") -> None:
        """Add what another process learned."""
        for code, (line, name) in others._first.items():  # noqa: SLF001 - another of our own kind
            self.learn(line, code, name)
        for (code, name), line in others._others.items():  # noqa: SLF001
            self.learn(line, code, name)

    @property
    def organisations(self) -> dict[str, str]:
        """Names of organisations by their code."""
        return {code: name for (code, school), (_, name) in self._first.items() if not school}

    @property
    def schools(self) -> dict[_Code, str]:
        """Names of schools by the codes of their organisation and their own."""
        return {code: name for code, (_, name) in self._first.items() if code[1]}

    def other_spellings(self) -> Iterator[tuple[int, str]]:
        """Yield the line of each other spelling, and the field."""
        for ((_, school), _), line in sorted(self._others.items(), key=lambda each: each[1]):
            yield line, "school_name" if school else "organisation_name"
