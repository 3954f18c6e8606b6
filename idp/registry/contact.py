"""A contact at rest: keyed hashes that find it, and one sealed value that says who it is."""

from dataclasses import dataclass

from idp.keys.vault import Vault

_ABOUT = "guardian_contact.contact"
_BETWEEN = "\n"  # no field holds a control character: the import refuses them


@dataclass(frozen=True, slots=True)
class SealedContact:
    """What is sealed: the address as the school wrote it, and the student's number and name."""

    address: str
    fiche: str
    given_name: str
    surname: str

    @property
    def student_name(self) -> str:
        """The student's name in full."""
        return f"{self.given_name} {self.surname}".strip()


def fiche_key(vault: Vault, organisation: str, fiche: str) -> bytes:
    """Return the 16 bytes that name a student, in this import and in all that follow."""
    return vault.keyed_hash("fiche", f"{organisation}\0{fiche}")


def permanent_code_key(vault: Vault, code: str) -> bytes:
    """Return the 16 bytes by which a permanent code is found."""
    return vault.keyed_hash("permanent_code", code)


def contact_key(vault: Vault, normal_address: str) -> bytes:
    """Return the 16 bytes by which an address is found: those of an account's address."""
    return vault.keyed_hash("address", normal_address)


def seal_contact(vault: Vault, *fields: str) -> bytes:
    """Return the fields of `SealedContact`, in its order, as one sealed value."""
    return vault.seal(_BETWEEN.join(fields), _ABOUT)


def open_contact(vault: Vault, sealed: bytes) -> SealedContact:
    """Return what was sealed. Raises ValueError when it cannot be trusted."""
    return SealedContact(*vault.open(sealed, _ABOUT).split(_BETWEEN))
