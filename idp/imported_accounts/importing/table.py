"""The statements of imports: what is there already, and what is written."""

from idp.storage import Load

LOAD_ACCOUNTS = Load(
    "imported_account",
    (
        *("id", "content_hash", "subject", "locale", "disabled", "password_scheme"),
        *("password_sealed", "mac", "source", "imported_at", "changed_at"),
    ),
)
LOAD_ADDRESSES = Load("imported_address", ("imported_id", "address_hash", "address_sealed", "mac"))
LOAD_IDENTITIES = Load("imported_identity", ("imported_id", "number", "identity_sealed"))
LOAD_CHILDREN = Load(
    "imported_child",
    ("imported_id", "organisation", "student_key", "fiche_sealed", "mac", "added_at"),
)
