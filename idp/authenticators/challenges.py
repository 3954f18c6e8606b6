"""Challenges of passkeys: derived from a key, bound to a browser, valid for minutes and once.

Making one writes nothing, so that a sign-in page can carry one (autofill needs it before anything
is clicked) and a GET changes nothing. The challenge is a MAC over its id, its ceremony and its
browser; spending it is one INSERT, in the transaction of its effect.
"""

import json
import re
from enum import StrEnum

from idp.authenticators import table
from idp.authenticators.model import Realm
from idp.clock import MINUTE, Clock
from idp.discreet import Discreet, Hidden
from idp.errors import PersonError
from idp.ids import hashed, new_id
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Transaction

_ID = re.compile(r"[A-Za-z0-9_-]{22}\.(?P<ends>[0-9]{1,12})")
_VALID_SECONDS = 15 * MINUTE  # one may read the page before looking for a telephone


class Ceremony(StrEnum):
    """What a challenge is for; one for the one is not valid for the other."""

    REGISTRATION = "registration"
    ASSERTION = "assertion"


class ChallengeBinding(Discreet, frozen=True):
    """What a challenge is bound to; `holder_id` is "" when any holder of the realm may."""

    ceremony: Ceremony
    realm: Realm
    browser: Hidden[str]
    holder_id: str = ""


class Challenges(Part):
    """Makes challenges, and lets each be used once."""

    vault: Vault
    clock: Clock

    def new_id(self) -> str:
        """Return the id of a new challenge, which holds its expiry."""
        return f"{new_id()}.{self.clock.seconds() + _VALID_SECONDS}"

    def bytes_of(self, challenge_id: str, asked: ChallengeBinding) -> bytes:
        """Return the 32 bytes to sign. Raises PersonError PRV-PASSKEY-OVER."""
        self._ends(challenge_id)
        words = (challenge_id, asked.ceremony, asked.realm, asked.holder_id, asked.browser)
        return self.vault.mac("passkey.challenge", json.dumps(words))

    def use(self, tx: Transaction, challenge_id: str) -> None:
        """Spend it. Raises PersonError PRV-PASSKEY-OVER when it was spent before."""
        ends = self._ends(challenge_id)
        if not tx.run(table.USE_CHALLENGE, id_hash=hashed(challenge_id), expires_at=ends):
            raise _over()

    def _ends(self, challenge_id: str) -> int:
        found = _ID.fullmatch(challenge_id)
        ends = int(found["ends"]) if found else 0
        # An id with a changed expiry has another challenge, which nobody signed.
        if ends <= self.clock.seconds():
            raise _over()
        return ends


def _over() -> PersonError:
    return PersonError("PRV-PASSKEY-OVER", "authenticators.errors.passkey_over")
