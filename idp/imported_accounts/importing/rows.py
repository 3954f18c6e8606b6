"""What an import writes of an account: plain tuples, so that more of them than memory holds sort.

Everything is sealed or hashed before it is sorted: the disk holds nobody's address.
"""

from idp.imported_accounts.bound import (
    account_mac,
    address_mac,
    child_mac,
    contact_hash,
    imported_key,
    student_key,
)
from idp.imported_accounts.former import FormerAccount, FormerChild
from idp.imported_accounts.sealed import (
    seal_address,
    seal_fiche,
    seal_identity,
    seal_password,
)
from idp.keys.vault import Vault

_CONTENT = "imported_account.content"

AddressTuple = tuple[bytes, bytes, bytes]
"""address_hash, address_sealed, mac"""
AccountTuple = tuple[
    bytes,
    int,
    bytes,
    str,
    str,
    int,
    str | None,
    bytes | None,
    bytes,
    tuple[AddressTuple, ...],
    tuple[bytes, ...],
]
"""id, line, content_hash, subject, locale, disabled, password_scheme, password_sealed, mac,
addresses, identities"""
ChildTuple = tuple[bytes, str, bytes, int, bytes, bytes]
"""id, organisation, student_key, line, fiche_sealed, mac"""


def account_row(vault: Vault, source: str, former: FormerAccount, line: int) -> AccountTuple:
    """Return what is written of an account of `source`."""
    imported_id = imported_key(vault, source, former.subject)
    disabled = int(former.is_disabled)
    password = former.password
    return (
        imported_id,
        line,
        content_hash(vault, source, former),
        former.subject,
        former.locale,
        disabled,
        None if password is None else password.scheme,
        None if password is None else seal_password(vault, imported_id, password.text),
        account_mac(vault, imported_id, disabled=disabled, claimed_by=None),
        tuple(
            (
                hashed,
                seal_address(vault, imported_id, each),
                address_mac(vault, imported_id, hashed),
            )
            for each in former.addresses
            for hashed in (contact_hash(vault, each.normal),)
        ),
        tuple(seal_identity(vault, imported_id, each) for each in former.identities),
    )


def content_hash(vault: Vault, source: str, former: FormerAccount) -> bytes:
    """Return the keyed hash of all that the file says: sealed values differ each time."""
    password = former.password
    return vault.row_mac(
        _CONTENT,
        (
            source,
            former.subject,
            former.locale,
            former.is_disabled,
            [(each.normal, each.written) for each in former.addresses],
            None if password is None else (password.scheme, password.text),
            [(each.issuer, each.subject) for each in former.identities],
        ),
    )


def child_row(vault: Vault, source: str, child: FormerChild, line: int) -> ChildTuple:
    """Return what is written of a child that an account of `source` had confirmed."""
    imported_id = imported_key(vault, source, child.subject)
    key = student_key(vault, child.organisation, child.fiche)
    return (
        imported_id,
        child.organisation,
        key,
        line,
        seal_fiche(vault, imported_id, child.fiche),
        child_mac(vault, imported_id, child.organisation, key),
    )
