"""By which name a client knows an account (OpenID Connect Core §8)."""

from idp.ids import AccountId


def subject_of(account_id: AccountId) -> str:
    """Return the `sub` of the account: random, the same for every client, never reused."""
    return account_id
