"""The token endpoint, and every grant that it takes."""

from idp.clock import Clock
from idp.parts.client_proofs import ClientProofs
from idp.protocol.encryption import Encryption
from idp.protocol.token.endpoint import TokenEndpoint
from idp.protocol.token.grants.authorization_code import AuthorizationCodeGrant
from idp.protocol.token.grants.ciba import CibaGrant
from idp.protocol.token.grants.client_credentials import ClientCredentialsGrant
from idp.protocol.token.grants.device_code import DeviceCodeGrant
from idp.protocol.token.grants.jwt_bearer import JwtBearerGrant
from idp.protocol.token.grants.polled import PolledGrant
from idp.protocol.token.grants.refresh_token import RefreshTokenGrant
from idp.protocol.token.grants.token_exchange import TokenExchangeGrant
from idp.settings import Settings


class WithTokenEndpoint(ClientProofs):
    """Where grants become tokens."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        polled = PolledGrant(
            requests=self.approval_requests, database=self.database, claims=self.claims
        )
        self.encryption = Encryption(keys=self.client_keys)
        self.token = TokenEndpoint(
            authentication=self.client_authentication,
            possession=self.possession,
            grants=(
                AuthorizationCodeGrant(
                    database=self.database, clock=clock, claims=self.claims, audit=self.audit
                ),
                RefreshTokenGrant(
                    database=self.database,
                    clock=clock,
                    refresh_tokens=self.refresh_tokens,
                    claims=self.claims,
                    settings=settings.tokens,
                    audit=self.audit,
                ),
                ClientCredentialsGrant(),
                DeviceCodeGrant(polled=polled),
                CibaGrant(polled=polled),
                TokenExchangeGrant(
                    access_tokens=self.access_tokens,
                    id_tokens=self.id_tokens,
                    clients=self.clients,
                    database=self.database,
                    clock=clock,
                ),
                JwtBearerGrant(
                    keys=self.client_keys,
                    accounts=self.accounts,
                    consents=self.consents,
                    database=self.database,
                    clock=clock,
                    settings=settings,
                ),
            ),
            access_tokens=self.access_tokens,
            id_tokens=self.id_tokens,
            encryption=self.encryption,
            subjects=self.subjects,
            refresh_tokens=self.refresh_tokens,
            clock=clock,
        )
