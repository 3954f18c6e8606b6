"""The school registry: organisations, schools, and the adults on each student's file.

Owns the imported rows and which import is in force. Does not own accounts, nor which of them
confirmed which student: `idp/children` joins the two.
"""

from idp.registry.contact import SealedContact, fiche_key, open_contact, permanent_code_key
from idp.registry.model import Access, Organisation
from idp.registry.registry import Registry

__all__ = [
    "Access",
    "Organisation",
    "Registry",
    "SealedContact",
    "fiche_key",
    "open_contact",
    "permanent_code_key",
]
