"""Deriving again what tokens told: a right history passes, what did not hold is found."""

from dataclasses import replace

import pytest

from idp.children import Ground
from idp.clock import DAY, MINUTE
from idp.ids import AccountId
from idp.operations.actor import Actor, Role
from idp.operations.told_claims import RederiveClaims, RederivedTold, ToldClaimOperations
from idp.storage import ActingTransaction, Statement
from idp.tokens.standing import find_standing
from idp.tokens.told import Reason
from idp.wiring import Parts
from idp.worker import Rederiving
from idp.worker.retention import Purge
from tests.children.test_facts import confirm
from tests.conftest import Parent, TestClock, make_parent
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty, sign_in

__all__ = ["import_lines"]

AUDITOR = Actor(name="admin:anne", roles=frozenset({Role.AUDITOR}))
STEP = 10 * MINUTE
SCOPE = "openid gpi gpi.children offline_access"
TOLD = Statement(
    "SELECT grant_id, link_id, address_id, import_id, first_at, last_at, times FROM told_claim"
)
EVENTS = Statement("SELECT subject, client_id FROM audit_event WHERE kind = 'told_wrongly'")


@pytest.fixture
def family(house: Parts, parent: Parent, clock: TestClock, import_lines: Import) -> Parent:
    """A parent with two confirmed children, a minute after the registry came into force."""
    import_lines([line(), line("7654321", code="TREX71531400")])
    clock.advance(minutes=1)
    confirm(house, parent)
    clock.advance(minutes=1)
    return parent


def rederive(house: Parts, **asked: int) -> RederivedTold:
    told: RederivedTold = house.administration.desk.do(
        AUDITOR, ToldClaimOperations.rederive, RederiveClaims(**asked)
    )
    return told


def reasons(house: Parts) -> list[str]:
    return [each.reason for each in rederive(house).wrong]


def change(house: Parts, command: str, **values: object) -> None:
    """Write to the database beside the house."""
    with house.database.writing() as tx:
        assert tx.run(Statement(command), **values) >= 1


def tell(house: Parts, told: dict[str, object]) -> None:
    """Tell once more what was told once, now, by the grant that told it."""
    with house.database.writing() as tx:
        grant = find_standing(tx, told["grant_id"], house.clock.seconds())  # type: ignore[arg-type]
        assert grant is not None
        ground = Ground(told["link_id"], told["address_id"], told["import_id"])  # type: ignore[arg-type]
        house.tokens.told_claims.record(tx, grant, (ground,))


def told_by(house: Parts) -> list[dict[str, object]]:
    names = ("grant_id", "link_id", "address_id", "import_id", "first_at", "last_at", "times")
    with house.database.reading() as tx:
        return [dict(zip(names, row, strict=True)) for row in tx.rows(TOLD)]


@pytest.mark.usefixtures("family")
def test_what_a_code_and_a_refresh_tell_is_kept_once_for_each_child(
    house: Parts, relying_party: RelyingParty, clock: TestClock
) -> None:
    tokens = relying_party.tokens(scope=SCOPE)
    began = clock.now
    clock.advance(MINUTE)
    relying_party.refresh(tokens["refresh_token"])
    told = told_by(house)
    assert [(each["first_at"], each["last_at"], each["times"]) for each in told] == [
        (began, clock.now, 2)
    ] * 2
    relying_party.userinfo(tokens["access_token"])
    assert told_by(house) == told
    relying_party.tokens(scope="openid gpi")
    assert len(told_by(house)) == 3
    relying_party.tokens(scope="openid email")
    assert len(told_by(house)) == 3
    assert reasons(house) == []


