"""Signs with private halves that this process holds (RFC 7518 §3.3-3.5, RFC 8037 §3.1).

Straight from the library that computes: a layer between costs as much as a third of ES256.
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from idp.keys.algorithms import PrivateKey
from idp.keys.private_keys import Signer
from idp.part import Part

_SHA256 = hashes.SHA256()
_ECDSA = ec.ECDSA(_SHA256)
_COORDINATE_BYTES = 32
_RSA_PADDING: dict[str, padding.AsymmetricPadding] = {
    "RS256": padding.PKCS1v15(),
    # RFC 7518 §3.5: the salt is as long as the hash.
    "PS256": padding.PSS(mgf=padding.MGF1(_SHA256), salt_length=_SHA256.digest_size),
}


def signer_of(algorithm: str, key: PrivateKey) -> Signer:
    """Return what signs with `key`. Raises ValueError for a key of another algorithm."""
    match key:
        case rsa.RSAPrivateKey() if algorithm in _RSA_PADDING:
            return _RsaSigner(key=key, padding=_RSA_PADDING[algorithm])
        case ec.EllipticCurvePrivateKey(curve=ec.SECP256R1()) if algorithm == "ES256":
            return _EcSigner(key=key)
        case ed25519.Ed25519PrivateKey() if algorithm == "EdDSA":
            return _EdSigner(key=key)
        case _:
            raise ValueError(f"not a key for {algorithm}")


class _RsaSigner(Part):
    key: rsa.RSAPrivateKey
    padding: padding.AsymmetricPadding

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, self.padding, _SHA256)


class _EcSigner(Part):
    key: ec.EllipticCurvePrivateKey

    def sign(self, message: bytes) -> bytes:
        # JWS wants both numbers at their full length, not the library's DER (RFC 7518 §3.4).
        r, s = decode_dss_signature(self.key.sign(message, _ECDSA))
        return (r << 8 * _COORDINATE_BYTES | s).to_bytes(2 * _COORDINATE_BYTES, "big")


class _EdSigner(Part):
    key: ed25519.Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message)
