"""The invisible characters that pasting brings along."""

# Zero-width spaces and joiners, word joiner, byte order mark, soft hyphen, and the marks that
# turn the direction of writing.
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad"
_ENDS = (
    INVISIBLE
    + " \t\r\n\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(chr(code) for code in range(0x2000, 0x200B))
)


def trimmed(text: str) -> str:
    """Return `text` without blanks and invisible characters at both ends."""
    # Python's own blanks first: the long list is slow, and seldom needed.
    text = text.strip()
    return text if text.isascii() else text.strip(_ENDS)
