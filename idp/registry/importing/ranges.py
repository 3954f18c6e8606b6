"""Divides the contacts of an import into pieces that one short transaction can move."""

_CHUNK = 2_000
_PREFIXES = 1 << 16


def hash_ranges(contacts: int) -> list[tuple[bytes, bytes]]:
    """Divide the space of hashes, which are evenly spread, into ranges of about a chunk each."""
    # One piece more than counted: an import that died may have written a chunk unseen.
    count = contacts // _CHUNK + 1
    cuts = [(_PREFIXES * index // count).to_bytes(3, "big")[1:] for index in range(count)]
    return list(zip(cuts, [*cuts[1:], b"\xff" * 17], strict=True))
