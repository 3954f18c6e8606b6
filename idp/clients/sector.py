"""Whether a sector lists the redirect URIs of a client (OpenID Connect Registration §5)."""

from idp.clients.model import Client
from idp.errors import OperationError
from idp.outbound import Outbound, OutboundError
from idp.part import Part
from idp.untrusted import read_json

_OK = 200


class Sectors(Part):
    """Fetches the sector identifier URI of a client."""

    outbound: Outbound

    def check(self, client: Client) -> None:
        """Refuse a sector that does not list every redirect URI. Raises OperationError.

        Otherwise a client could get the pairwise identifiers of a sector that is not its own.
        """
        if client.sector_identifier_uri is None:
            return
        listed = self._listed(client.sector_identifier_uri)
        if not set(client.redirect_uris) <= listed:
            raise OperationError("sector_identifier_uri does not list every one of redirect_uris")

    def _listed(self, uri: str) -> set[str]:
        try:
            answer = self.outbound.get(uri, {"Accept": "application/json"})
            content = read_json(answer.body) if answer.status == _OK else None
        except OutboundError as error:
            raise OperationError("sector_identifier_uri cannot be fetched") from error
        except ValueError as error:
            raise OperationError("sector_identifier_uri is not answered by JSON") from error
        if not isinstance(content, list):
            raise OperationError("sector_identifier_uri is not answered by a JSON array")
        return {each for each in content if isinstance(each, str)}
