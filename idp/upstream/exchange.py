"""Exchanges an authorization code for a validated ID token (RFC 6749 §4.1.3; OIDC Core §3.1.3)."""

import logging
from collections.abc import Mapping
from typing import Any

from idp.clock import Clock
from idp.part import Part
from idp.upstream.dialect import Claims, NotTrustedError
from idp.upstream.model import Attempt
from idp.upstream.outcomes import UpstreamError, UpstreamOutcome
from idp.upstream.provider import Upstream
from idp.upstream.validation import Expected, validate

_OK = 200
_log = logging.getLogger(__name__)


class Exchange(Part):
    """Redeems codes at providers."""

    clock: Clock

    def redeem(self, provider: Upstream, attempt: Attempt, code: str, redirect_uri: str) -> Claims:
        """Return the claims of the validated ID token. Raises UpstreamError."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": attempt.code_verifier,
        }
        answer = self._answer(provider, form)
        expected = Expected(
            client_id=provider.client_id,
            nonce=attempt.nonce,
            metadata=provider.documents.get().metadata,
            now=self.clock.seconds(),
            access_token=_text(answer.get("access_token")),
        )
        try:
            return validate(
                answer.get("id_token"), expected, provider.documents.key, provider.dialect
            )
        except NotTrustedError as error:
            raise UpstreamError(provider.outcome_of(error), f"ID token: {error}") from None

    def _answer(self, provider: Upstream, form: Mapping[str, str]) -> dict[str, Any]:
        """Return a successful answer, by the first credential that the provider accepts."""
        for number, _ in enumerate(provider.credentials):
            status, answer = self._post(provider, form, number)
            if status == _OK:
                return answer
            error = _text(answer.get("error")) or "no error named"
            description = _text(answer.get("error_description")) or ""
            detail = provider.dialect.detail(error, description)
            if error != "invalid_client":
                raise UpstreamError(provider.dialect.outcome(error, description), detail)
            _log.error("%s refuses our credential number %d: %s", provider.name, number + 1, detail)
        raise UpstreamError(UpstreamOutcome.OUR_FAULT, "no credential is accepted")

    def _post(
        self, provider: Upstream, form: Mapping[str, str], number: int
    ) -> tuple[int, dict[str, Any]]:
        metadata = provider.documents.get().metadata
        credential, now = provider.credentials[number], self.clock.seconds()
        proof = credential.prove(provider.client_id, metadata, now)
        return provider.calls.post(
            metadata["token_endpoint"], {**form, **proof.form}, proof.headers
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
