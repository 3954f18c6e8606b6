"""The keys that a client proves to hold (RFC 8705 §3, RFC 9449 §5)."""

from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.part import Part
from idp.protocol.errors import InvalidDpopProofError, InvalidRequestError, InvalidTokenError
from idp.protocol.incoming import Incoming
from idp.protocol.token.binding.dpop import DpopProofs
from idp.protocol.token.binding.mtls import thumbprint_of
from idp.tokens.confirmation import Confirmation


class Possession(Part):
    """Checks a request's client certificate and DPoP proof."""

    proofs: DpopProofs

    def at_token_endpoint(self, incoming: Incoming, client: Client) -> Confirmation:
        """Return the keys to which this request's tokens are bound.

        Raises InvalidDpopProofError, UseDpopNonceError, and InvalidRequestError without a
        certificate that the client's registration requires.
        """
        x5t = None
        if client.tls_client_certificate_bound_access_tokens:
            if incoming.certificate is None:
                raise InvalidRequestError("this client must show its TLS certificate (RFC 8705)")
            x5t = thumbprint_of(incoming.certificate)
        jkt = self.dpop_key(incoming)
        if jkt is None and _needs_dpop(client):
            raise InvalidDpopProofError("this client must send a DPoP proof (RFC 9449)")
        return Confirmation(jkt=jkt, x5t=x5t)

    def dpop_key(self, incoming: Incoming) -> str | None:
        """Return the thumbprint of the key that signed the proof; None without a proof.

        Raises InvalidDpopProofError, UseDpopNonceError.
        """
        return None if incoming.dpop is None else self.proofs.check(incoming)

    def at_resource(
        self, incoming: Incoming, access_token: str, bound: Confirmation, *, scheme: str
    ) -> None:
        """Refuse `access_token` without the keys to which it is `bound`.

        `scheme` is the authorization scheme in lower case. Raises InvalidTokenError for another
        scheme or key (RFC 9449 §7.2), InvalidDpopProofError, UseDpopNonceError.
        """
        if scheme != bound.token_type.lower():
            raise InvalidTokenError("the access token is presented by another scheme than its own")
        if bound.jkt and self.proofs.check(incoming, access_token=access_token) != bound.jkt:
            raise InvalidTokenError("the access token is bound to another key")
        if bound.x5t and (
            incoming.certificate is None or thumbprint_of(incoming.certificate) != bound.x5t
        ):
            raise InvalidTokenError("the access token is bound to another certificate")


def _needs_dpop(client: Client) -> bool:
    by_certificate = client.tls_client_certificate_bound_access_tokens
    constrained = rules_of(client).sender_constraint_required
    return client.dpop_bound_access_tokens or (constrained and not by_certificate)
