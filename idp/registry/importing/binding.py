"""Binding what the version before imported: contacts, packs, and which import is in force."""

from idp.keys.bound_rows import Binding
from idp.keys.vault import Vault
from idp.registry.archive import kept_columns, kept_contacts
from idp.registry.contact import contact_mac, organisation_mac
from idp.registry.importing import table
from idp.storage import Row


def registry_to_bind(vault: Vault) -> tuple[Binding, ...]:
    """Return how each table of imports is bound."""
    return (
        Binding(
            page=table.CONTACTS_TO_BIND,
            write=table.BIND_CONTACT,
            key=("address_hash", "student_key", "import_id"),
            before_all=(b"", b"", -1),
            code=lambda row: contact_mac(vault, row),
        ),
        Binding(
            page=table.PACKS_TO_BIND,
            write=table.BIND_PACK,
            key=("import_id", "organisation", "first"),
            before_all=(-1, "", b""),
            code=lambda row: _codes(vault, row),
        ),
        Binding(
            page=table.ORGANISATIONS_TO_BIND,
            write=table.BIND_ORGANISATION,
            key=("code",),
            before_all=("",),
            code=lambda row: organisation_mac(vault, *row),
        ),
    )


def _codes(vault: Vault, pack: Row) -> bytes:
    import_id, organisation, _, packed = pack
    return b"".join(
        contact_mac(vault, kept_columns(organisation, import_id, contact))
        for contact, _ in kept_contacts(packed, None)
    )
