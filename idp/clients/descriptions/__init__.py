"""Reads portal descriptions of other providers, one file per format.

Nothing unsafe is imported: members made safer, and those without counterpart, are reported.
"""

from collections.abc import Callable, Mapping
from typing import Any

from idp.clients.descriptions.b2c import read_b2c
from idp.clients.descriptions.dynamic_registration import read_dynamic_registration
from idp.clients.descriptions.keycloak import read_keycloak
from idp.clients.descriptions.reading import DescribedClient, Note
from idp.errors import Refused

FORMATS: Mapping[str, Callable[[Mapping[str, Any]], DescribedClient]] = {
    "b2c": read_b2c,
    "keycloak": read_keycloak,
    "registration": read_dynamic_registration,
}
_TELLING = (
    ("keycloak", {"clientId"}),
    ("b2c", {"appId", "replyUrlsWithType", "AzureAdB2C"}),
    ("registration", {"redirect_uris"}),
)
"""Members that stand in one format alone."""


def read_description(content: Mapping[str, Any], name: str | None = None) -> DescribedClient:
    """Return the client that `content` (parsed JSON) describes; None detects the format.

    Raises Refused when it is none of the formats, or a member has the wrong type.
    """
    if name is None:
        name = next((each for each, telling in _TELLING if telling & content.keys()), None)
    read = FORMATS.get(name or "")
    if read is None:
        raise Refused("clients.unlike", field="format")
    return read(content)


__all__ = ["FORMATS", "DescribedClient", "Note", "read_description"]
