"""Binds a proof to what it was begun for, and to when its code came back (docs/decisions/0024).

Write access to the database is not enough to begin one for another address, nor to mark one proven.
"""

import hmac
from base64 import urlsafe_b64encode

from msgspec import Struct

from idp.accounts.model import EmailVerification, Purpose
from idp.accounts.sealed_address import address_hash
from idp.ids import AccountId, ProofId, hashed
from idp.keys.vault import Vault
from idp.normalisation.address import Address

_TABLE = "address_proof"


class BegunFor(Struct, frozen=True):
    """Who began to prove which address, and for what."""

    browser: str
    purpose: Purpose
    address: Address
    account_id: AccountId | None


def named(vault: Vault, begun_for: BegunFor, at: int, nonce: str = "") -> ProofId:
    """Return the id of the proof that was begun `at` that second; the database has its hash.

    `nonce` tells apart those that were begun for the same in the same second.
    """
    parts = (
        begun_for.browser,
        begun_for.purpose.value,
        begun_for.address.normal,
        begun_for.account_id or "",
        str(at),
        *((nonce,) if nonce else ()),
    )
    mac = urlsafe_b64encode(vault.mac("address_proof.id", "\0".join(parts))).decode().rstrip("=")
    return ProofId(f"{nonce}.{mac}" if nonce else mac)


def browser_hash(vault: Vault, browser: str) -> bytes:
    """Return by what the proofs of a browser are found."""
    return vault.keyed_hash("address_proof.browser", browser)


def proven_mac(vault: Vault, proof: EmailVerification, proven_at: int) -> bytes:
    """Return the MAC of the row of `proof` once it is proven at that second."""
    return vault.row_mac(_TABLE, _columns(vault, proof, proven_at))


def is_bound(vault: Vault, proof: EmailVerification, mac: bytes | None) -> bool:
    """Return whether the row says what `proof` was begun for, and `mac` that it was proven."""
    begun_for = BegunFor(proof.browser, proof.purpose, proof.address, proof.account_id)
    nonce = proof.id.rpartition(".")[0]
    right = named(vault, begun_for, proof.created_at, nonce)
    if not hmac.compare_digest(right.encode(), proof.id.encode("utf-8", "surrogatepass")):
        return False
    if proof.proven_at is None:
        return True
    return vault.is_bound(_TABLE, _columns(vault, proof, proof.proven_at), mac)


def _columns(vault: Vault, proof: EmailVerification, proven_at: int) -> tuple[object, ...]:
    return (
        hashed(proof.id),
        browser_hash(vault, proof.browser),
        proof.purpose.value,
        proof.account_id,
        address_hash(vault, proof.address),
        proven_at,
    )
