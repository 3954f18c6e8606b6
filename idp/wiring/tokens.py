"""Codes, tokens and claims."""

from idp.once import built_once
from idp.tokens.access_token import AccessTokens
from idp.tokens.approval_requests import ApprovalRequests
from idp.tokens.claims import Claims
from idp.tokens.claims.gpi import GpiClaims
from idp.tokens.claims.standard import StandardClaims
from idp.tokens.former_subjects import FormerSubjects
from idp.tokens.id_token import IdTokens
from idp.tokens.issued_claims import IssuedClaims, IssuedTally, Rederivation
from idp.tokens.known_tokens import KnownTokens
from idp.tokens.pushed_request import PushedRequests
from idp.tokens.refresh_token import RefreshTokens
from idp.tokens.subject import Subjects
from idp.wiring import Provider


class Tokens:
    """Issuing codes and tokens, and what is kept of them."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._vault = provider.vault
        self._clock = provider.clock
        self._lifetimes = provider.settings.tokens

    @built_once
    def subjects(self) -> Subjects:
        return Subjects(
            vault=self._vault, former=self.former_subjects, database=self._provider.database
        )

    @built_once
    def former_subjects(self) -> FormerSubjects:
        return FormerSubjects(vault=self._vault, clock=self._clock)

    @built_once
    def claims(self) -> Claims:
        directory = self._provider.directory
        return Claims(
            standard_claims=StandardClaims(
                addresses=directory.addresses, details=directory.details
            ),
            gpi_claims=GpiClaims(
                children=directory.children,
                issued=self.issued_claims,
                vault=self._vault,
                clock=self._clock,
                measures=self._provider.measures,
            ),
        )

    @built_once
    def id_tokens(self) -> IdTokens:
        return IdTokens(
            keys=self._provider.keys,
            issuer=self._provider.issuer,
            seconds=self._lifetimes.id_token_seconds,
            not_before=self._provider.restorations,
        )

    @built_once
    def access_tokens(self) -> AccessTokens:
        return AccessTokens(
            keys=self._provider.keys,
            issuer=self._provider.issuer,
            seconds=self._lifetimes.access_token_seconds,
            not_before=self._provider.restorations,
            known=KnownTokens(),
        )

    @built_once
    def refresh_tokens(self) -> RefreshTokens:
        return RefreshTokens(vault=self._vault, not_before=self._provider.restorations)

    @built_once
    def pushed_requests(self) -> PushedRequests:
        return PushedRequests(
            vault=self._vault, clock=self._clock, seconds=self._lifetimes.pushed_request_seconds
        )

    @built_once
    def approval_requests(self) -> ApprovalRequests:
        return ApprovalRequests(vault=self._vault, clock=self._clock, settings=self._lifetimes)

    @built_once
    def issued_claims(self) -> IssuedClaims:
        return IssuedClaims(clock=self._clock)

    @built_once
    def issued_tally(self) -> IssuedTally:
        return IssuedTally(vault=self._vault, audit=self._provider.audit)

    @built_once
    def rederivation(self) -> Rederivation:
        directory = self._provider.directory
        return Rederivation(
            database=self._provider.database,
            addresses=directory.addresses,
            children=directory.children,
            registry=directory.registry,
            clock=self._clock,
            kept_imports=self._provider.settings.registry.kept_imports,
        )
