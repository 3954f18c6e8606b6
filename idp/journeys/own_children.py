"""The children that one's own account has confirmed."""

from msgspec import Struct

from idp.accounts import Session, SessionDatabase
from idp.children import Children, LinkedChild
from idp.ids import AccountId
from idp.part import Part


class OwnedChildren(Struct, frozen=True):
    """The confirmed children, and how many more files list an address of the account."""

    linked: tuple[LinkedChild, ...]
    unconfirmed: int


class OwnChildren(Part):
    """Listing and removing; adding one is `confirm_child.py`."""

    database: SessionDatabase
    children: Children

    def list(self, account_id: AccountId) -> OwnedChildren:
        """Return the children of the account, as the registry has them now."""
        with self.database.reading() as tx:
            return OwnedChildren(
                linked=self.children.linked(tx, account_id),
                unconfirmed=self.children.unconfirmed_count(tx, account_id),
            )

    def remove(self, session: Session, link_id: str) -> None:
        """Forget that the account confirmed this child."""
        account_id = session.account_id
        with self.database.acting(session) as tx, self.children.watched(tx, account_id):
            self.children.unlink(tx, account_id, link_id)
