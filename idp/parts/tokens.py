"""Codes, tokens and claims."""

from functools import cached_property

from idp.clock import Clock
from idp.parts.subjects import Subjects
from idp.settings import Settings
from idp.tokens.access_token import AccessTokens
from idp.tokens.approval_requests import ApprovalRequests
from idp.tokens.claims import Claims
from idp.tokens.claims.gpi import GpiClaims
from idp.tokens.claims.standard import StandardClaims
from idp.tokens.id_token import IdTokens
from idp.tokens.pushed_request import PushedRequests
from idp.tokens.refresh_token import RefreshTokens
from idp.tokens.subject import Subjects as SubjectIdentifiers
from idp.tokens.told import Rederivation, ToldClaims, ToldTally


class Tokens(Subjects):
    """What is minted, and what is kept of it."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        lifetimes = settings.tokens
        self.subjects = SubjectIdentifiers(vault=self.vault)
        self.told_claims = ToldClaims(clock=clock)
        self.told_tally = ToldTally(vault=self.vault, audit=self.audit)
        self.claims = Claims(
            standard_claims=StandardClaims(addresses=self.addresses, details=self.details),
            gpi_claims=GpiClaims(
                children=self.children,
                told=self.told_claims,
                vault=self.vault,
                clock=clock,
                measures=self.measures,
            ),
        )
        self.id_tokens = IdTokens(
            keys=self.keys,
            issuer=self.issuer,
            seconds=lifetimes.id_token_seconds,
            not_before=self.restorations,
        )
        self.access_tokens = AccessTokens(
            keys=self.keys,
            issuer=self.issuer,
            seconds=lifetimes.access_token_seconds,
            not_before=self.restorations,
        )
        self.refresh_tokens = RefreshTokens(vault=self.vault, not_before=self.restorations)
        self.pushed_requests = PushedRequests(
            vault=self.vault, clock=clock, seconds=lifetimes.pushed_request_seconds
        )
        self.approval_requests = ApprovalRequests(vault=self.vault, clock=clock, settings=lifetimes)

    @cached_property
    def rederivation(self) -> Rederivation:
        """What derives again what was told."""
        return Rederivation(
            database=self.database,
            addresses=self.addresses,
            children=self.children,
            registry=self.registry,
            clock=self.clock,
            kept_imports=self.settings.registry.kept_imports,
        )
