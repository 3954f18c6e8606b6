"""Offers to reopen a closed account, to a person who signed in to it.

The offer is sealed and kept in the browser: it is valid for a while, in that browser, for that
closing. Nothing about it is stored.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from idp.accounts import Closed, HeldAccount
from idp.clock import MINUTE, Clock
from idp.discreet import Discreet, Hidden
from idp.errors import PersonError
from idp.ids import AccountId, hashed
from idp.journeys.methods import Methods
from idp.keys.vault import Vault
from idp.part import Part

_ABOUT = "reopening.offer"
_VALID_SECONDS = 15 * MINUTE


class ReopeningOffer(Discreet, frozen=True):
    """The account that may be reopened, and how its owner signed in.

    `password` is a digest of the account's password hash: no offer outlives a password.
    """

    closed: Closed
    methods: Methods
    remember: bool
    password: Hidden[str]
    journey_hash: bytes | None = None
    """The waiting request that the person signed in for."""

    def is_of(self, account: HeldAccount) -> bool:
        """Return whether the account still has the password that it had then."""
        return password_digest(account.password_hash) == self.password


class ReopeningOfferedError(PersonError):
    """The sign-in was right and the account is closed: `token` is the sealed offer."""

    def __init__(self, token: str) -> None:
        super().__init__("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        self.token = token


class ReopeningOffers(Part):
    """Writes offers and reads them back."""

    vault: Vault
    clock: Clock

    def make(self, offer: ReopeningOffer, browser: str) -> ReopeningOfferedError:
        """Return the error that makes `offer` in `browser` in place of the sign-in."""
        written = {
            "account": offer.closed.account_id,
            "closed_at": offer.closed.closed_at,
            "erase_at": offer.closed.erase_at,
            "amr": list(offer.methods.amr),
            "acr": offer.methods.acr,
            "remember": offer.remember,
            "password": offer.password,
            "journey": (offer.journey_hash or b"").hex(),
            "until": self.clock.seconds() + _VALID_SECONDS,
        }
        sealed = self.vault.seal(json.dumps(written), _about(browser))
        return ReopeningOfferedError(urlsafe_b64encode(sealed).rstrip(b"=").decode())

    def read(self, token: str, browser: str) -> ReopeningOffer:
        """Return the offer that was made to `browser`. Raises PersonError PRV-REOPENING-OVER."""
        try:
            sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
            known = json.loads(self.vault.open(sealed, _about(browser)))
        except ValueError:
            known = None
        if known is None or known["until"] <= self.clock.seconds():
            raise PersonError("PRV-REOPENING-OVER", "errors.reopening_over")
        return ReopeningOffer(
            closed=Closed(AccountId(known["account"]), known["closed_at"], known["erase_at"]),
            methods=Methods(tuple(known["amr"]), known["acr"]),
            remember=known["remember"],
            password=known.get("password", ""),
            journey_hash=bytes.fromhex(known.get("journey", "")) or None,
        )


def password_digest(password_hash: str | None) -> str:
    """Return a digest that differs between passwords of an account, and reveals neither."""
    return hashed(password_hash or "").hex()


def _about(browser: str) -> str:
    return f"{_ABOUT} {browser}"
