"""Confirming a child: a proven address on the file, and the file's number (ours, no standard).

Neither number is a secret, so this must be no oracle: one answer and the same work whether the
number is wrong or the address is not on that file, and every try is counted before it is compared.
"""

import hmac
from dataclasses import dataclass

from idp.audit import Audit
from idp.audit.events import ChildRefused, ChildrenConfirmed
from idp.children import table
from idp.children.links import Links
from idp.children.model import Confirmed
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.limits import Charge, Limits
from idp.limits.names import (
    CHILD_TRIED_ACCOUNT,
    CHILD_TRIED_CHILD,
    CHILD_TRIED_NETWORK,
    CHILD_TRIED_ORGANISATION,
)
from idp.registry import fiche_key, permanent_code_key
from idp.settings import Settings
from idp.spelling.child_number import ChildNumber, parse_child_number
from idp.storage import Acting, Row, Transaction


@dataclass(frozen=True, slots=True)
class Try:
    """Who typed what, where."""

    account_id: AccountId
    organisation: str
    number: ChildNumber
    network: str


class Confirmation:
    """Matches a number with the files that list the account's addresses."""

    def __init__(
        self, *, vault: Vault, clock: Clock, limits: Limits, audit: Audit, settings: Settings
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._limits = limits
        self._audit = audit
        self._each = settings.registry.confirm == "each"
        self._links = Links(vault=vault, clock=clock)

    def confirm(
        self,
        acting: Acting,
        *,
        account_id: AccountId,
        organisation: str,
        typed: str,
        network: str,
    ) -> Confirmed:
        """Link the children whose file lists a proven address, if `typed` is one's number.

        Takes what opens a transaction, not one: a try must be counted even when it comes to
        nothing. Raises PersonError: what `parse_child_number` raises; PRV-ORGANISATION-UNKNOWN;
        PRV-TOO-MANY; PRV-CHILD-NO-MATCH (field `number`).
        """
        number = parse_child_number(typed, now=self._clock.seconds())
        attempt = Try(account_id, organisation, number, network)
        charges = _charges(attempt)
        with acting() as tx:
            _check_organisation(tx, organisation)
            self._limits.charge_all(tx, charges)
        with acting() as tx:
            confirmed = self._match(tx, attempt)
            if confirmed.children:
                self._limits.give_back(tx, charges)
        if not confirmed.children:
            raise PersonError("PRV-CHILD-NO-MATCH", "errors.child_no_match", field="number")
        return confirmed

    def _match(self, tx: Transaction, attempt: Try) -> Confirmed:
        files = tx.rows(
            table.FILES_OF_ACCOUNT,
            account_id=attempt.account_id,
            organisation=attempt.organisation,
            now=self._clock.seconds(),
        )
        students = {bytes(row[0]): row for row in files}
        named = self._named(attempt, files)
        if not named:
            event = ChildRefused(subject=attempt.account_id, organisation=attempt.organisation)
            self._audit.record(tx, event)
            return Confirmed(children=0)
        linked = {key: row for key, row in students.items() if key in named or not self._each}
        self._links.add(
            tx, attempt.account_id, attempt.organisation, list(linked.values()), typed_for=named
        )
        self._audit.record(
            tx,
            ChildrenConfirmed(
                subject=attempt.account_id,
                organisation=attempt.organisation,
                count=len(linked),
            ),
        )
        return Confirmed(children=len(linked))

    def _named(self, attempt: Try, files: list[Row]) -> set[bytes]:
        """Return the students whose number was typed; looks at every file in any case."""
        number = attempt.number
        fiche = fiche_key(self._vault, attempt.organisation, number.fiche or "")
        code = permanent_code_key(self._vault, number.permanent_code or "")
        found = set()
        for student_key, permanent_code_hash, *_ in files:
            if hmac.compare_digest(bytes(student_key), fiche) | hmac.compare_digest(
                bytes(permanent_code_hash or b""), code
            ):
                found.add(bytes(student_key))
        return found


def _charges(attempt: Try) -> tuple[Charge, ...]:
    number = attempt.number.fiche or attempt.number.permanent_code
    return (
        (CHILD_TRIED_ACCOUNT, attempt.account_id),
        (CHILD_TRIED_CHILD, f"{attempt.organisation}\0{number}"),
        (CHILD_TRIED_NETWORK, attempt.network),
        (CHILD_TRIED_ORGANISATION, attempt.organisation),
    )


def _check_organisation(tx: Transaction, organisation: str) -> None:
    if tx.row(table.FIND_ORGANISATION, code=organisation) is None:
        raise PersonError(
            "PRV-ORGANISATION-UNKNOWN", "errors.organisation_unknown", field="organisation"
        )
