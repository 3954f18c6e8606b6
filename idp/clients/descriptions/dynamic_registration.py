"""Client metadata by the names of RFC 7591 §2, as a portal would register itself."""

import json
from collections.abc import Mapping
from typing import Any

from idp.clients.checks import GRANT_TYPES, SCOPES
from idp.clients.descriptions.reading import DescribedClient, Note, Reader
from idp.clients.metadata import write_metadata
from idp.clients.wire import AS_OURS, OF_BRANDING, read_wire
from idp.ids import ClientId

_OF_THE_OTHER = (
    *("client_id_issued_at", "client_secret_expires_at", "registration_access_token"),
    "registration_client_uri",
)


def read_dynamic_registration(content: Mapping[str, Any]) -> DescribedClient:
    """Return the client that `content` describes. Raises ClientRefused for a wrong type."""
    reader = Reader("registration", content)
    given = {**content}
    uris = reader.addresses("redirect_uris", reader.texts("redirect_uris"))
    given["redirect_uris"] = uris
    if unknown := [each for each in reader.texts("grant_types") if each not in GRANT_TYPES]:
        reader.note("safer", Note("grant_types", why="password_grant", value=", ".join(unknown)))
        given["grant_types"] = [each for each in reader.texts("grant_types") if each in GRANT_TYPES]
    client = read_wire(ClientId("described"), given, {})
    reader.members |= json.loads(write_metadata(client))
    reader.branding |= reader.members.pop("branding")
    reader.take("client_id", "id", reader.text("client_id"))
    for name in (*AS_OURS, *OF_BRANDING, "client_name"):
        if content.get(name) is not None:
            reader.note("taken", Note(name, name))
    scopes = reader.text("scope").split()
    if scopes:
        known = [scope for scope in scopes if scope in SCOPES and scope != "gpi.children"]
        reader.take("scope", "scopes", list(dict.fromkeys(("openid", *known))))
        for scope in scopes:
            if scope not in known:
                reader.note("left", Note("scope", why="nothing_alike", value=scope))
    if reader.text("client_secret"):
        reader.safer("client_secret", "secret")
    languages = (
        name for name in content if name.partition("#")[0] in ("client_name", *OF_BRANDING)
    )
    reader.seen(*AS_OURS, *OF_BRANDING, *languages, *_OF_THE_OTHER)
    reader.leave_rest()
    return reader.done()
