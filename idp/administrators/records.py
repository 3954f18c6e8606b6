"""The shapes that rows are read as, where they are not in `model.py`."""

from msgspec import Struct

from idp.administrators.model import AdministratorId
from idp.discreet import Discreet, Hidden


class AdministratorRow(Struct, frozen=True):
    """An administrator."""

    id: AdministratorId
    name_sealed: bytes
    address_sealed: bytes
    locale: str
    created_at: int
    entered_at: int | None
    disabled_at: int | None
    has_password: bool
    roles: tuple[str, ...]


class Entrant(Discreet, frozen=True):
    """The administrator who has an address, and the hash of their password."""

    id: AdministratorId
    password_hash: Hidden[str | None]


class SessionRow(Struct, frozen=True):
    """A live session."""

    administrator_id: AdministratorId
    proven_at: int
    seen_at: int
    amr: tuple[str, ...]
