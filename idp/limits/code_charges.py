"""Whose budgets a code that is sent, or tried, draws on: see `names.py` for why."""

from idp.limits.known_browsers import KnownBrowsers
from idp.limits.limits import Charge, Limits
from idp.limits.names import (
    CODE_OPEN_NETWORK_HOUR,
    CODE_SENT_ADDRESS_DAY,
    CODE_SENT_ADDRESS_HOUR,
    CODE_SENT_BROWSER_HOUR,
    CODE_SENT_GLOBAL_HOUR,
    CODE_SENT_NETWORK_HOUR,
    CODE_TRIED_ADDRESS_DAY,
    CODE_TRIED_BROWSER_DAY,
    CODE_TRIED_NETWORK_HOUR,
    PROOF_BEGUN_NETWORK,
)
from idp.storage import Transaction


def sent_charges(
    tx: Transaction, known: KnownBrowsers, address: str, browser: str, network: str
) -> tuple[Charge, ...]:
    """Return what a code sent to `address` (normal form), asked for by `browser`, is charged."""
    shared = (
        (CODE_OPEN_NETWORK_HOUR, network),
        (CODE_SENT_NETWORK_HOUR, network),
        (CODE_SENT_GLOBAL_HOUR, ""),
    )
    if known.knows(tx, address=address, browser=browser):
        return ((CODE_SENT_BROWSER_HOUR, f"{address}\0{browser}"), *shared)
    return ((CODE_SENT_ADDRESS_HOUR, address), (CODE_SENT_ADDRESS_DAY, address), *shared)


def tried_charges(
    tx: Transaction, known: KnownBrowsers, address: str, browser: str, network: str
) -> tuple[Charge, ...]:
    """Return what a code typed in `browser` for `address` (normal form) is charged."""
    if known.knows(tx, address=address, browser=browser):
        return ((CODE_TRIED_BROWSER_DAY, f"{address}\0{browser}"),)
    return ((CODE_TRIED_ADDRESS_DAY, address), (CODE_TRIED_NETWORK_HOUR, network))


def give_back_open(
    tx: Transaction, limits: Limits, network: str, *, began_at: int, sent_at: int, sent: int
) -> None:
    """Give `network` back what an address and its `sent` codes were charged: one came back."""
    limits.give_back(tx, ((PROOF_BEGUN_NETWORK, network),), at=began_at)
    limits.give_back(tx, ((CODE_OPEN_NETWORK_HOUR, network),), at=sent_at, count=sent)
