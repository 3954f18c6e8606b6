"""Sign-in at another provider: request and response (OpenID Connect Core §3.1.2)."""

import logging
from collections.abc import Mapping
from urllib.parse import urlencode

from idp._authlib import s256_challenge
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import new_secret
from idp.keys import Vault
from idp.normalisation.address import parse_address
from idp.outbound import Outbound
from idp.settings import UpstreamSettings
from idp.storage import Database, Writing
from idp.upstream.attempts import Attempts
from idp.upstream.call_counts import CallCounts
from idp.upstream.dialect import Claims, NotTrustedError
from idp.upstream.exchange import Exchange
from idp.upstream.model import Attempt, ProviderButton, Returned, UpstreamAction
from idp.upstream.outcomes import UpstreamError, UpstreamOutcome
from idp.upstream.provider import Upstream

_log = logging.getLogger(__name__)


class Upstreams:
    """Every provider of the settings, in their order."""

    def __init__(
        self,
        *,
        settings: UpstreamSettings,
        outbound: Outbound,
        vault: Vault,
        clock: Clock,
        issuer: str,
        counts: CallCounts,
    ) -> None:
        self._providers = {
            each.name: Upstream(settings=each, outbound=outbound, counts=counts)
            for each in settings.providers
        }
        self._attempts = Attempts(vault=vault, clock=clock, seconds=settings.attempt_seconds)
        self._exchange = Exchange(clock=clock)
        self._issuer = issuer

    def offers(self, locale: str) -> tuple[ProviderButton, ...]:
        """Return the buttons, in `locale`."""
        return tuple(
            ProviderButton(
                name=each.name,
                label=each.settings.label_en if locale == "en" else each.settings.label_fr,
                logo=each.settings.logo,
                answers=each.answers,
            )
            for each in self._providers.values()
        )

    def hinted(self, domain_hint: str | None) -> str | None:
        """Return the provider that a portal's `domain_hint` means, or None."""
        for each in self._providers.values():
            if domain_hint and domain_hint.lower() in each.settings.domain_hints:
                return each.name
        return None

    def begin(self, writing: Writing, name: str, action: UpstreamAction, *, browser: str) -> str:
        """Return the URL to send the browser to. Raises UpstreamError, KeyError for no provider."""
        provider = self._providers[name]
        metadata = provider.documents.get().metadata
        attempt = Attempt(
            provider=name,
            purpose=action.purpose,
            journey_id=action.journey_id,
            account_id=action.account_id,
            return_to=action.return_to,
            nonce=new_secret(),
            code_verifier=new_secret(),
        )
        with writing() as tx:
            state = self._attempts.begin(tx, attempt, browser)
        query = {
            "client_id": provider.client_id,
            "redirect_uri": self._redirect_uri(name),
            "response_type": "code",
            "response_mode": "query",
            "scope": provider.settings.scope,
            "state": state,
            "nonce": attempt.nonce,
            "code_challenge": s256_challenge(attempt.code_verifier),
            "code_challenge_method": "S256",
            # Computers at school are shared: who signed in there last is not who comes in here.
            # Choosing an account may need no password there: where a recent sign-in is due, the
            # provider has to ask for one.
            "prompt": "login" if action.again else "select_account",
        }
        endpoint = str(metadata["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def came_back(
        self, database: Database, name: str, parameters: Mapping[str, str], browser: str
    ) -> Attempt:
        """Use the attempt up that `state` names. Raises UpstreamError OVER, KeyError."""
        provider = self._providers[name]
        state = parameters.get("state", "")
        attempt = self._attempts.use(database, provider.name, state, browser)
        if attempt is None:
            raise UpstreamError(
                UpstreamOutcome.OVER, "state is unknown, used, or of another browser"
            )
        return attempt

    def finish(self, attempt: Attempt, parameters: Mapping[str, str]) -> Returned:
        """Return the person who came back from `attempt`. Raises UpstreamError.

        An error that the answer names is read only now, when `state` was found to be ours.
        """
        provider = self._providers[attempt.provider]
        if "error" in parameters:
            error, description = parameters["error"], parameters.get("error_description", "")
            outcome = provider.dialect.outcome(error, description)
            raise UpstreamError(outcome, provider.dialect.detail(error, description))
        claims = self._exchange.redeem(
            provider, attempt, parameters.get("code", ""), self._redirect_uri(provider.name)
        )
        try:
            identity = provider.dialect.identity(provider.name, claims)
        except NotTrustedError as error:
            raise UpstreamError(UpstreamOutcome.NOT_TRUSTED, f"ID token: {error}") from None
        said = claims.get("amr")
        several = isinstance(said, list) and "mfa" in said
        return Returned(
            identity=identity,
            attempt=attempt,
            suggested_address=_suggested(claims),
            several_factors=several and provider.settings.trusts_mfa,
        )

    def end_session_uri(self, name: str, return_uri: str) -> str | None:
        """Return where a person signs out of the provider too; None when it is not known."""
        provider = self._providers.get(name)
        if provider is None:
            return None
        try:
            endpoint = provider.documents.get().metadata.get("end_session_endpoint")
        except UpstreamError:
            return None
        if not isinstance(endpoint, str):
            return None
        query = urlencode({"post_logout_redirect_uri": return_uri, "client_id": provider.client_id})
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"

    @property
    def names(self) -> tuple[str, ...]:
        """The providers' names, in their order."""
        return tuple(self._providers)

    def is_heard(self, name: str) -> bool:
        """Return whether the provider answered this process recently."""
        return self._providers[name].calls.breaker.is_closed

    def label(self, name: str, locale: str) -> str:
        """Return the provider's displayed name."""
        settings = self._providers[name].settings
        return settings.label_en if locale == "en" else settings.label_fr

    def _redirect_uri(self, name: str) -> str:
        return f"{self._issuer}{CALLBACK_PATH.format(name=name)}"


CALLBACK_PATH = "/continuer-avec/{name}/retour"


def _suggested(claims: Claims) -> str | None:
    """Return the provider's address claim as a suggestion, if it is an address."""
    for name in ("email", "preferred_username"):
        value = claims.get(name)
        if isinstance(value, str):
            try:
                return parse_address(value).written
            except PersonError:
                continue
    return None
