"""An authenticator in software, which can also be told to lie (WebAuthn Level 3 §6)."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "https://connexion.exemple.quebec"
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class Lies:
    """What a response says that it should not; None: the truth."""

    origin: str = ORIGIN
    rp_id: str | None = None
    challenge: str | None = None
    type: str | None = None
    verified: bool = True
    present: bool = True
    cross_origin: object = False
    signature: bytes | None = None
    user_handle: str | None = None
    credential_id: bytes | None = None
    eligible: bool = True
    count: int | None = None


@dataclass
class Device:
    """One credential, made by `create` and used by `get`."""

    counts: bool = True
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user_handle: str = ""

    def create(self, options: str, lies: Lies | None = None) -> str:
        """Answer `navigator.credentials.create`."""
        lies = lies or Lies()
        asked = json.loads(options)
        self.user_handle = asked["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public_key = cbor2.dumps(
            {
                1: 2,
                3: -7,
                -1: 1,
                -2: numbers.x.to_bytes(32, "big"),
                -3: numbers.y.to_bytes(32, "big"),
            }
        )
        attested = b"\0" * 16 + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(asked["rp"]["id"], lies, _ATTESTED) + attested + public_key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._response(
            lies,
            {
                "clientDataJSON": self._client_data("webauthn.create", asked, lies),
                "attestationObject": bytes_to_base64url(attestation),
            },
        )

    def get(self, options: str, lies: Lies | None = None) -> str:
        """Answer `navigator.credentials.get`."""
        lies = lies or Lies()
        asked = json.loads(options)
        if self.counts:
            self.count += 1
        data = self._data(asked["rpId"], lies)
        client_data = self._client_data("webauthn.get", asked, lies)
        signed = data + sha256(base64url_to_bytes(client_data)).digest()
        signature = lies.signature or self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._response(
            lies,
            {
                "clientDataJSON": client_data,
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature),
                "userHandle": lies.user_handle or self.user_handle,
            },
        )

    def _data(self, rp_id: str, lies: Lies, flags: int = 0) -> bytes:
        flags |= _PRESENT if lies.present else 0
        flags |= _VERIFIED if lies.verified else 0
        flags |= _ELIGIBLE | _BACKED_UP if lies.eligible else 0
        count = self.count if lies.count is None else lies.count
        host = sha256((lies.rp_id or rp_id).encode()).digest()
        return host + bytes([flags]) + count.to_bytes(4, "big")

    @staticmethod
    def _client_data(kind: str, asked: dict[str, Any], lies: Lies) -> str:
        content = {
            "type": lies.type or kind,
            "challenge": lies.challenge or asked["challenge"],
            "origin": lies.origin,
            "crossOrigin": lies.cross_origin,
        }
        return bytes_to_base64url(json.dumps(content).encode())

    def _response(self, lies: Lies, response: dict[str, Any]) -> str:
        name = bytes_to_base64url(lies.credential_id or self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
