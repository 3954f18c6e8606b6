"""Claims that were told are counted: none is taken away or changed unseen."""

import pytest
from msgspec.structs import replace

from idp.clock import DAY
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.conftest import Parent, TestClock
from tests.registry.conftest import import_lines
from tests.relying_party import RelyingParty, sign_in
from tests.tokens.told_claims import SCOPE, STEP, change, family, rederive, rederiving, told_by

__all__ = ["family", "import_lines"]


def compared(provider: Provider) -> tuple[int | None, bool | None]:
    told = rederive(provider)
    return told.missing, told.altered


@pytest.mark.usefixtures("family")
def test_a_told_claim_that_was_deleted_or_changed_is_missed(
    provider: Provider, relying_party: RelyingParty, clock: TestClock
) -> None:
    assert compared(provider) == (None, None)
    for _ in range(3):
        relying_party.tokens(scope=SCOPE)
        clock.advance(STEP)
        rederiving(provider).run_once()
    rederiving(provider).run_once()
    assert compared(provider) == (0, False)
    assert rederive(provider, since=clock.now).altered is None, "a part says nothing of the whole"
    assert len(rederive(provider, limit=4).wrong) == 0
    copy = "SELECT grant_id, link_id || 'x', address_id, import_id, account_id, client_id, sid"
    change(provider, "DELETE FROM issued_claim WHERE id = (SELECT MIN(id) FROM issued_claim)")
    assert compared(provider) == (1, True)
    change(
        provider,
        f"""INSERT INTO issued_claim (grant_id, link_id, address_id, import_id, account_id,
                client_id, sid, first_at, last_at, times, counted)
            {copy}, first_at, last_at, times, 1 FROM issued_claim
            WHERE id = (SELECT MIN(id) FROM issued_claim)""",
    )
    assert compared(provider) == (0, True)


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    "change_to", ["counted = 0", "link_id = 'other'", "first_at = 1", "account_id = 'other'"]
)
def test_no_column_of_a_told_claim_is_changed_unseen(
    provider: Provider, relying_party: RelyingParty, change_to: str
) -> None:
    relying_party.tokens(scope="openid gpi")
    rederiving(provider).run_once()
    change(provider, f"UPDATE issued_claim SET {change_to}")
    assert compared(provider)[1] is True


def test_what_retention_and_erasure_take_away_is_not_missed(
    provider: Provider, family: Parent, relying_party: RelyingParty, clock: TestClock
) -> None:
    def count() -> None:
        relying_party.tokens(scope=SCOPE)
        rederiving(provider).run_once()

    count()
    clock.advance(STEP)
    count()
    with provider.database.writing() as tx:
        assert provider.tokens.issued_tally.purge(tx, before=clock.now - 1, chunk=9) == 2
    assert compared(provider) == (0, False)
    purge = Purge(
        database=provider.database, clock=clock, issued=provider.tokens.issued_tally.purge
    )
    clock.advance(401 * DAY)
    while purge.run_once():
        pass
    assert told_by(provider) == []
    assert compared(provider) == (0, False)
    replace(relying_party, session=sign_in(provider, family.account)).tokens(scope=SCOPE)
    rederiving(provider).run_once()
    with provider.database.writing() as tx:
        provider.tokens.issued_tally.forget(tx, family.account.id)
    assert compared(provider) == (0, False)
