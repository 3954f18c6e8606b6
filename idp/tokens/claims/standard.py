"""The standard claims that we know of a person (OpenID Connect Core §5.1, §5.4)."""

from typing import Any

from idp.accounts import AccountDetails, Addresses, Details, KeptDetails
from idp.ids import AccountId
from idp.part import Part
from idp.storage import Transaction

OF_SCOPE = {
    "email": ("email", "email_verified"),
    "profile": ("name", "given_name", "family_name", "locale", "updated_at"),
    "phone": ("phone_number", "phone_number_verified"),
    "address": ("address",),
}
_KEPT = frozenset(OF_SCOPE["profile"] + OF_SCOPE["phone"] + OF_SCOPE["address"])
_OF_ADDRESS = ("street_address", "locality", "region", "postal_code", "country")


class StandardClaims(Part):
    """Reads the standard claims of an account."""

    addresses: Addresses
    details: AccountDetails

    def read(
        self, tx: Transaction, account_id: AccountId, wanted: frozenset[str]
    ) -> dict[str, Any]:
        """Return those of `wanted` that are known; others are not read."""
        claims: dict[str, Any] = {}
        if not wanted.isdisjoint(OF_SCOPE["email"]):
            # Only proven addresses are stored, so there is no unverified one.
            for address in self.addresses.of_account(tx, account_id)[:1]:
                claims |= {"email": address.address.normal, "email_verified": True}
        if not wanted.isdisjoint(_KEPT):
            claims |= _details(self.details.of_account(tx, account_id))
        return {name: value for name, value in claims.items() if name in wanted}


def _details(kept: KeptDetails) -> dict[str, Any]:
    """Return the claims of an account's details; one without a value is left out (§5.3.2)."""
    details = kept.details
    claims = {
        "name": f"{details.given_name} {details.family_name}".strip(),
        "given_name": details.given_name,
        "family_name": details.family_name,
        "locale": kept.locale,
        "updated_at": kept.updated_at,
        "phone_number": details.phone_number,
        "address": _address(details),
    }
    if details.phone_number:
        # Nobody was ever called at the number.
        claims["phone_number_verified"] = False
    return {name: value for name, value in claims.items() if value not in (None, "", {})}


def _address(details: Details) -> dict[str, str]:
    """Return the members of the address (§5.1.1) that have a value."""
    members = {name: getattr(details, name) for name in _OF_ADDRESS}
    return {name: value for name, value in members.items() if value}
