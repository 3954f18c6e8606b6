"""Passkeys: registered, recognised, used, named, removed (WebAuthn Level 3 §7).

A passkey belongs to one holder of one realm and is looked for within that realm alone. Its user
handle is a keyed hash of its holder: the same for all of a holder's passkeys, and it does not
identify the holder.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from idp.additions import UNPROVEN, Added
from idp.audit import Audit
from idp.audit.authenticator_events import PasskeyAdded, PasskeyRefused, PasskeyRemoved
from idp.authenticators import table
from idp.authenticators.ceremonies import (
    Asserted,
    RelyingParty,
    ResponseRefusedError,
    User,
    ceremonies,
    request_options,
)
from idp.authenticators.challenges import Ceremony, ChallengeBinding, Challenges
from idp.authenticators.labels import clean_label, open_label, seal_label
from idp.authenticators.model import Challenge, Holder, Passkey, PasskeyAnswer, Realm, Recognised
from idp.authenticators.notifiers import AuthenticatorChange, Notifiers
from idp.authenticators.records import ClaimedPasskey, PasskeyRow
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import new_id
from idp.keys.vault import Vault
from idp.settings import Settings
from idp.storage import Database, Transaction

MOST = 20
"""Passkeys of one holder."""


class Passkeys:
    """The passkeys of both realms."""

    def __init__(
        self, *, vault: Vault, clock: Clock, audit: Audit, notifiers: Notifiers, settings: Settings
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit
        self._notifiers = notifiers
        self._challenges = Challenges(vault=vault, clock=clock)
        issuer = settings.server.issuer
        host = urlsplit(issuer).hostname or ""
        self._party = RelyingParty(id=host, name=settings.pages.name, origin=issuer)
        self.offered = _is_a_name(host)
        """Browsers create passkeys for host names, never for an IP address."""

    def begin_registration(
        self, tx: Transaction, holder: Holder, *, browser: str, name: str, display_name: str
    ) -> Challenge:
        """Return the options of `navigator.credentials.create`; nothing is written.

        `name` and `display_name` are shown by the browser beside the passkey.
        """
        asked = ChallengeBinding(Ceremony.REGISTRATION, holder.realm, browser, holder.id)
        challenge_id = self._challenges.new_id()
        options = ceremonies().creation_options(
            self._party,
            User(self._handle(holder), name, display_name),
            self._challenges.bytes_of(challenge_id, asked),
            exclude=self._credential_ids(tx, holder),
        )
        return Challenge(challenge_id, options)

    def finish_registration(
        self,
        tx: Transaction,
        holder: Holder,
        answer: PasskeyAnswer,
        *,
        label: str,
        added: Added = UNPROVEN,
    ) -> Passkey:
        """Add the passkey in `answer`, and notify the holder.

        Raises PersonError PRV-PASSKEY-LABEL, PRV-PASSKEY-OVER, PRV-PASSKEY-REFUSED,
        PRV-PASSKEY-TAKEN, PRV-PASSKEY-MANY.
        """
        label = clean_label(label)
        asked = ChallengeBinding(Ceremony.REGISTRATION, holder.realm, answer.browser, holder.id)
        challenge = self._challenges.bytes_of(answer.challenge_id, asked)
        try:
            made = ceremonies().registered(answer.response, self._party, challenge)
        except ResponseRefusedError:
            raise _refused() from None
        self._challenges.use(tx, answer.challenge_id)
        if len(self.every(tx, holder)) >= MOST:
            raise PersonError(
                "PRV-PASSKEY-MANY", "authenticators.errors.passkey_many", values={"count": MOST}
            )
        passkey = Passkey(
            id=new_id(),
            label=label,
            created_at=self._clock.seconds(),
            used_at=None,
            synced=made.synced,
            device=added.device,
            second_proof_at=added.second_proof_at,
        )
        kept = tx.run(
            table.ADD_PASSKEY,
            id=passkey.id,
            realm=holder.realm.value,
            holder_id=holder.id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            aaguid=made.aaguid,
            synced=int(made.synced),
            backed_up=int(made.backed_up),
            label_sealed=seal_label(self._vault, label),
            now=passkey.created_at,
            device=added.device,
            second_proof_at=added.second_proof_at,
        )
        if not kept:
            raise PersonError("PRV-PASSKEY-TAKEN", "authenticators.errors.passkey_taken")
        self._audit.record(
            tx,
            PasskeyAdded(
                subject=holder.id,
                realm=holder.realm,
                passkey_id=passkey.id,
                synced=passkey.synced,
            ),
        )
        self._notifiers.notify(tx, holder, AuthenticatorChange.PASSKEY_ADDED)
        return passkey

    def begin_assertion(
        self,
        realm: Realm,
        *,
        browser: str,
        tx: Transaction | None = None,
        holder: Holder | None = None,
    ) -> Challenge:
        """Return the options of `navigator.credentials.get`; nothing is written.

        Without a `holder` any passkey of the realm may answer. With one (known by a session),
        only its own, which `tx` reads.
        """
        allow = self._credential_ids(tx, holder) if tx and holder else []
        challenge_id = self._challenges.new_id()
        challenge = self._challenges.bytes_of(challenge_id, _assertion(realm, browser, holder))
        return Challenge(challenge_id, request_options(self._party, challenge, allow))

    def recognise(
        self,
        database: Database,
        realm: Realm,
        answer: PasskeyAnswer,
        *,
        holder: Holder | None = None,
    ) -> Recognised:
        """Return the passkey that gave `answer`, for `use` in a transaction.

        Verified outside any writing transaction; a refusal is recorded in one of its own.
        `holder` as in `begin_assertion`. Raises PersonError PRV-PASSKEY-OVER,
        PRV-PASSKEY-UNKNOWN, PRV-PASSKEY-REFUSED, PRV-PASSKEY-SUSPENDED.
        """
        challenge = self._challenges.bytes_of(
            answer.challenge_id, _assertion(realm, answer.browser, holder)
        )
        row = self._claimed(database, realm, answer.response)
        passkey, owner = self._passkey(row), Holder(realm, row.holder_id)
        try:
            said = ceremonies().asserted(answer.response, self._party, challenge, row.public_key)
            self._check(said, holder or owner, owner, passkey, row.sign_count)
        except ResponseRefusedError as refusal:
            with database.writing() as tx:
                self._audit.record(
                    tx,
                    PasskeyRefused(
                        subject=owner.id,
                        realm=realm,
                        passkey_id=passkey.id,
                        reason=str(refusal),
                    ),
                )
            raise _refused() from None
        if passkey.suspended_at is not None:
            # Only its holder learns this: the signature was right.
            raise PersonError("PRV-PASSKEY-SUSPENDED", "recovery.errors.passkey_suspended")
        return Recognised(owner, passkey, answer.challenge_id, said.sign_count, said.backed_up)

    def use(self, tx: Transaction, recognised: Recognised) -> None:
        """Spend the challenge and update the counter, in the transaction of their effect.

        Raises PersonError PRV-PASSKEY-OVER when it was spent already, PRV-PASSKEY-REFUSED when
        the passkey was removed, or its counter moved, meanwhile.
        """
        self._challenges.use(tx, recognised.challenge_id)
        moved = tx.run(
            table.USE_PASSKEY,
            id=recognised.passkey.id,
            realm=recognised.holder.realm.value,
            sign_count=recognised.sign_count,
            backed_up=int(recognised.backed_up),
            now=self._clock.seconds(),
        )
        if not moved:
            raise _refused()

    def of_holder(self, tx: Transaction, holder: Holder) -> tuple[Passkey, ...]:
        """Return the holder's passkeys, the oldest first, without those that are suspended."""
        return tuple(each for each in self.every(tx, holder) if each.suspended_at is None)

    def every(self, tx: Transaction, holder: Holder) -> tuple[Passkey, ...]:
        """Return the holder's passkeys, the oldest first, with those that are suspended."""
        rows = tx.rows(table.LIST_PASSKEYS, realm=holder.realm.value, holder_id=holder.id)
        return tuple(self._passkey(row) for row in rows)

    def rename(self, tx: Transaction, holder: Holder, passkey_id: str, label: str) -> None:
        """Rename it, if it is the holder's. Raises PersonError PRV-PASSKEY-LABEL."""
        tx.run(
            table.RENAME_PASSKEY,
            id=passkey_id,
            realm=holder.realm.value,
            holder_id=holder.id,
            label_sealed=seal_label(self._vault, clean_label(label)),
        )

    def remove(self, tx: Transaction, holder: Holder, passkey_id: str) -> bool:
        """Remove it, if it is the holder's; the caller checks that another way in remains."""
        gone = tx.run(
            table.REMOVE_PASSKEY,
            id=passkey_id,
            realm=holder.realm.value,
            holder_id=holder.id,
        )
        if gone:
            self._audit.record(
                tx, PasskeyRemoved(subject=holder.id, realm=holder.realm, passkey_id=passkey_id)
            )
            self._notifiers.notify(tx, holder, AuthenticatorChange.PASSKEY_REMOVED)
        return gone == 1

    def remove_all(self, tx: Transaction, holder: Holder) -> None:
        """Remove all, record each, and notify the holder once."""
        passkeys = self.every(tx, holder)
        if not self.forget(tx, holder):
            return
        for each in passkeys:
            self._audit.record(
                tx, PasskeyRemoved(subject=holder.id, realm=holder.realm, passkey_id=each.id)
            )
        self._notifiers.notify(tx, holder, AuthenticatorChange.PASSKEY_REMOVED)

    def forget(self, tx: Transaction, holder: Holder) -> int:
        """Remove all without a message, and return how many: the caller notifies."""
        return tx.run(table.REMOVE_PASSKEYS, realm=holder.realm.value, holder_id=holder.id)

    def _claimed(self, database: Database, realm: Realm, response: str) -> ClaimedPasskey:
        try:
            credential_id = ceremonies().credential_id(response)
        except ResponseRefusedError:
            raise _refused() from None
        with database.reading() as tx:
            row = tx.row(table.FIND_PASSKEY, credential_id=credential_id, realm=realm.value)
        if row is None:
            raise PersonError("PRV-PASSKEY-UNKNOWN", "authenticators.errors.passkey_unknown")
        return row

    def _check(
        self, said: Asserted, meant: Holder, owner: Holder, passkey: Passkey, stored_count: int
    ) -> None:
        """Refuse a response that is signed but not valid (§7.2 steps 6, 18, 22)."""
        if meant != owner:
            raise ResponseRefusedError("holder")
        if said.user_handle is not None and said.user_handle != self._handle(owner):
            raise ResponseRefusedError("user handle")
        if said.synced != passkey.synced:
            raise ResponseRefusedError("backup eligibility")
        if (said.sign_count or stored_count) and said.sign_count <= stored_count:
            raise ResponseRefusedError("clone")

    def _handle(self, holder: Holder) -> bytes:
        return self._vault.mac("passkey.user_handle", f"{holder.realm}\0{holder.id}")

    def _credential_ids(self, tx: Transaction, holder: Holder) -> list[bytes]:
        return tx.rows(table.LIST_CREDENTIAL_IDS, realm=holder.realm.value, holder_id=holder.id)

    def _passkey(self, row: PasskeyRow) -> Passkey:
        return Passkey(
            row.id,
            open_label(self._vault, row.label_sealed),
            row.created_at,
            row.used_at,
            row.synced,
            row.added_device,
            row.second_proof_at,
            row.suspended_at,
        )


def _assertion(realm: Realm, browser: str, holder: Holder | None) -> ChallengeBinding:
    if holder is not None and holder.realm is not realm:
        raise ValueError("a holder of another realm")
    return ChallengeBinding(Ceremony.ASSERTION, realm, browser, holder.id if holder else "")


def _is_a_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return bool(host)
    return False


def _refused() -> PersonError:
    return PersonError("PRV-PASSKEY-REFUSED", "authenticators.errors.passkey_refused")
