"""Client metadata of a request, checked (RFC 7591 §2, §3.1; OIDC Registration §2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from idp.clients import Client
from idp.clients.checks import check_client
from idp.clients.sector import Sectors
from idp.clients.self_registration import check_self_registered
from idp.clients.wire import read_wire
from idp.errors import OperationError
from idp.ids import ClientId
from idp.part import Part
from idp.protocol.errors import (
    InvalidClientMetadataError,
    InvalidRedirectUriError,
    InvalidSoftwareStatementError,
    InvalidTokenError,
    ProtocolError,
    UnapprovedSoftwareStatementError,
)
from idp.untrusted import read_object

_LONGEST_DESCRIPTION = 200
_SPELLED = str.maketrans({'"': "'", "\\": "/"})
_PARTS_OF_A_JWT = 3


def bearer(authorization: str | None) -> str:
    """Return the token of the header (RFC 6750 §2.1). Raises InvalidTokenError."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidTokenError
    return token.strip()


def read_body(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a request. Raises InvalidClientMetadataError."""
    try:
        return read_object(body)
    except ValueError as error:
        raise InvalidClientMetadataError(str(error)) from error


class RegistrationRequests(Part):
    """Reads registration requests into checked clients."""

    sectors: Sectors
    longest_id_token_seconds: int

    def read(
        self,
        client_id: ClientId,
        content: Mapping[str, Any],
        decided: Mapping[str, Any],
        offered: Sequence[str],
    ) -> Client:
        """Return the client, with the `decided` members and its requested scopes of `offered`.

        Raises ProtocolError with a code of RFC 7591 §3.2.2.
        """
        _check_statement(content.get("software_statement"))
        scopes = _scopes(content.get("scope"), offered)
        try:
            client = read_wire(client_id, content, {**decided, "scopes": scopes})
            check_client(client, self.longest_id_token_seconds)
            check_self_registered(client)
            self.sectors.check(client)
        except OperationError as error:
            raise _told(str(error)) from error
        return client


def _scopes(asked: object, offered: Sequence[str]) -> list[str]:
    """Return the scopes of `offered` asked for; all without a request (RFC 7591 §2)."""
    if asked is None:
        return list(offered)
    if not isinstance(asked, str):
        raise InvalidClientMetadataError("scope must be a text")
    wanted = asked.split(" ")
    return [scope for scope in offered if scope in wanted]


def _check_statement(statement: object) -> None:
    if statement is None:
        return
    if not isinstance(statement, str) or len(statement.split(".")) != _PARTS_OF_A_JWT:
        raise InvalidSoftwareStatementError("software_statement is not a signed JWT")
    raise UnapprovedSoftwareStatementError("no issuer of software statements is believed here")


def _told(problem: str) -> ProtocolError:
    # It may quote the client's text: RFC 6749 §5.2 allows only ASCII.
    text = problem.encode("ascii", "replace").decode().translate(_SPELLED)
    text = "".join(each if each.isprintable() else "?" for each in text)[:_LONGEST_DESCRIPTION]
    if problem.startswith("redirect_uris"):
        return InvalidRedirectUriError(text)
    return InvalidClientMetadataError(text)
