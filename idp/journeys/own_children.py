"""The children that one's own account has confirmed."""

from msgspec import Struct

from idp.accounts import Session, SessionDatabase
from idp.children import Children, LinkedChild
from idp.ids import AccountId


class OwnedChildren(Struct, frozen=True):
    """The confirmed children, and how many more files list an address of the account."""

    linked: tuple[LinkedChild, ...]
    unconfirmed: int


class OwnChildren:
    """Listing and removing; adding one is `confirm_child.py`."""

    def __init__(self, *, database: SessionDatabase, children: Children) -> None:
        self._database = database
        self._children = children

    def list(self, account_id: AccountId) -> OwnedChildren:
        """Return the children of the account, as the registry has them now."""
        with self._database.reading() as tx:
            return OwnedChildren(
                linked=self._children.linked(tx, account_id),
                unconfirmed=self._children.unconfirmed_count(tx, account_id),
            )

    def remove(self, session: Session, link_id: str) -> None:
        """Forget that the account confirmed this child."""
        account_id = session.account_id
        with self._database.acting(session) as tx, self._children.watched(tx, account_id):
            self._children.unlink(tx, account_id, link_id)