def test_a_right_history_passes_whatever_ended_since(
    house: Parts,
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
    assert (rederive(house).right, reasons(house)) == (2, [])
    import_lines([line()])
    clock.advance(STEP)
    relying_party.refresh(tokens["refresh_token"])
    with house.database.writing() as tx:
        for child in house.directory.children.linked(tx, family.account.id):
            house.directory.children.unlink(ActingTransaction(tx), family.account.id, child.link_id)
    clock.advance(STEP)
    with house.database.writing() as tx:
        house.directory.accounts.disable(tx, family.account.id, actor="admin:a")
    clock.advance(STEP)
    # Replaced imports lie in packs, and say the same; then they go, and are known to be gone.
    told = rederive(house)
    assert (told.derived, told.right, told.gone, told.wrong) == (3, 3, 0, ())
    for _ in range(house.settings.registry.kept_imports - 1):
        import_lines([line()])
    told = rederive(house)
    assert (told.right, told.gone, told.wrong) == (1, 2, ())


def test_what_a_merged_account_told_passes(
    house: Parts, family: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    keeper = make_parent(house, "m.tremblay@exemple.quebec")
    relying_party.tokens(scope=SCOPE)
    clock.advance(STEP)
    with house.database.writing() as tx:
        house.directory.children.move(tx, family.account.id, keeper.account.id)
        house.directory.accounts.absorb(tx, keeper.account.id, family.account.id)
    clock.advance(STEP)
    told = told_by(house)[0]
    assert reasons(house) == []
    change(
        house,
        "UPDATE told_claim SET account_id = :account_id, first_at = :now, last_at = :now",
        account_id=keeper.account.id,
        now=clock.now,
    )
    assert reasons(house) == []
    # Before they were one, the link was the other's.
    change(house, "UPDATE told_claim SET first_at = :at", at=told["first_at"])
    assert set(reasons(house)) == {Reason.NO_ADDRESS}


def _unlinked(house: Parts, account_id: AccountId) -> None:
    with house.database.writing() as tx:
        for child in house.directory.children.linked(tx, account_id):
            house.directory.children.unlink(ActingTransaction(tx), account_id, child.link_id)


def _disabled(house: Parts, account_id: AccountId) -> None:
    with house.database.writing() as tx:
        house.directory.accounts.disable(tx, account_id, actor="admin:a")
    # An account that is let in again meanwhile was still shut.
    change(house, "UPDATE account SET disabled_at = NULL WHERE id = :id", id=account_id)


def _without_address(house: Parts, account_id: AccountId) -> None:
    change(
        house,
        """INSERT INTO address (id, account_id, address_hash, address_sealed, proven_at, proof,
                                added_at)
           SELECT 'other', account_id, :digest, address_sealed, 0, 'code', 0 FROM address
           WHERE account_id = :id""",
        id=account_id,
        digest=b"d" * 16,
    )
    with house.database.writing() as tx:
        first = house.directory.addresses.of_account(tx, account_id)
        house.directory.addresses.remove(ActingTransaction(tx), account_id, first[-1].id)


def _off_the_file(house: Parts, _account_id: AccountId) -> None:
    change(house, "UPDATE guardian_contact SET allowed = 0")


def _expired(house: Parts, _account_id: AccountId) -> None:
    change(house, "UPDATE guardian_contact SET until_at = :at", at=house.clock.seconds() - 60)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_unlinked, Reason.NO_LINK),
        (_disabled, Reason.ACCOUNT_SHUT),
        (_without_address, Reason.NO_ADDRESS),
        (_off_the_file, Reason.ALTERED),
        (_expired, Reason.ALTERED),
    ],
)
def test_a_claim_told_after_what_it_stands_on_ended_is_found(
    house: Parts,
    family: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    happens: object,
    reason: Reason,
) -> None:
    relying_party.tokens(scope="openid gpi offline_access")
    (told,) = told_by(house)
    clock.advance(STEP)
    assert callable(happens)
    happens(house, family.account.id)
    clock.advance(STEP)
    tell(house, told)
    (wrong,) = rederive(house).wrong
    assert (wrong.reason, wrong.last_at, wrong.times) == (reason, clock.now, 2)
    assert wrong.grant_id == told["grant_id"]


def test_a_claim_told_after_the_end_of_access_is_found(
    house: Parts,
    parent: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    import_lines: Import,
) -> None:
    import_lines([line(until="2026-11-30")])
    clock.advance(MINUTE)
    confirm(house, parent)
    clock.advance(MINUTE)
    relying_party.tokens(scope="openid gpi offline_access")
    (told,) = told_by(house)
    clock.advance(20 * DAY)
    assert reasons(house) == []
    tell(house, told)
    assert reasons(house) == [Reason.NOT_LISTED]


def test_a_claim_by_an_import_that_was_replaced_is_found(
    house: Parts,
    family: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    import_lines: Import,
) -> None:
    relying_party.tokens(scope="openid gpi offline_access")
    (told,) = told_by(house)
    clock.advance(STEP)
    import_lines([line()])
    clock.advance(STEP)
    assert reasons(house) == []
    tell(house, told)
    assert reasons(house) == [Reason.NOT_IN_FORCE]
    assert family.account.id == rederive(house).wrong[0].account_id


@pytest.mark.parametrize(
    ("forged", "reason"),
    [("child_link", Reason.LINK_UNRECORDED), ("address", Reason.ADDRESS_UNRECORDED)],
)
def test_a_link_or_an_address_written_into_the_database_is_found(
    house: Parts,
    family: Parent,
    relying_party: RelyingParty,
    clock: TestClock,
    forged: str,
    reason: Reason,
) -> None:
    clock.advance(STEP)
    if forged == "child_link":
        command = "UPDATE child_link SET confirmed_at = :now WHERE account_id = :id"
    else:
        command = "UPDATE address SET added_at = :now WHERE account_id = :id"
    change(house, command, now=clock.now, id=family.account.id)
    clock.advance(STEP)
    relying_party.tokens(scope="openid gpi")
    assert reasons(house) == [reason]


