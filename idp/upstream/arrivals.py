"""Identities without an account yet, kept while an address is proven (pre-hijacking, nOAuth).

An arrival holds the provider's claims about one identity. It is bound to the browser that came
back and, once an address is being proven for it, to that one proof: no other proof can spend it.
"""

import json

from msgspec.structs import asdict

from idp.clock import Clock
from idp.discreet import Discreet, Hidden
from idp.errors import PersonError
from idp.ids import hashed, new_secret
from idp.keys import Vault
from idp.part import Part
from idp.storage import Transaction
from idp.upstream import table
from idp.upstream.model import Identity, Returned

_ABOUT = "upstream_arrival.arrival"


class UpstreamArrival(Discreet, frozen=True):
    """An identity that waits for a proven address."""

    id: Hidden[str]
    identity: Identity
    suggested_address: Hidden[str | None]
    several_factors: bool
    proof_hash: Hidden[bytes | None] = None

    def is_bound_to(self, proof_id: str) -> bool:
        """Return whether that proof was begun for this arrival."""
        return self.proof_hash == hashed(proof_id)


class Arrivals(Part):
    """The pending arrivals."""

    vault: Vault
    clock: Clock
    seconds: int

    def keep(self, tx: Transaction, arrived: Returned, browser: str) -> str:
        """Keep `arrived` for `browser` and return its id."""
        arrival_id, now = new_secret(), self.clock.seconds()
        content = {
            "identity": asdict(arrived.identity),
            "suggested_address": arrived.suggested_address,
            "several_factors": arrived.several_factors,
        }
        tx.run(
            table.ADD_ARRIVAL,
            id_hash=hashed(arrival_id),
            browser_hash=hashed(browser),
            arrival_sealed=self.vault.seal(json.dumps(content), _ABOUT),
            now=now,
            expires_at=now + self.seconds,
        )
        return arrival_id

    def get(self, tx: Transaction, arrival_id: str, browser: str) -> UpstreamArrival:
        """Return the arrival. Raises PersonError PRV-ARRIVAL-OVER when it expired or was spent."""
        row = tx.row(table.FIND_ARRIVAL, now=self.clock.seconds(), **_names(arrival_id, browser))
        if row is None:
            raise _over()
        sealed, proof_hash = row
        content = json.loads(self.vault.open(sealed, _ABOUT))
        identity = content["identity"]
        return UpstreamArrival(
            id=arrival_id,
            identity=Identity(**{**identity, "key": tuple(identity["key"])}),
            suggested_address=content["suggested_address"],
            several_factors=content["several_factors"],
            proof_hash=proof_hash,
        )

    def bind(self, tx: Transaction, arrival_id: str, browser: str, proof_id: str) -> None:
        """Let only the proof `proof_id`, begun for this arrival, spend it from now on.

        Raises PersonError PRV-ARRIVAL-OVER.
        """
        names = _names(arrival_id, browser)
        now = self.clock.seconds()
        if not tx.run(table.BIND_ARRIVAL, proof_hash=hashed(proof_id), now=now, **names):
            raise _over()

    def spend(self, tx: Transaction, arrival: UpstreamArrival, browser: str, proof_id: str) -> None:
        """Spend the arrival, in the transaction that adds its account or link.

        Raises PersonError PRV-ARRIVAL-OVER when it was spent, or is not bound to that proof.
        """
        names = _names(arrival.id, browser)
        now = self.clock.seconds()
        if not tx.run(table.SPEND_ARRIVAL, proof_hash=hashed(proof_id), now=now, **names):
            raise _over()


def _names(arrival_id: str, browser: str) -> dict[str, bytes]:
    return {"id_hash": hashed(arrival_id), "browser_hash": hashed(browser)}


def _over() -> PersonError:
    return PersonError("PRV-ARRIVAL-OVER", "errors.arrival_over")
