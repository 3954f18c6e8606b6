"""An address masked for support: enough for its owner to recognise it."""

_HIDDEN = "•••"


def masked_address(written: str) -> str:
    """Return the first sign of the mailbox and of the domain, and the end: `m•••@e•••.quebec`."""
    local, _, domain = written.rpartition("@")
    host, _, last = domain.rpartition(".")
    return f"{local[:1]}{_HIDDEN}@{host[:1]}{_HIDDEN}.{last}"
