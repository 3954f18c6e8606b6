"""Each thing that was ended after a backup ends again, by its event alone."""

from collections.abc import Callable

import pytest

from idp.audit.admin_events import AccountDisabled, AccountEnabled, ClientChanged, LetterRevoked
from idp.audit.administrator_events import AdministratorChanged
from idp.audit.authenticator_events import (
    AppRemoved,
    AuthenticatorsRemoved,
    PasskeyRemoved,
    RecoveryCodeUsed,
)
from idp.audit.event import Event
from idp.audit.events import (
    AccessWithdrawn,
    AccountClosed,
    AccountErased,
    AccountReopened,
    AddressRemoved,
    IdentityUnlinked,
    LetterUsed,
    PasswordChanged,
)
from idp.audit.following import entries, find_head
from idp.audit.records import RecordedEvent
from idp.audit.recovery_events import AdditionsSuspended
from idp.clock import DAY
from idp.installation.restored_endings import EndingAgain
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import Parent, Portal, TestClock
from tests.databases import on_one_database

pytestmark = on_one_database
FURNITURE = (
    """INSERT INTO passkey (id, realm, holder_id, credential_id, public_key, sign_count, aaguid,
                            synced, backed_up, label_sealed, created_at, added_device)
       VALUES ('key', 'account', :account, :bytes, :bytes, 0, '', 0, 0, :bytes, 1, '')""",
    """INSERT INTO authenticator_app (realm, holder_id, secret_sealed, confirmed_at, last_step)
       VALUES ('account', :account, :bytes, 1, 0)""",
    """INSERT INTO recovery_code (realm, holder_id, code_hash, created_at)
       VALUES ('account', :account, :bytes, 1)""",
    """INSERT INTO upstream_link (id, account_id, provider, identity_hash, identity_sealed,
                                  linked_at, linked_by)
       VALUES ('link', :account, 'microsoft', :bytes, :bytes, 1, 'code')""",
    """INSERT INTO consent (account_id, client_id, scope, given_at)
       VALUES (:account, 'portal', 'openid', 1)""",
    """INSERT INTO administrator (id, name_sealed, address_sealed, address_hash, locale, created_at)
       VALUES ('anne', :bytes, :bytes, :bytes, 'fr', 1)""",
    """INSERT INTO activation_letter (id, code_hash, organisation, student_key, listed_hash,
                                      prepared_at, prepared_by, reason, reference, expires_at,
                                      forgotten_at)
       VALUES ('letter', :bytes, '8', :bytes, :bytes, 1, 'a', 'r', '', 9999999999, 9999999999)""",
)
KEY = "SELECT COUNT(*) FROM passkey"
APP = "SELECT COUNT(*) FROM authenticator_app"
CODES = "SELECT COUNT(*) FROM recovery_code"
LINK = "SELECT COUNT(*) FROM upstream_link"
CONSENT = "SELECT COUNT(*) FROM consent"
SECRET = "SELECT COUNT(*) FROM client_secret WHERE expires_at IS NULL"
CLIENT = "SELECT COUNT(*) FROM client WHERE disabled_at IS NULL"
ADMINISTRATOR = "SELECT COUNT(*) FROM administrator WHERE disabled_at IS NULL"
LETTER = "SELECT COUNT(*) FROM activation_letter WHERE revoked_at IS NULL"
OPEN = "SELECT COUNT(*) FROM account WHERE disabled_at IS NULL AND closed_at IS NULL"
CASES: dict[str, tuple[tuple[Callable[[str], Event], ...], str]] = {
    "passkey": ((lambda who: PasskeyRemoved(subject=who, passkey_id="key", realm="account"),), KEY),
    "app": ((lambda who: AppRemoved(subject=who, realm="account"),), APP),
    "all of them": (
        (lambda who: AuthenticatorsRemoved(subject=who, passkeys=1, app=True, realm="account"),),
        KEY,
    ),
    "codes": ((lambda who: RecoveryCodeUsed(subject=who, left=9, realm="account"),), CODES),
    "link": ((lambda who: IdentityUnlinked(subject=who, provider="microsoft"),), LINK),
    "consent": (
        (lambda who: AccessWithdrawn(subject=who, client_id="portal", consent=True, ended=0),),
        CONSENT,
    ),
    "secret": ((lambda _: ClientChanged(client_id="portal", change="secret"),), SECRET),
    "client": ((lambda _: ClientChanged(client_id="portal", change="removed"),), CLIENT),
    "administrator": (
        (lambda _: AdministratorChanged(administrator="anne", change="roles"),),
        ADMINISTRATOR,
    ),
    "letter used": ((lambda who: LetterUsed(subject=who, letter_id="letter"),), LETTER),
    "letter taken back": (
        (lambda _: LetterRevoked(letter_id="letter", reason="r", reference=""),),
        LETTER,
    ),
    "disabled": ((lambda who: AccountDisabled(subject=who),), OPEN),
    "closed": ((lambda who: AccountClosed(subject=who),), OPEN),
    "erased": (
        (lambda who: AccountClosed(subject=who), lambda who: AccountErased(subject=who)),
        "SELECT COUNT(*) FROM account WHERE erase_at IS NULL OR erase_at > created_at",
    ),
    "disabled after all": (
        (lambda who: AccountDisabled(subject=who), lambda who: AccountEnabled(subject=who),
         lambda who: AccountDisabled(subject=who)),
        OPEN,
    ),
}  # fmt: skip
UNDONE: tuple[tuple[Callable[[str], Event], ...], ...] = (
    (lambda who: AccountDisabled(subject=who), lambda who: AccountEnabled(subject=who)),
    (lambda who: AccountClosed(subject=who), lambda who: AccountReopened(subject=who)),
)