def test_the_worker_derives_soon_and_says_once_what_is_wrong(
    house: Parts, family: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    work = rederiving(house)
    relying_party.tokens(scope="openid gpi offline_access")
    assert work.run_once() is False
    (told,) = told_by(house)
    _unlinked(house, family.account.id)
    clock.advance(STEP)
    tell(house, told)
    for _ in range(3):
        clock.advance(STEP)
        work.run_once()
    with house.database.reading() as tx:
        assert tx.rows(EVENTS) == [(family.account.id, relying_party.client.id)]
    tell(house, told)
    clock.advance(STEP)
    work.run_once()
    with house.database.reading() as tx:
        assert len(tx.rows(EVENTS)) == 1


def rederiving(house: Parts) -> Rederiving:
    return Rederiving(
        rederivation=house.tokens.rederivation,
        tally=house.tokens.told_tally,
        database=house.database,
        audit=house.audit,
        clock=house.clock,
    )


def compared(house: Parts) -> tuple[int | None, bool | None]:
    told = rederive(house)
    return told.missing, told.altered


@pytest.mark.usefixtures("family")
def test_a_told_claim_that_was_deleted_or_changed_is_missed(
    house: Parts, relying_party: RelyingParty, clock: TestClock
) -> None:
    assert compared(house) == (None, None)
    for _ in range(3):
        relying_party.tokens(scope=SCOPE)
        clock.advance(STEP)
        rederiving(house).run_once()
    rederiving(house).run_once()
    assert compared(house) == (0, False)
    assert rederive(house, since=clock.now).altered is None, "a part says nothing of the whole"
    assert len(rederive(house, limit=4).wrong) == 0
    copy = "SELECT grant_id, link_id || 'x', address_id, import_id, account_id, client_id, sid"
    change(house, "DELETE FROM told_claim WHERE id = (SELECT MIN(id) FROM told_claim)")
    assert compared(house) == (1, True)
    change(
        house,
        f"""INSERT INTO told_claim (grant_id, link_id, address_id, import_id, account_id,
                client_id, sid, first_at, last_at, times, counted)
            {copy}, first_at, last_at, times, 1 FROM told_claim
            WHERE id = (SELECT MIN(id) FROM told_claim)""",
    )
    assert compared(house) == (0, True)


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    "change_to", ["counted = 0", "link_id = 'other'", "first_at = 1", "account_id = 'other'"]
)
def test_no_column_of_a_told_claim_is_changed_unseen(
    house: Parts, relying_party: RelyingParty, change_to: str
) -> None:
    relying_party.tokens(scope="openid gpi")
    rederiving(house).run_once()
    change(house, f"UPDATE told_claim SET {change_to}")
    assert compared(house)[1] is True


def test_what_retention_and_erasure_take_away_is_not_missed(
    house: Parts, family: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    def count() -> None:
        relying_party.tokens(scope=SCOPE)
        rederiving(house).run_once()

    count()
    clock.advance(STEP)
    count()
    with house.database.writing() as tx:
        assert house.tokens.told_tally.purge(tx, before=clock.now - 1, chunk=9) == 2
    assert compared(house) == (0, False)
    purge = Purge(database=house.database, clock=clock, told=house.tokens.told_tally.purge)
    clock.advance(401 * DAY)
    while purge.run_once():
        pass
    assert told_by(house) == []
    assert compared(house) == (0, False)
    replace(relying_party, session=sign_in(house, family.account)).tokens(scope=SCOPE)
    rederiving(house).run_once()
    with house.database.writing() as tx:
        house.tokens.told_tally.forget(tx, family.account.id)
    assert compared(house) == (0, False)


@pytest.mark.usefixtures("family")
def test_claims_are_derived_page_by_page_and_by_their_time(
    house: Parts, relying_party: RelyingParty, clock: TestClock
) -> None:
    began = clock.now
    for _ in range(3):
        relying_party.tokens(scope="openid gpi")
        clock.advance(STEP)
    first = rederive(house, limit=2)
    second = rederive(house, limit=2, after=first.next or 0)
    assert [(each.derived, each.next is None) for each in (first, second)] == [
        (2, False),
        (1, True),
    ]
    assert rederive(house, since=began + STEP, until=began + 2 * STEP).derived == 1
