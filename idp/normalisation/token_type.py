"""The type that the header of a JWT names (RFC 7515 §4.1.9)."""


def is_token_type(named: object, *wanted: str | None) -> bool:
    """Return whether `named`, a header's `typ`, is one of `wanted`; None stands for no `typ`.

    A media type knows no case, and the prefix `application/` may be left out where no other slash
    follows.
    """
    if named is None:
        return None in wanted
    if not isinstance(named, str) or not named.isascii():
        return False
    prefix, slash, rest = named.lower().partition("/")
    kind = rest if slash and prefix == "application" and "/" not in rest else named.lower()
    return kind in {each.lower() for each in wanted if each is not None}
