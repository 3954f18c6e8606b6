"""Every grant that the token endpoint takes."""

from collections.abc import Mapping

from idp.protocol.token.endpoint import GrantType
from idp.protocol.token.grants.authorization_code import AuthorizationCodeGrant
from idp.protocol.token.grants.ciba import CibaGrant
from idp.protocol.token.grants.client_credentials import ClientCredentialsGrant
from idp.protocol.token.grants.device_code import DeviceCodeGrant
from idp.protocol.token.grants.jwt_bearer import JwtBearerGrant
from idp.protocol.token.grants.polled import PolledGrant
from idp.protocol.token.grants.refresh_token import RefreshTokenGrant
from idp.protocol.token.grants.token_exchange import TokenExchangeGrant
from idp.wiring import Provider


def every_grant(provider: Provider) -> Mapping[str, GrantType]:
    """Return the grants by their names, each with what it redeems by."""
    database, clock, audit = provider.database, provider.clock, provider.audit
    directory, tokens = provider.directory, provider.tokens
    polled = PolledGrant(requests=tokens.approval_requests, database=database, claims=tokens.claims)
    grants: tuple[GrantType, ...] = (
        AuthorizationCodeGrant(database=database, clock=clock, claims=tokens.claims, audit=audit),
        RefreshTokenGrant(
            database=database,
            clock=clock,
            refresh_tokens=tokens.refresh_tokens,
            claims=tokens.claims,
            settings=provider.settings.tokens,
            audit=audit,
        ),
        ClientCredentialsGrant(),
        DeviceCodeGrant(polled=polled),
        CibaGrant(polled=polled),
        TokenExchangeGrant(
            access_tokens=tokens.access_tokens,
            id_tokens=tokens.id_tokens,
            clients=directory.clients,
            database=database,
            clock=clock,
        ),
        JwtBearerGrant(
            keys=directory.client_keys,
            accounts=directory.accounts,
            consents=directory.consents,
            subjects=tokens.subjects,
            database=database,
            clock=clock,
            settings=provider.settings,
        ),
    )
    return {grant.name: grant for grant in grants}
