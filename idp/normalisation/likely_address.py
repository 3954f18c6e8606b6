"""An address that was probably meant: a letter missing, doubled, wrong or out of order after the @.

Nothing is refused for it: `gmail.con` may be somebody's. Only what families use most is guessed.
"""

_DOMAINS = (
    *("gmail.com", "hotmail.com", "outlook.com", "yahoo.ca", "yahoo.com", "icloud.com"),
    *("videotron.ca", "sympatico.ca", "live.ca", "live.com", "hotmail.ca", "outlook.fr"),
    *("hotmail.fr", "yahoo.fr", "bell.net", "cgocable.ca"),
)
_OTHERS = frozenset(f"{name}.com" for name in ("mail", "email", "ymail"))
"""What looks like one of those and is a domain of its own."""


def likely_address(normal: str) -> str | None:
    """Return the address that `normal` differs from by one slip in its domain, None for none."""
    local, _, domain = normal.rpartition("@")
    if domain in _DOMAINS or domain in _OTHERS:
        return None
    meant = next((each for each in _DOMAINS if _is_one_slip(domain, each)), None)
    return None if meant is None else f"{local}@{meant}"


def _is_one_slip(typed: str, meant: str) -> bool:
    """Return whether one letter is missing, added, wrong, or swapped with the next."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    left, right = typed[start:], meant[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )
