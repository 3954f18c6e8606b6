"""What a person agreed to give to a portal."""

from idp.ids import ClientId
from idp.storage import ActingTransaction
from idp.wiring import Provider
from tests.conftest import Parent

PORTAL = ClientId("portal")


def test_a_consent_covers_what_was_agreed_to_and_no_more(
    provider: Provider, parent: Parent
) -> None:
    account_id = parent.account.id
    with provider.database.writing() as tx:
        assert not provider.directory.consents.covers(tx, account_id, PORTAL, ("openid",))
        provider.directory.consents.give(
            ActingTransaction(tx), account_id, PORTAL, ("openid", "gpi")
        )

        assert provider.directory.consents.covers(tx, account_id, PORTAL, ("openid",))
        assert not provider.directory.consents.covers(tx, account_id, PORTAL, ("openid", "email"))
        assert not provider.directory.consents.covers(
            tx, account_id, ClientId("another"), ("openid",)
        )


def test_agreeing_to_more_keeps_what_was_agreed_to(provider: Provider, parent: Parent) -> None:
    account_id = parent.account.id
    with provider.database.writing() as tx:
        provider.directory.consents.give(ActingTransaction(tx), account_id, PORTAL, ("openid",))
        provider.directory.consents.give(ActingTransaction(tx), account_id, PORTAL, ("gpi",))

        assert provider.directory.consents.covers(tx, account_id, PORTAL, ("openid", "gpi"))
