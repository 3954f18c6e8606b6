"""Twenty browsers at once claim one imported account."""

import pytest
from msgspec.structs import replace

from idp.errors import PersonError
from idp.ids import new_id
from idp.journeys.sign_in import CodeDue
from idp.normalisation.address import parse_address
from idp.storage import Statement
from idp.wiring import Provider
from tests.accounts.letters import codes_in_outbox
from tests.imported_accounts.written import write
from tests.journeys.people import ADDRESS, VISITOR
from tests.journeys.test_claim_imported import OLD_PASSWORD, SUBJECT, imported
from tests.races.test_elsewhere import at_once, counted

pytestmark = pytest.mark.race
_BROWSERS = 2


def came_back(provider: Provider) -> list[CodeDue]:
    """Return the same person in two browsers, each with its code entered."""
    dues = []
    for number in range(_BROWSERS):
        visitor = replace(VISITOR, browser=f"browser {number}")
        due = provider.journeys.sign_in.sign_in(ADDRESS, OLD_PASSWORD, visitor, remember=False)
        assert isinstance(due, CodeDue)
        provider.journeys.prove_address.check(due.proof, codes_in_outbox(provider)[-1], visitor)
        dues.append(CodeDue(provider.journeys.prove_address.find(due.proof.id, visitor)))
        provider.clock.advance(60)  # type: ignore[attr-defined]
    return dues


def test_of_many_that_claim_at_once_one_makes_the_account(provider: Provider) -> None:
    write(provider, "b2c", imported())
    dues = came_back(provider)

    def finish(number: int) -> None:
        due = dues[number % _BROWSERS]
        visitor = replace(VISITOR, browser=f"browser {number % _BROWSERS}", session_token=None)
        if provider.journeys.sign_up.create_by_former_password(due.proof, visitor) is None:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")

    assert at_once(finish) == 1
    assert counted(provider, "account") == 1
    assert counted(provider, "former_subject") == 1
    assert counted(provider, "browser_session") == 1


def test_an_import_that_takes_the_account_away_meanwhile_takes_no_proof_away(
    provider: Provider,
) -> None:
    write(provider, "b2c", imported())
    due = came_back(provider)[0]
    visitor = replace(VISITOR, browser="browser 0")

    def act(number: int) -> None:
        if number % 2:
            with provider.database.writing() as tx:
                gone = "DELETE FROM imported_account WHERE claimed_by IS NULL"
                tx.run(Statement(gone))
            raise PersonError("PRV-GONE", new_id())
        entry = provider.journeys.sign_up.create_by_former_password(due.proof, visitor)
        if entry is None:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")

    assert at_once(act) == 1
    with provider.database.reading() as tx:
        account = provider.directory.accounts.find_by_address(tx, parse_address(ADDRESS))
        assert account is not None
        claimed = provider.directory.imported_accounts.of_account(tx, account.id)
        known = provider.tokens.former_subjects.find(tx, account.id, "b2c")
    # The account is made either way; the former name comes with the claim, or not at all.
    assert known == (SUBJECT if claimed else None)
