"""Proofs that the sender of a request holds a key (RFC 9449 §4.2, §4.3)."""

from base64 import urlsafe_b64encode
from typing import Any

from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from idp.clock import MINUTE, Clock
from idp.ids import hashed
from idp.keys.algorithms import JoseKey, read_public_key
from idp.normalisation.token_type import is_token_type
from idp.part import Part
from idp.protocol.client_jwt import LONGEST, is_time
from idp.protocol.errors import InvalidDpopProofError, UseDpopNonceError
from idp.protocol.incoming import Incoming
from idp.protocol.token.binding.dpop_nonce import DpopNonces
from idp.storage import Database
from idp.tokens.dpop_proof import use_proof
from idp.untrusted import split_uri
from idp.untrusted.jwt import read_claims, read_header

ALGORITHMS = ("ES256", "PS256", "Ed25519", "EdDSA")
"""Those of the FAPI 2.0 Security Profile (§5.4), of which the last has two names (RFC 9864 §2)."""
_TYP = "dpop+jwt"
_SKEW_SECONDS = MINUTE
_FEWEST_RSA_BITS = 2_048
_LONGEST_JTI = 512
_PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_CURVES = {None, "P-256", "Ed25519"}
_PORTS = {"https": 443, "http": 80}
_MALFORMED = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class _Registry(JWSRegistry):
    # An RSA key alone fills the 512 bytes that joserfc expects of a header.
    max_header_length = LONGEST


class DpopProofs(Part):
    """Checks DPoP proofs; each is valid once."""

    nonces: DpopNonces
    database: Database
    clock: Clock
    origins: tuple[str, ...]
    """The `https://host` under which our endpoints are known."""

    def check(self, incoming: Incoming, *, access_token: str | None = None) -> str:
        """Return the thumbprint of the key that signed the proof of `incoming`.

        With an `access_token` the proof must be for it (§7.1). Raises InvalidDpopProofError, and
        UseDpopNonceError when only a nonce is missing.
        """
        proof = incoming.dpop or ""
        try:
            key, claims = _read(proof)
            thumbprint = key.thumbprint()
        except _MALFORMED as error:
            raise InvalidDpopProofError("the DPoP proof is malformed or badly signed") from error
        if not self._is_for(claims, incoming) or not _is_with(claims, access_token):
            raise InvalidDpopProofError("the DPoP proof is for another request")
        self._check_times(claims)
        jti = claims.get("jti")
        if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_JTI:
            raise InvalidDpopProofError("the DPoP proof has no jti")
        # Committed by itself: a request that fails later has still used its proof.
        # Kept for longer than any node's clock would accept it.
        expires_at = self.clock.seconds() + 3 * _SKEW_SECONDS + 2 * self.nonces.seconds
        with self.database.writing(shared=True) as tx:
            first = use_proof(tx, thumbprint, jti, expires_at)
        if not first:
            raise InvalidDpopProofError("the DPoP proof was used before")
        return thumbprint

    def _is_for(self, claims: dict[str, Any], incoming: Incoming) -> bool:
        place = _place(claims.get("htu"))
        known = (_place(f"{origin}{incoming.path}") for origin in self.origins)
        return claims.get("htm") == incoming.method and place is not None and place in known

    def _check_times(self, claims: dict[str, Any]) -> None:
        now = self.clock.seconds()
        issued, begins, expires = (claims.get(name) for name in ("iat", "nbf", "exp"))
        optional = (each for each in (begins, expires) if each is not None)
        if not is_time(issued) or not all(is_time(each) for each in optional):
            raise InvalidDpopProofError("a time of the DPoP proof is missing or no whole number")
        is_over = expires is not None and expires <= now - _SKEW_SECONDS
        if is_over or (begins or 0) > now + _SKEW_SECONDS:
            raise InvalidDpopProofError("the DPoP proof is not valid now")
        if not self.nonces.seconds:
            if abs(issued - now) > _SKEW_SECONDS:
                raise InvalidDpopProofError("the DPoP proof is too old, or from the future")
        elif not self.nonces.is_good(claims.get("nonce")):
            # §11.1: the nonce dates the proof independently of the client's clock.
            raise UseDpopNonceError(self.nonces.fresh())


def _read(proof: str) -> tuple[JoseKey, dict[str, Any]]:
    # Two headers arrive joined by a comma, which no JWT holds (§4.3, item 1).
    header = read_header(proof, LONGEST)
    algorithm = header["alg"]
    if not is_token_type(header.get("typ"), _TYP):
        raise ValueError("another kind of token")
    if algorithm not in ALGORITHMS or "crit" in header:
        raise ValueError("an algorithm that is not offered, or more than we read")
    key = _public_key(header["jwk"])
    # Unknown header members are ignored (RFC 7515 §4).
    registry = _Registry(algorithms=[algorithm], strict_check_header=False)
    return key, read_claims(proof, key, [algorithm], registry=registry)


def _public_key(jwk: dict[str, Any]) -> JoseKey:
    if jwk.keys() & _PRIVATE_MEMBERS:
        raise ValueError("a private key")
    if jwk.get("crv") not in _CURVES:
        raise ValueError("another curve")
    if jwk.get("kty") == "RSA":
        modulus = int.from_bytes(urlsafe_b64decode(jwk["n"].encode()), "big")
        if modulus.bit_length() < _FEWEST_RSA_BITS:
            raise ValueError("too short a key")
    return read_public_key(jwk)


def _is_with(claims: dict[str, Any], access_token: str | None) -> bool:
    if access_token is None:
        return True
    digest = urlsafe_b64encode(hashed(access_token)).rstrip(b"=").decode()
    return bool(claims.get("ath") == digest)


def _place(uri: object) -> tuple[str, str | None, int | None, str] | None:
    """Return the parts of `uri` to compare, normalised (§4.3, item 9; RFC 3986 §6.2.2, §6.2.3)."""
    if not isinstance(uri, str):
        return None
    parts = split_uri(uri)
    port = parts.port or _PORTS.get(parts.scheme)
    if not parts.netloc or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port, parts.path or "/"
