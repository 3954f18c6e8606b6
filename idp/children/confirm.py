"""Confirms a child: a proven address on the file, and the file's number (ours, no standard).

Neither number is a secret, so this must be no oracle: the same answer and work whether the number
is wrong or the address is not on that file, and every try is counted before it is compared.
"""

import hmac
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct, structs

from idp.audit import Audit
from idp.audit.events import ChildRefused, ChildrenConfirmed
from idp.children import table
from idp.children.links import ChildLinks, File
from idp.children.model import Confirmed
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.limits import Charge, Left, Limits
from idp.limits.names import (
    CHILD_TRIED_ACCOUNT,
    CHILD_TRIED_CHILD,
    CHILD_TRIED_NETWORK,
    CHILD_TRIED_ORGANISATION,
)
from idp.normalisation.child_number import ChildNumber, parse_child_number
from idp.registry import fiche_key, permanent_code_key
from idp.registry.contact import is_row_bound
from idp.settings import Settings
from idp.storage import Acting, Transaction

Student = tuple[str, bytes]
"""An organisation, and the key of one of its students there."""


class NumberTry(Struct, frozen=True):
    """A number that an account typed, and where."""

    account_id: AccountId
    organisations: tuple[str, ...]
    number: ChildNumber
    network: str


class ChildConfirmation:
    """Matches a number with the files that list the account's addresses."""

    def __init__(
        self, *, vault: Vault, clock: Clock, limits: Limits, audit: Audit, settings: Settings
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._limits = limits
        self._audit = audit
        self._each = settings.registry.confirm == "each"
        self._lengths = settings.registry.fiche_digits
        self._links = ChildLinks(vault=vault, clock=clock)

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

        `organisation` is empty where the parent was not asked: then every one whose registry lists
        a proven address is searched. `acting` opens a transaction: a try must be counted even when
        it fails. Raises PersonError: what `parse_child_number` raises;
        PRV-ORGANISATION-UNKNOWN; PRV-TOO-MANY; PRV-CHILD-NO-MATCH (field `number`);
        PRV-CHILD-BOARD (field `organisation`), when two organisations have such a file.
        """
        number = parse_child_number(typed, now=self._clock.seconds(), lengths=self._lengths)
        with acting() as tx:
            attempt = NumberTry(
                account_id=account_id,
                organisations=self._looked_in(tx, account_id, organisation),
                number=number,
                network=network,
            )
            charges = _charges(attempt)
            self._limits.charge_all(tx, charges)
        with acting() as tx:
            files = self._files(tx, attempt.account_id, attempt.organisations)
            named = self._named(attempt, files)
            in_doubt = len(named) > 1 and number.permanent_code is None
            if named:
                self._limits.give_back(tx, charges)
            else:
                (only,) = attempt.organisations if len(attempt.organisations) == 1 else ("",)
                self._audit.record(tx, ChildRefused(subject=account_id, organisation=only))
            confirmed = 0 if in_doubt else self._link(tx, account_id, named)
        if in_doubt:
            raise PersonError("PRV-CHILD-BOARD", "errors.child_board", field="organisation")
        if not confirmed:
            raise PersonError("PRV-CHILD-NO-MATCH", "errors.child_no_match", field="number")
        return Confirmed(children=confirmed)

    def confirm_known(
        self, tx: Transaction, account_id: AccountId, known: Collection[Student]
    ) -> frozenset[Student]:
        """Link the `known` students whose file lists a proven address now, and return them.

        Their numbers were confirmed before, at a portal of the former system; with each, the others
        of its organisation as for a number that is typed. Students without such a file wait.
        """
        files = self._files(tx, account_id, {organisation for organisation, _ in known})
        found = frozenset(
            (organisation, file.student_key)
            for organisation, listed in files.items()
            for file in listed
            if (organisation, file.student_key) in known
        )
        named = {}
        for organisation in {each for each, _ in found}:
            listed = files[organisation]
            meant = [each for each in listed if (organisation, each.student_key) in found]
            others = () if self._each else listed
            named[organisation] = [
                *(structs.replace(each, is_named=True) for each in meant),
                *others,
            ]
        self._link(tx, account_id, named)
        return found

    def tries_left(self, tx: Transaction, account_id: AccountId) -> Left:
        """Return how many more numbers the account may try, and until when."""
        return self._limits.left(tx, CHILD_TRIED_ACCOUNT, account_id)

    def _looked_in(
        self, tx: Transaction, account_id: AccountId, organisation: str
    ) -> tuple[str, ...]:
        if organisation:
            _check_organisation(tx, organisation)
            return (organisation,)
        return tuple(code for code, _ in boards_of_account(tx, account_id, self._clock.seconds()))

    def _files(
        self, tx: Transaction, account_id: AccountId, organisations: Iterable[str]
    ) -> dict[str, list[File]]:
        """Return the files that list a proven address, by organisation."""
        rows = tx.rows(table.FILES_OF_ACCOUNT, account_id=account_id, now=self._clock.seconds())
        files: dict[str, list[File]] = {each: [] for each in organisations}
        for row in rows:
            if row.organisation in files and is_row_bound(self._vault, row):
                files[row.organisation].append(
                    File(row.student_key, row.permanent_code_hash, row.school, row.contact_sealed)
                )
        return files

    def _named(self, attempt: NumberTry, files: dict[str, list[File]]) -> dict[str, list[File]]:
        """Return the files of each organisation where one has the number, that one first.

        Looks at every file in any case.
        """
        number = attempt.number
        code = permanent_code_key(self._vault, number.permanent_code or "")
        found = {}
        for organisation, listed in files.items():
            fiche = fiche_key(self._vault, organisation, number.fiche or "")
            named = [
                structs.replace(file, is_named=True)
                for file in listed
                if hmac.compare_digest(file.student_key, fiche)
                | hmac.compare_digest(file.permanent_code_hash or b"", code)
            ]
            if named:
                others = () if self._each else listed
                found[organisation] = [*named, *others]
        return found

    def _link(self, tx: Transaction, account_id: AccountId, named: Mapping[str, list[File]]) -> int:
        count = 0
        for organisation, files in named.items():
            # The first of each student: a family may be listed by two addresses.
            students: dict[bytes, File] = {}
            for file in files:
                students.setdefault(file.student_key, file)
            self._links.add(tx, account_id, organisation, students.values())
            count += len(students)
            event = ChildrenConfirmed(
                subject=account_id, organisation=organisation, count=len(students)
            )
            self._audit.record(tx, event)
        return count


def _charges(attempt: NumberTry) -> tuple[Charge, ...]:
    number = attempt.number.fiche or attempt.number.permanent_code
    tried = attempt.organisations or ("",)
    return (
        (CHILD_TRIED_ACCOUNT, attempt.account_id),
        (CHILD_TRIED_NETWORK, attempt.network),
        *((CHILD_TRIED_CHILD, f"{organisation}\0{number}") for organisation in tried),
        *((CHILD_TRIED_ORGANISATION, organisation) for organisation in tried),
    )


def boards_of_account(
    tx: Transaction, account_id: AccountId, now: int
) -> tuple[tuple[str, str], ...]:
    """Return code and name of each organisation whose registry lists a proven address."""
    return tuple(tx.rows(table.BOARDS_OF_ACCOUNT, account_id=account_id, now=now))


def _check_organisation(tx: Transaction, organisation: str) -> None:
    if tx.row(table.FIND_ORGANISATION, code=organisation) is None:
        raise PersonError(
            "PRV-ORGANISATION-UNKNOWN", "errors.organisation_unknown", field="organisation"
        )
