"""Notifies a person of a sign-in in a browser that is new to the account (ASVS 6.3.5)."""

from idp.accounts import Addresses
from idp.accounts.notices import Notices
from idp.additions import AccountBrowsers
from idp.ids import AccountId
from idp.journeys.visitor import Visitor
from idp.limits import KnownBrowsers, Limits
from idp.limits.names import NEW_BROWSER_TOLD_ACCOUNT
from idp.part import Part
from idp.storage import Transaction


class NewBrowsers(Part):
    """A few messages a day at most: people ignore frequent ones."""

    addresses: Addresses
    known_browsers: KnownBrowsers
    account_browsers: AccountBrowsers
    limits: Limits
    notices: Notices

    def notice(self, tx: Transaction, account_id: AccountId, visitor: Visitor) -> None:
        """Write to the account's addresses unless the browser is known under one of them.

        After a recovery every other browser counts as new: it may have been an intruder's.
        """
        known = not self.account_browsers.has_forgotten(tx, account_id, visitor.browser) and any(
            self.known_browsers.knows(tx, address=each.address.normal, browser=visitor.browser)
            for each in self.addresses.of_account(tx, account_id)
        )
        if not known and self.limits.allows(tx, NEW_BROWSER_TOLD_ACCOUNT, account_id):
            self.notices.new_browser(tx, account_id, visitor.device)
