"""The claim that portals trust: this person controls the address on this child's file.

It is true if and only if, now: a code that we sent proved the address, the current registry
lists it as a guardian's on a student's file, and the account confirmed one such student.
"""

from base64 import urlsafe_b64encode
from typing import Any

from idp.children import Children, CurrentChild, SchoolFacts, SchoolStatus
from idp.clients import Client
from idp.clock import Clock
from idp.ids import AccountId
from idp.keys import Vault
from idp.measures import Family, Measures, each_of
from idp.storage import Transaction
from idp.tokens.claims import verified_claims
from idp.tokens.grant import Grant
from idp.tokens.issued_claims import IssuedClaims

OF_SCOPE = {
    "gpi": (
        "gpi_email_verified",
        "gpi_email",
        "gpi_email_verified_at",
        "gpi_registry_at",
        "gpi_status",
    ),
    "gpi.children": ("gpi_children",),
}
VERIFIED = "verified_claims"
_READ = Family(
    name="parvis_school_claims_total",
    tells="How often the school claims were read, by what they said (gpi_status).",
    labels=("gpi_status",),
    series=each_of(tuple(SchoolStatus)),
)
NAMES = frozenset(name for names in OF_SCOPE.values() for name in names)


class GpiClaims:
    """Reads the school claims of an account."""

    def __init__(
        self,
        *,
        children: Children,
        issued: IssuedClaims,
        vault: Vault,
        clock: Clock,
        measures: Measures,
    ) -> None:
        self._issued = issued
        self._read = measures.counter(_READ)
        self._children = children
        self._vault = vault
        self._clock = clock

    def read(
        self,
        tx: Transaction,
        client: Client,
        account_id: AccountId,
        wanted: frozenset[str],
        *,
        token_of: Grant | None,
        verified: object = None,
    ) -> dict[str, Any]:
        """Return those of `wanted` that are true now; `verified` is the request for them.

        Claims in a token are recorded with its grant (`token_of`); userinfo, which writes nothing,
        returns them again for a token.
        """
        if wanted.isdisjoint(NAMES | {VERIFIED}):
            return {}
        facts = self._children.facts(tx, account_id)
        if token_of is not None:
            all_evidence = (
                facts.all_evidence if "gpi_children" in wanted else facts.all_evidence[:1]
            )
            self._issued.record(tx, token_of, all_evidence)
        self._read.add(facts.status)
        claims = _verification(facts)
        if "gpi_children" in wanted:
            numbers: dict[bytes, str] = {}
            if token_of is None and client.child_numbers:
                numbers = self._children.numbers(tx, account_id)
            claims["gpi_children"] = [
                self._child(client, child, numbers) for child in facts.children
            ]
        if VERIFIED in wanted:
            found = verified_claims.answer(verified, facts, self._clock.seconds())
            claims |= {VERIFIED: found} if found else {}
        return {name: value for name, value in claims.items() if name in wanted}

    def _child(
        self, client: Client, child: CurrentChild, numbers: dict[bytes, str]
    ) -> dict[str, Any]:
        content: dict[str, Any] = {
            "id": self._pairwise(client, child.student_key),
            "organisation": child.organisation,
            "school": child.school,
            "relationship": child.relationship,
        }
        if child.until is not None:
            content["until"] = child.until
        if child.student_key in numbers:
            content["fiche_number"] = numbers[child.student_key]
        return content

    def _pairwise(self, client: Client, student_key: bytes) -> str:
        # OpenID Connect Core §8.1, for a child: portals of two sectors cannot join their lists.
        digest = self._vault.mac(f"child.{client.sector_identifier}", student_key.hex())
        return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _verification(facts: SchoolFacts) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "gpi_email_verified": facts.status is SchoolStatus.VERIFIED,
        "gpi_status": str(facts.status),
    }
    if facts.address is not None:
        claims["gpi_email"] = facts.address
    if facts.proven_at is not None:
        claims["gpi_email_verified_at"] = facts.proven_at
    if facts.registry_at is not None:
        claims["gpi_registry_at"] = facts.registry_at
    return claims
