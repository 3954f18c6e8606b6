"""Parsing an address that an administrator typed, with the area's own refusal at its field."""

from idp.errors import PersonError, Refused
from idp.normalisation.address import Address, parse_address


def typed_address(text: str, *, key: str, field: str = "address") -> Address:
    """Return `text` as an address. Raises Refused `key` at `field`."""
    try:
        return parse_address(text)
    except PersonError as error:
        raise Refused(key, field=field) from error