def furnish(provider: Provider, parent: Parent) -> None:
    with provider.database.writing() as tx:
        for each in FURNITURE:
            tx.run(Statement(each), account=parent.account.id, bytes=b"0123456789abcdef")


def count(provider: Provider, sql: str) -> int:
    with provider.database.reading() as tx:
        row = tx.row(Statement(sql))
    return int(row[0]) if row else 0


def recorded(provider: Provider, *events: Event) -> tuple[RecordedEvent, ...]:
    with provider.database.reading() as tx:
        after = find_head(tx).seq
    for each in events:
        with provider.database.writing() as tx:
            provider.audit.record(tx, each)
    with provider.database.reading() as tx:
        return tuple(entries(tx, after=after, to=find_head(tx).seq))


def end_again(provider: Provider, *events: Event) -> None:
    lost = recorded(provider, *events)
    again: EndingAgain = provider.administration.restoring.ending_again("admin:test", 60)
    with provider.database.writing() as tx:
        again.run(tx, lost)


@pytest.mark.parametrize("case", CASES)
def test_what_an_event_ended_ends_again(
    provider: Provider, parent: Parent, portal: Portal, case: str
) -> None:
    assert portal.client.id == "portal"
    furnish(provider, parent)
    makers, sql = CASES[case]
    assert count(provider, sql) > 0
    end_again(provider, *(make(parent.account.id) for make in makers))
    assert count(provider, sql) == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda who: PasswordChanged(subject=who),
        lambda who: AdditionsSuspended(subject=who, count=1),
    ],
)
def test_a_lost_recovery_ends_what_was_new_on_its_day_however_old_the_backup_is(
    provider: Provider, parent: Parent, clock: TestClock, make: Callable[[str], Event]
) -> None:
    furnish(provider, parent)
    with provider.database.writing() as tx:
        for each in (
            "UPDATE passkey SET created_at = :now",
            "UPDATE consent SET given_at = :now",
        ):
            tx.run(Statement(each), now=clock.now)
    clock.advance(DAY)
    lost = recorded(provider, make(parent.account.id))
    clock.advance(31 * DAY)

    with provider.database.writing() as tx:
        provider.administration.restoring.ending_again("admin:test", 60).run(tx, lost)

    assert count(provider, CONSENT) == 0
    assert count(provider, f"{KEY} WHERE suspended_at IS NULL") == 0


@pytest.mark.parametrize("case", range(len(UNDONE)))
def test_what_was_undone_meanwhile_stays_open(
    provider: Provider, parent: Parent, case: int
) -> None:
    end_again(provider, *(make(parent.account.id) for make in UNDONE[case]))
    assert count(provider, OPEN) == 1


def test_an_address_that_was_removed_goes_and_the_only_one_stays(
    provider: Provider, parent: Parent
) -> None:
    with provider.database.writing() as tx:
        tx.run(
            Statement(
                """INSERT INTO address (id, account_id, address_hash, address_sealed, proven_at,
                                        proof, added_at, added_device)
                   SELECT 'other', :account, :bytes, address_sealed, 1, 'code', 1, ''
                   FROM address LIMIT 1"""
            ),
            account=parent.account.id,
            bytes=b"another address!",
        )
    everything = "SELECT COUNT(*) FROM address"
    end_again(provider, AddressRemoved(subject=parent.account.id, address_id="other"))
    assert count(provider, everything) == 1
    with provider.database.reading() as tx:
        (left,) = provider.directory.addresses.of_account(tx, parent.account.id)
    end_again(provider, AddressRemoved(subject=parent.account.id, address_id=left.id))
    assert count(provider, everything) == 1
