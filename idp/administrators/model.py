"""An administrator, and a session of one."""

from typing import NewType

from idp.authenticators import Holder, Realm
from idp.discreet import Discreet, Hidden

AdministratorId = NewType("AdministratorId", str)


def holder_of(administrator_id: AdministratorId) -> Holder:
    """Return the administrator as the holder of passkeys, an app and recovery codes."""
    return Holder(Realm.ADMINISTRATOR, administrator_id)


class Administrator(Discreet, frozen=True):
    """An administrator; times in seconds.

    `roles` are names of `idp/administration/roles.py`. Somebody who never signed in (`entered_at`
    None) or is disabled can do nothing and does not count as an owner.
    """

    id: AdministratorId
    name: Hidden[str]
    address: Hidden[str]
    locale: str
    created_at: int
    entered_at: int | None
    disabled_at: int | None
    has_password: bool
    roles: tuple[str, ...]

    @property
    def can_enter(self) -> bool:
        """Whether they signed in once and are not disabled."""
        return self.entered_at is not None and self.disabled_at is None


class AdministratorSession(Discreet, frozen=True):
    """A browser in which an administrator is signed in; `proven_at`: the last authentication."""

    id_hash: Hidden[bytes]
    administrator_id: AdministratorId
    proven_at: int
    seen_at: int
    amr: tuple[str, ...]
