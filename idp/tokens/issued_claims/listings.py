"""What registry imports said of the addresses that claims stand on; read once for many claims."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache, partial

from msgspec import Struct

from idp.registry import Access, Registry
from idp.storage import Transaction
from idp.tokens.issued_claims import table
from idp.tokens.issued_claims.claim import Correction
from idp.tokens.issued_claims.past import SLACK_SECONDS


class Place(Struct, frozen=True):
    """Where an address must be listed: on the file of a student, in an import."""

    organisation: str
    import_id: int
    student_key: bytes
    address_hash: bytes


class Listings:
    """The access that the addresses of `places` had there."""

    def __init__(self, tx: Transaction, registry: Registry, places: Collection[Place]) -> None:
        asked = {(each.address_hash, each.student_key) for each in places}
        self._corrections: defaultdict[tuple[bytes, bytes], list[Correction]] = defaultdict(list)
        for each in tx.among(table.CORRECTED, asked):
            self._corrections[each.address_hash, each.student_key].append(each)
        self._kept = registry.kept_access(
            tx,
            {
                (address_hash, place.student_key, place.import_id)
                for place in places
                for address_hash in self._address_hashes(place)
            },
        )
        # Read after the contacts: what is packed meanwhile is found in one of both.
        self._packed = cache(partial(registry.packed_access, tx))
        self.in_force = cache(partial(registry.past, tx))
        self.holds = cache(partial(registry.holds, tx))

    def access(self, place: Place, at: int) -> list[Access]:
        """Return the access of the address then, and of those that a letter had corrected by it."""
        found = (self._access(place, each) for each in self._address_hashes(place, at))
        return [each for each in found if each is not None]

    def _access(self, place: Place, address_hash: bytes) -> Access | None:
        contact = (address_hash, place.student_key, place.import_id)
        return self._kept.get(contact) or self._packed(place.organisation, contact)

    def _address_hashes(self, place: Place, at: int | None = None) -> list[bytes]:
        corrections = self._corrections.get((place.address_hash, place.student_key), ())
        return [
            place.address_hash,
            *(each.listed_hash for each in corrections if at is None or _stood(each, at)),
        ]


def _stood(correction: Correction, at: int) -> bool:
    return correction.stood(at - SLACK_SECONDS, at + SLACK_SECONDS)
