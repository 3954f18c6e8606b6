"""What is written for a session, by tests of what is below sessions."""

from contextlib import AbstractContextManager

from idp.accounts import Account, Session
from idp.storage import Acting, ActingTransaction
from idp.wiring import Provider
from tests.relying_party import sign_in


def acting(provider: Provider) -> Acting:
    """Return what opens transactions as if a session was held in them."""

    def opened() -> AbstractContextManager[ActingTransaction]:
        return provider.database.writing()  # type: ignore[return-value]  # the very pretence

    return opened


def session_of(provider: Provider, account: Account) -> Session:
    """Sign the account in, and return its new session."""
    token = sign_in(provider, account)
    with provider.database.reading() as tx:
        session = provider.directory.sessions.find(tx, token)
    assert session is not None
    return session
