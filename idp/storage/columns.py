"""The names of the columns that a statement returns."""

import re

_WORDS = re.compile(r"'[^']*'|[(),]|[\w.:*]+")
_ENDS = frozenset({"FROM", "WHERE", "UNION"})


def columns_of(sql: str) -> tuple[str, ...]:
    """Return the column names of the outermost SELECT or RETURNING of `sql`, in order.

    The last word of a column is its name: `AS name`, or the column itself without its table.
    """
    columns: list[str] = []
    depth, name, is_listing = 0, "", False
    for word in _WORDS.findall(sql):
        depth += (word == "(") - (word == ")")
        if depth or not is_listing:
            if not depth and (word == "RETURNING" or (word == "SELECT" and not columns)):
                columns, name, is_listing = [], "", True
        elif word == "," or word in _ENDS:
            columns.append(name)
            is_listing = word == ","
        else:
            name = word.rpartition(".")[2]
    return (*columns, name) if is_listing else tuple(columns)
