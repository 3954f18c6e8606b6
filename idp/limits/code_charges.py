"""Which budgets a code that is sent, or tried, is charged to: see `names.py` for why."""

from msgspec import Struct

from idp.limits.known_browsers import KnownBrowsers
from idp.limits.limits import Charge, Limits
from idp.limits.names import (
    CODE_OPEN_NETWORK_HOUR,
    CODE_SENT_ACCOUNT_DAY,
    CODE_SENT_ADDRESS_DAY,
    CODE_SENT_ADDRESS_HOUR,
    CODE_SENT_BROWSER_HOUR,
    CODE_SENT_GLOBAL_HOUR,
    CODE_SENT_NETWORK_HOUR,
    CODE_TRIED_ACCOUNT_DAY,
    CODE_TRIED_ADDRESS_DAY,
    CODE_TRIED_BROWSER_DAY,
    CODE_TRIED_NETWORK_HOUR,
    PROOF_BEGUN_NETWORK,
)
from idp.storage import Transaction


class Charged(Struct, frozen=True):
    """What a code is charged to: an address (normal form), the browser that asked for it.

    With `account_id`, the account that sends it to an address of its own.
    """

    address: str
    browser: str
    account_id: str | None = None


def sent_charges(
    tx: Transaction, known: KnownBrowsers, charged: Charged, network: str
) -> tuple[Charge, ...]:
    """Return the charges of a code that is sent."""
    shared = (
        (CODE_OPEN_NETWORK_HOUR, network),
        (CODE_SENT_NETWORK_HOUR, network),
        (CODE_SENT_GLOBAL_HOUR, ""),
    )
    address, browser = charged.address, charged.browser
    if charged.account_id is not None:
        return ((CODE_SENT_ACCOUNT_DAY, charged.account_id), *shared)
    if known.knows(tx, address=address, browser=browser):
        return ((CODE_SENT_BROWSER_HOUR, f"{address}\0{browser}"), *shared)
    return ((CODE_SENT_ADDRESS_HOUR, address), (CODE_SENT_ADDRESS_DAY, address), *shared)


def tried_charges(
    tx: Transaction, known: KnownBrowsers, charged: Charged, network: str
) -> tuple[Charge, ...]:
    """Return the charges of a code that is typed."""
    address, browser = charged.address, charged.browser
    if charged.account_id is not None:
        return ((CODE_TRIED_ACCOUNT_DAY, charged.account_id), (CODE_TRIED_NETWORK_HOUR, network))
    if known.knows(tx, address=address, browser=browser):
        return ((CODE_TRIED_BROWSER_DAY, f"{address}\0{browser}"),)
    return ((CODE_TRIED_ADDRESS_DAY, address), (CODE_TRIED_NETWORK_HOUR, network))


def give_back_open(
    tx: Transaction, limits: Limits, network: str, *, began_at: int, sent_at: int, sent: int
) -> None:
    """Give `network` back the charges of an address and its `sent` codes: one was entered."""
    limits.give_back(tx, ((PROOF_BEGUN_NETWORK, network),), at=began_at)
    limits.give_back(tx, ((CODE_OPEN_NETWORK_HOUR, network),), at=sent_at, count=sent)
