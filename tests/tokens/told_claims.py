"""A family whose claims are told, and deriving again what it was told."""

import pytest

from idp.administration.actor import Actor, Role
from idp.administration.journal.issued_claims import (
    IssuedClaimActions,
    RederiveClaims,
    RederivedResponse,
)
from idp.clock import MINUTE
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import Rederiving
from tests.children.test_facts import confirm
from tests.conftest import Parent, TestClock
from tests.registry.conftest import Import, import_lines, line

__all__ = ["import_lines"]

AUDITOR = Actor(name="admin:anne", roles=frozenset({Role.AUDITOR}))
STEP = 10 * MINUTE
SCOPE = "openid gpi gpi.children offline_access"
TOLD = Statement(
    "SELECT grant_id, link_id, address_id, import_id, first_at, last_at, times FROM issued_claim"
)


@pytest.fixture
def family(provider: Provider, parent: Parent, clock: TestClock, import_lines: Import) -> Parent:
    """A parent with two confirmed children, a minute after the registry came into force."""
    import_lines([line(), line("7654321", code="TREX71531400")])
    clock.advance(minutes=1)
    confirm(provider, parent)
    clock.advance(minutes=1)
    return parent


def rederive(provider: Provider, **asked: int) -> RederivedResponse:
    told: RederivedResponse = provider.administration.actions.do(
        AUDITOR, IssuedClaimActions.rederive, RederiveClaims(**asked)
    )
    return told


def change(provider: Provider, command: str, **values: object) -> None:
    """Write to the database beside the house."""
    with provider.database.writing() as tx:
        assert tx.run(Statement(command), **values) >= 1


def told_by(provider: Provider) -> list[dict[str, object]]:
    names = ("grant_id", "link_id", "address_id", "import_id", "first_at", "last_at", "times")
    with provider.database.reading() as tx:
        return [dict(zip(names, row, strict=True)) for row in tx.rows(TOLD)]


def rederiving(provider: Provider) -> Rederiving:
    return Rederiving(
        rederivation=provider.tokens.rederivation,
        tally=provider.tokens.issued_tally,
        database=provider.database,
        audit=provider.audit,
        clock=provider.clock,
    )
