"""How clients prove themselves, and that they hold the key of a token: what endpoints ask first."""

from idp.protocol.token.binding.dpop import DpopProofs
from idp.protocol.token.binding.dpop_nonce import DpopNonces
from idp.protocol.token.binding.possession import Possession
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.protocol.token.client_authentication.assertion import Assertions
from idp.protocol.token.client_authentication.certificate import Authorities
from idp.protocol.token.client_authentication.client_secret_jwt import ClientSecretJwt
from idp.protocol.token.client_authentication.private_key_jwt import PrivateKeyJwt
from idp.protocol.token.client_authentication.self_signed_tls_client_auth import (
    SelfSignedTlsClientAuth,
)
from idp.protocol.token.client_authentication.tls_client_auth import TlsClientAuth
from idp.wiring import Parts


def client_authentication(parts: Parts) -> ClientAuthentication:
    """Return every way in which a client proves itself."""
    clock, keys = parts.clock, parts.directory.client_keys
    assertions = Assertions(
        database=parts.database, clock=clock, issuer=parts.issuer, origins=_origins(parts)
    )
    return ClientAuthentication(
        clients=parts.directory.clients,
        clock=clock,
        private_key_jwt=PrivateKeyJwt(keys=keys, assertions=assertions),
        client_secret_jwt=ClientSecretJwt(vault=parts.vault, clock=clock, assertions=assertions),
        tls_client_auth=TlsClientAuth(
            authorities=Authorities(file=parts.settings.mtls.authorities_file, clock=clock),
            clock=clock,
        ),
        self_signed_tls_client_auth=SelfSignedTlsClientAuth(keys=keys, clock=clock),
    )


def possession(parts: Parts) -> Possession:
    """Return what sees that whoever brings a token holds its key."""
    nonces = DpopNonces(
        vault=parts.vault,
        clock=parts.clock,
        seconds=parts.settings.tokens.dpop_nonce_seconds,
    )
    proofs = DpopProofs(
        nonces=nonces, database=parts.database, clock=parts.clock, origins=_origins(parts)
    )
    return Possession(proofs=proofs)


def _origins(parts: Parts) -> tuple[str, ...]:
    return tuple(filter(None, (parts.issuer, parts.settings.mtls.origin)))
