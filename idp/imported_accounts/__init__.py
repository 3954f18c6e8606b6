"""Accounts of a former system, which wait for their owners; imports write them, nobody else.

Owns the tables `imported_account`, `imported_address`, `imported_identity` and `imported_child`.
An imported account is no account: it opens nothing and proves nothing. It becomes of use when an
account, whose owner proved one of its addresses, claims it (docs/decisions/0044).
"""

from idp.imported_accounts.imported_accounts import ImportedAccounts
from idp.imported_accounts.model import (
    FormerIdentity,
    FormerPassword,
    ImportedAccount,
    ImportedId,
    PendingChild,
)

__all__ = [
    "FormerIdentity",
    "FormerPassword",
    "ImportedAccount",
    "ImportedAccounts",
    "ImportedId",
    "PendingChild",
]
