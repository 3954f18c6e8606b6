"""What a person agreed to give to a portal."""

from idp.ids import ClientId
from idp.storage import ActingTransaction
from idp.wiring import Parts
from tests.conftest import Parent

PORTAL = ClientId("portal")


def test_a_consent_covers_what_was_agreed_to_and_no_more(house: Parts, parent: Parent) -> None:
    account_id = parent.account.id
    with house.database.writing() as tx:
        assert not house.directory.consents.covers(tx, account_id, PORTAL, ("openid",))
        house.directory.consents.give(ActingTransaction(tx), account_id, PORTAL, ("openid", "gpi"))

        assert house.directory.consents.covers(tx, account_id, PORTAL, ("openid",))
        assert not house.directory.consents.covers(tx, account_id, PORTAL, ("openid", "email"))
        assert not house.directory.consents.covers(tx, account_id, ClientId("another"), ("openid",))


def test_agreeing_to_more_keeps_what_was_agreed_to(house: Parts, parent: Parent) -> None:
    account_id = parent.account.id
    with house.database.writing() as tx:
        house.directory.consents.give(ActingTransaction(tx), account_id, PORTAL, ("openid",))
        house.directory.consents.give(ActingTransaction(tx), account_id, PORTAL, ("gpi",))

        assert house.directory.consents.covers(tx, account_id, PORTAL, ("openid", "gpi"))
