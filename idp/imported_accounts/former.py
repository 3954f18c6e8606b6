"""An account as a file of the former system has it, checked."""

from msgspec import Struct

from idp.imported_accounts.model import FormerIdentity, FormerPassword
from idp.normalisation.address import Address


class FormerAccount(Struct, frozen=True, kw_only=True):
    """One account there; `locale` is `fr` or `en`, the first address the one that opened it."""

    subject: str
    addresses: tuple[Address, ...] = ()
    locale: str = "fr"
    is_disabled: bool = False
    password: FormerPassword | None = None
    identities: tuple[FormerIdentity, ...] = ()


class FormerChild(Struct, frozen=True):
    """A child that the account `subject` had confirmed there."""

    subject: str
    organisation: str
    fiche: str
