"""Members in several languages: `client_name#fr` (RFC 7591 §2.2)."""

import json
from collections.abc import Mapping

MEMBERS = ("client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri")
"""Those that a person reads or follows."""


def localized(text: str | None) -> dict[str, str]:
    """Return the members that `Client.localized` holds, by name and language."""
    content: dict[str, str] = json.loads(text or "{}")
    return content


def in_language(members: Mapping[str, str], name: str, locale: str) -> str | None:
    """Return the member in `locale`, else the one without a language."""
    for each, value in members.items():
        base, _, tag = each.partition("#")
        if base == name and tag.partition("-")[0].lower() == locale:
            return value
    return members.get(name)
