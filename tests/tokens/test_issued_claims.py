"""Deriving again what tokens told: a right history passes, what did not hold is found."""

import pytest

from idp.children import Evidence
from idp.clock import DAY, MINUTE
from idp.ids import AccountId
from idp.storage import ActingTransaction, Statement
from idp.tokens.active_grant import find_active_grant
from idp.tokens.issued_claims import WrongReason
from idp.wiring import Provider
from tests.children.test_facts import confirm
from tests.conftest import Parent, TestClock, make_parent
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty
from tests.tokens.told_claims import SCOPE, STEP, change, family, rederive, rederiving, told_by

__all__ = ["family", "import_lines"]

EVENTS = Statement("SELECT subject, client_id FROM audit_event WHERE kind = 'told_wrongly'")


def reasons(provider: Provider) -> list[str]:
    return [each.reason for each in rederive(provider).wrong]


def tell(provider: Provider, told: dict[str, object]) -> None:
    """Tell once more what was told once, now, by the grant that told it."""
    with provider.database.writing() as tx:
        grant = find_active_grant(tx, told["grant_id"], provider.clock.seconds())  # type: ignore[arg-type]
        assert grant is not None
        evidence = Evidence(told["link_id"], told["address_id"], told["import_id"])  # type: ignore[arg-type]
        provider.tokens.issued_claims.record(tx, grant, (evidence,))


@pytest.mark.usefixtures("family")
def test_what_a_code_and_a_refresh_tell_is_kept_once_for_each_child(
    provider: Provider, relying_party: RelyingParty, clock: TestClock
) -> None:
    tokens = relying_party.tokens(scope=SCOPE)
    began = clock.now
    clock.advance(MINUTE)
    relying_party.refresh(tokens["refresh_token"])
    told = told_by(provider)
    assert [(each["first_at"], each["last_at"], each["times"]) for each in told] == [
        (began, clock.now, 2)
    ] * 2
    relying_party.userinfo(tokens["access_token"])
    assert told_by(provider) == told
    relying_party.tokens(scope="openid gpi")
    assert len(told_by(provider)) == 3
    relying_party.tokens(scope="openid email")
    assert len(told_by(provider)) == 3
    assert reasons(provider) == []


def test_a_right_history_passes_whatever_ended_since(
    provider: Provider,
    family: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    import_lines: Import,
) -> None:
    tokens = relying_party.tokens(scope=SCOPE)
    clock.advance(STEP)
    # The file loses the address, and the claim goes; it comes back, and so does the claim.
    import_lines([line(address="autre@exemple.quebec")])
    tokens = relying_party.refresh(tokens["refresh_token"])
    clock.advance(STEP)
    assert (rederive(provider).right, reasons(provider)) == (2, [])
    import_lines([line()])
    clock.advance(STEP)
    relying_party.refresh(tokens["refresh_token"])
    with provider.database.writing() as tx:
        for child in provider.directory.children.linked(tx, family.account.id):
            provider.directory.children.unlink(
                ActingTransaction(tx), family.account.id, child.link_id
            )
    clock.advance(STEP)
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, family.account.id, actor="admin:a")
    clock.advance(STEP)
    # Replaced imports lie in packs, and say the same; then they go, and are known to be gone.
    told = rederive(provider)
    assert (told.derived, told.right, told.gone, told.wrong) == (3, 3, 0, ())
    for _ in range(provider.settings.registry.kept_imports - 1):
        import_lines([line()])
    told = rederive(provider)
    assert (told.right, told.gone, told.wrong) == (1, 2, ())


def test_what_a_merged_account_told_passes(
    provider: Provider, family: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    keeper = make_parent(provider, "m.tremblay@exemple.quebec")
    relying_party.tokens(scope=SCOPE)
    clock.advance(STEP)
    with provider.database.writing() as tx:
        provider.directory.children.move(tx, family.account.id, keeper.account.id)
        provider.directory.accounts.absorb(tx, keeper.account.id, family.account.id)
    clock.advance(STEP)
    told = told_by(provider)[0]
    assert reasons(provider) == []
    change(
        provider,
        "UPDATE issued_claim SET account_id = :account_id, first_at = :now, last_at = :now",
        account_id=keeper.account.id,
        now=clock.now,
    )
    assert reasons(provider) == []
    # Before they were one, the link was the other's.
    change(provider, "UPDATE issued_claim SET first_at = :at", at=told["first_at"])
    assert set(reasons(provider)) == {WrongReason.NO_ADDRESS}


def _unlinked(provider: Provider, account_id: AccountId) -> None:
    with provider.database.writing() as tx:
        for child in provider.directory.children.linked(tx, account_id):
            provider.directory.children.unlink(ActingTransaction(tx), account_id, child.link_id)


def _disabled(provider: Provider, account_id: AccountId) -> None:
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, account_id, actor="admin:a")
    # An account that is let in again meanwhile was still shut.
    change(provider, "UPDATE account SET disabled_at = NULL WHERE id = :id", id=account_id)


def _without_address(provider: Provider, account_id: AccountId) -> None:
    change(
        provider,
        """INSERT INTO address (id, account_id, address_hash, address_sealed, proven_at, proof,
                                added_at)
           SELECT 'other', account_id, :digest, address_sealed, 0, 'code', 0 FROM address
           WHERE account_id = :id""",
        id=account_id,
        digest=b"d" * 16,
    )
    with provider.database.writing() as tx:
        first = provider.directory.addresses.of_account(tx, account_id)
        provider.directory.addresses.remove(ActingTransaction(tx), account_id, first[-1].id)


