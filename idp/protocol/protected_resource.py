"""Requests with an access token (RFC 6750 §2, §3; RFC 8705 §3; RFC 9449 §7)."""

from msgspec import Struct

from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import (
    InvalidDpopProofError,
    InvalidRequestError,
    InvalidTokenError,
    ProtocolError,
    UseDpopNonceError,
)
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.binding.dpop import ALGORITHMS
from idp.protocol.token.binding.possession import Possession
from idp.tokens import jose
from idp.tokens.access_token import AccessToken, AccessTokens

_SCHEMES = ("bearer", "dpop")
_UNAUTHORIZED = 401


class ProtectedResource(Part):
    """Reads the access token of a request, and checks that its sender may use it."""

    access_tokens: AccessTokens
    possession: Possession
    clock: Clock

    def token_of(self, incoming: Incoming) -> AccessToken:
        """Return the token's content; the caller checks that its grant is still active.

        Raises InvalidTokenError, InvalidRequestError, InvalidDpopProofError, UseDpopNonceError.
        """
        scheme, presented = _presented(incoming)
        try:
            token = self.access_tokens.read(presented, self.clock.seconds())
        except jose.ForeignTokenError as error:
            raise InvalidTokenError("the access token is not good") from error
        self.possession.at_resource(incoming, presented, token.confirmation, scheme=scheme)
        return token


def _presented(incoming: Incoming) -> tuple[str, str]:
    """Return scheme and token: from the header or the form (RFC 6750 §2), never from the URL."""
    found = []
    if incoming.authorization is not None:
        scheme, _, token = incoming.authorization.partition(" ")
        if scheme.lower() in _SCHEMES and token:
            found.append((scheme.lower(), token.strip()))
    if incoming.form:
        posted = Parameters(incoming.form)
        posted.check()
        if (in_form := posted.get("access_token")) is not None:
            found.append(("bearer", in_form))
    if len(found) > 1:
        raise InvalidRequestError("the access token came twice")
    if not found:
        raise InvalidTokenError
    return found[0]


class ResourceRefusal(Struct, frozen=True):
    """How a resource refuses a request."""

    status: int
    headers: dict[str, str]


def refuse(error: ProtocolError, incoming: Incoming) -> ResourceRefusal:
    """Return how `error` is reported (RFC 6750 §3, RFC 9449 §7.1, §9)."""
    about_proof = isinstance(error, InvalidDpopProofError | UseDpopNonceError)
    by_dpop = about_proof or (incoming.authorization or "")[:5].lower() == "dpop "
    bearer, dpop = 'Bearer realm="parvis"', f'DPoP algs="{" ".join(ALGORITHMS)}"'
    # RFC 6750 §3.1: a request without any token gets no error code.
    if error.description:
        told = f', error="{error.code}", error_description="{error.description}"'
        bearer, dpop = (bearer, dpop + told) if by_dpop else (bearer + told, dpop)
    both = (dpop, bearer) if by_dpop else (bearer, dpop)
    headers = {"WWW-Authenticate": ", ".join(both), **error.headers}
    return ResourceRefusal(_UNAUTHORIZED if about_proof else error.status, headers)
