"""Records that a token holds the school claim, in the transaction that makes the token."""

from typing import Any

from idp.children import Evidence
from idp.clock import Clock
from idp.part import Part
from idp.storage import Transaction
from idp.tokens.grant import Grant
from idp.tokens.issued_claims import table


class IssuedClaims(Part):
    """The issued claims, by grant."""

    clock: Clock

    def record(self, tx: Transaction, grant: Grant, all_evidence: tuple[Evidence, ...]) -> None:
        """Record the claim of a token of `grant`; written right before the commit."""
        for evidence in all_evidence:
            tx.put_off(
                self,
                {
                    "grant_id": grant.id,
                    "link_id": evidence.link_id,
                    "address_id": evidence.address_id,
                    "import_id": evidence.import_id,
                    "account_id": grant.account_id,
                    "client_id": grant.client_id,
                    "sid": grant.sid,
                    "now": self.clock.seconds(),
                },
            )

    def write(self, tx: Transaction, items: list[dict[str, Any]]) -> None:
        """Write what was recorded."""
        for item in items:
            tx.run(table.TELL, **item)
