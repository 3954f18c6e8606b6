"""Client authentication, and proof of possession of a token's key."""

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
from idp.wiring import Provider


def client_authentication(provider: Provider) -> ClientAuthentication:
    """Return every method of client authentication."""
    clock, keys = provider.clock, provider.directory.client_keys
    assertions = Assertions(
        database=provider.database, clock=clock, issuer=provider.issuer, origins=_origins(provider)
    )
    return ClientAuthentication(
        clients=provider.directory.clients,
        clock=clock,
        private_key_jwt=PrivateKeyJwt(keys=keys, assertions=assertions),
        client_secret_jwt=ClientSecretJwt(vault=provider.vault, clock=clock, assertions=assertions),
        tls_client_auth=TlsClientAuth(
            authorities=Authorities(file=provider.settings.mtls.authorities_file, clock=clock),
            clock=clock,
        ),
        self_signed_tls_client_auth=SelfSignedTlsClientAuth(keys=keys, clock=clock),
    )


def possession(provider: Provider) -> Possession:
    """Return the part that checks that the sender of a token holds its key."""
    nonces = DpopNonces(
        vault=provider.vault,
        clock=provider.clock,
        seconds=provider.settings.tokens.dpop_nonce_seconds,
    )
    proofs = DpopProofs(
        nonces=nonces, database=provider.database, clock=provider.clock, origins=_origins(provider)
    )
    return Possession(proofs=proofs)


def _origins(provider: Provider) -> tuple[str, ...]:
    return tuple(filter(None, (provider.issuer, provider.settings.mtls.origin)))
