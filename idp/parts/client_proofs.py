"""How clients prove themselves, and that they hold the key of a token."""

from idp.clock import Clock
from idp.parts.tokens import Tokens
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
from idp.settings import Settings


class ClientProofs(Tokens):
    """What every endpoint asks first."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        origins = tuple(filter(None, (self.issuer, settings.mtls.origin)))
        assertions = Assertions(
            database=self.database, clock=clock, issuer=self.issuer, origins=origins
        )
        self.client_authentication = ClientAuthentication(
            clients=self.clients,
            clock=clock,
            private_key_jwt=PrivateKeyJwt(keys=self.client_keys, assertions=assertions),
            client_secret_jwt=ClientSecretJwt(vault=self.vault, clock=clock, assertions=assertions),
            tls_client_auth=TlsClientAuth(
                authorities=Authorities(file=settings.mtls.authorities_file, clock=clock),
                clock=clock,
            ),
            self_signed_tls_client_auth=SelfSignedTlsClientAuth(keys=self.client_keys, clock=clock),
        )
        nonces = DpopNonces(
            vault=self.vault, clock=clock, seconds=settings.tokens.dpop_nonce_seconds
        )
        self.possession = Possession(
            proofs=DpopProofs(
                nonces=nonces,
                database=self.database,
                clock=clock,
                origins=origins,
            )
        )