def _off_the_file(provider: Provider, _account_id: AccountId) -> None:
    change(provider, "UPDATE guardian_contact SET allowed = 0")


def _expired(provider: Provider, _account_id: AccountId) -> None:
    change(provider, "UPDATE guardian_contact SET until_at = :at", at=provider.clock.seconds() - 60)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_unlinked, WrongReason.NO_LINK),
        (_disabled, WrongReason.ACCOUNT_SHUT),
        (_without_address, WrongReason.NO_ADDRESS),
        (_off_the_file, WrongReason.ALTERED),
        (_expired, WrongReason.ALTERED),
    ],
)
def test_a_claim_told_after_what_it_stands_on_ended_is_found(
    provider: Provider,
    family: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    happens: object,
    reason: WrongReason,
) -> None:
    relying_party.tokens(scope="openid gpi offline_access")
    (told,) = told_by(provider)
    clock.advance(STEP)
    assert callable(happens)
    happens(provider, family.account.id)
    clock.advance(STEP)
    tell(provider, told)
    (wrong,) = rederive(provider).wrong
    assert (wrong.reason, wrong.last_at, wrong.times) == (reason, clock.now, 2)
    assert wrong.grant_id == told["grant_id"]


def test_each_claim_is_derived_for_itself(
    provider: Provider, family: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    relying_party.tokens(scope=SCOPE)
    first, second = told_by(provider)
    link_id = str(second["link_id"])
    with provider.database.writing() as tx:
        provider.directory.children.unlink(ActingTransaction(tx), family.account.id, link_id)
    clock.advance(STEP)
    for told in (first, second):
        tell(provider, told)
    rederiving(provider).run_once()
    found = rederive(provider)
    assert found.right == 1
    assert [(each.link_id, each.reason) for each in found.wrong] == [(link_id, WrongReason.NO_LINK)]
    with provider.database.reading() as tx:
        assert len(tx.rows(EVENTS)) == 1


def test_a_claim_told_after_the_end_of_access_is_found(
    provider: Provider,
    parent: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    import_lines: Import,
) -> None:
    import_lines([line(until="2026-11-30")])
    clock.advance(MINUTE)
    confirm(provider, parent)
    clock.advance(MINUTE)
    relying_party.tokens(scope="openid gpi offline_access")
    (told,) = told_by(provider)
    clock.advance(20 * DAY)
    assert reasons(provider) == []
    tell(provider, told)
    assert reasons(provider) == [WrongReason.NOT_LISTED]


def test_a_claim_by_an_import_that_was_replaced_is_found(
    provider: Provider,
    family: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    import_lines: Import,
) -> None:
    relying_party.tokens(scope="openid gpi offline_access")
    (told,) = told_by(provider)
    clock.advance(STEP)
    import_lines([line()])
    clock.advance(STEP)
    assert reasons(provider) == []
    tell(provider, told)
    assert reasons(provider) == [WrongReason.NOT_IN_FORCE]
    assert family.account.id == rederive(provider).wrong[0].account_id


@pytest.mark.parametrize(
    ("forged", "reason"),
    [("child_link", WrongReason.LINK_UNRECORDED), ("address", WrongReason.ADDRESS_UNRECORDED)],
)
def test_a_link_or_an_address_written_into_the_database_is_found(
    provider: Provider,
    family: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    forged: str,
    reason: WrongReason,
) -> None:
    clock.advance(STEP)
    if forged == "child_link":
        command = "UPDATE child_link SET confirmed_at = :now WHERE account_id = :id"
    else:
        command = "UPDATE address SET added_at = :now WHERE account_id = :id"
    change(provider, command, now=clock.now, id=family.account.id)
    clock.advance(STEP)
    relying_party.tokens(scope="openid gpi")
    assert reasons(provider) == [reason]


def test_the_worker_derives_soon_and_says_once_what_is_wrong(
    provider: Provider, family: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    work = rederiving(provider)
    relying_party.tokens(scope="openid gpi offline_access")
    assert work.run_once() is False
    (told,) = told_by(provider)
    _unlinked(provider, family.account.id)
    clock.advance(STEP)
    tell(provider, told)
    for _ in range(3):
        clock.advance(STEP)
        work.run_once()
    with provider.database.reading() as tx:
        assert tx.rows(EVENTS) == [(family.account.id, relying_party.client.id)]
    tell(provider, told)
    clock.advance(STEP)
    work.run_once()
    with provider.database.reading() as tx:
        assert len(tx.rows(EVENTS)) == 1


@pytest.mark.usefixtures("family")
def test_claims_are_derived_page_by_page_and_by_their_time(
    provider: Provider, relying_party: RelyingParty, clock: TestClock
) -> None:
    began = clock.now
    for _ in range(3):
        relying_party.tokens(scope="openid gpi")
        clock.advance(STEP)
    first = rederive(provider, limit=2)
    second = rederive(provider, limit=2, after=first.next or 0)
    assert [(each.derived, each.next is None) for each in (first, second)] == [
        (2, False),
        (1, True),
    ]
    assert rederive(provider, since=began + STEP, until=began + 2 * STEP).derived == 1
