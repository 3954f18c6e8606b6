"""The signature algorithms offered, and how a key for each is made (RFC 7518 §3, RFC 8037)."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from joserfc.jwk import ECKey, OKPKey, RSAKey

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
JoseKey = RSAKey | ECKey | OKPKey

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Asymmetric only: a relying party never holds what could sign in our name."""
ACCESS_TOKEN_ALGORITHM = "ES256"  # noqa: S105 - the name of an algorithm
"""Only we verify access tokens, and ES256 signs ten times faster than RS256."""
DEFAULT_ALGORITHM = "RS256"
"""What every client verifies, and what OpenID Connect Core §15.1 makes mandatory."""

KEY_ENCRYPTION = ("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW")
CONTENT_ENCRYPTION = ("A128CBC-HS256", "A256GCM")
"""What is encrypted to clients (RFC 7518 §4, §5); RSA1_5 is not to be had (RFC 8725 §3.2)."""


def make_private_key(algorithm: str, rsa_bits: int) -> PrivateKey:
    """Return a new private key for `algorithm`."""
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65_537, key_size=rsa_bits)


def private_bytes(key: PrivateKey) -> bytes:
    """Return `key` as PKCS #8 DER, to be sealed at once."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def read_private_key(der: bytes) -> PrivateKey:
    """Return the key that `private_bytes` wrote. Raises ValueError when it is none of ours.

    RSA's consistency check, 35 ms, is left out: the bytes come authenticated out of our own seal.
    """
    key = serialization.load_der_private_key(
        der, password=None, unsafe_skip_rsa_key_validation=True
    )
    if not isinstance(key, PrivateKey):
        raise ValueError("not a key of ours")  # noqa: TRY004 - one kind of error for callers
    return key


def read_public_key(jwk: dict[str, str]) -> JoseKey:
    """Return the key of a published JWK (RFC 7517 §4)."""
    if jwk["kty"] == "RSA":
        return RSAKey.import_key(dict(jwk))
    if jwk["kty"] == "EC":
        return ECKey.import_key(dict(jwk))
    return OKPKey.import_key(dict(jwk))


def public_jwk(key: PublicKey, kid: str, algorithm: str) -> dict[str, str]:
    """Return what is published of `key` (RFC 7517 §4)."""
    jose: JoseKey
    if isinstance(key, rsa.RSAPublicKey):
        jose = RSAKey(key, key)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        jose = ECKey(key, key)
    else:
        jose = OKPKey(key, key)
    members = {name: str(value) for name, value in jose.as_dict(private=False).items()}
    return {**members, "kid": kid, "use": "sig", "alg": algorithm}
