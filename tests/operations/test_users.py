import pytest

from idp.accounts.model import ACR_PASSWORD
from idp.errors import OperationError
from idp.operations.users import UserOperations
from idp.parts import Parts
from tests.conftest import Parent


@pytest.fixture
def operations(house: Parts) -> UserOperations:
    return UserOperations(
        database=house.database,
        accounts=house.accounts,
        addresses=house.addresses,
        sessions=house.sessions,
        children=house.children,
        audit=house.audit,
        clock=house.clock,
        actor="admin:test",
    )


def sign_in(house: Parts, parent: Parent) -> str:
    with house.database.writing() as tx:
        return house.sessions.start(
            tx,
            account_id=parent.account.id,
            amr=("pwd",),
            acr=ACR_PASSWORD,
            remember=False,
            device="Firefox",
            replacing=None,
        ).token


def is_signed_in(house: Parts, token: str) -> bool:
    with house.database.reading() as tx:
        return house.sessions.find(tx, token) is not None


def test_an_account_is_found_by_address_and_by_id(
    operations: UserOperations, parent: Parent
) -> None:
    by_address = operations.look(parent.address.upper())
    assert by_address.account.id == parent.account.id
    assert [each.address.written for each in by_address.addresses] == [parent.address]
    assert operations.look(parent.account.id).account == by_address.account


def test_nobody_is_found_under_an_unknown_address(operations: UserOperations) -> None:
    with pytest.raises(OperationError, match="no such account"):
        operations.look("personne@exemple.quebec")


def test_a_disabled_account_is_signed_out_everywhere(
    operations: UserOperations, house: Parts, parent: Parent
) -> None:
    token = sign_in(house, parent)
    operations.disable(parent.address, disabled=True)
    assert not is_signed_in(house, token)
    operations.disable(parent.address, disabled=False)
    assert not operations.look(parent.address).account.disabled


def test_all_sessions_end_at_once(operations: UserOperations, house: Parts, parent: Parent) -> None:
    tokens = [sign_in(house, parent), sign_in(house, parent)]
    assert operations.end_sessions(parent.address) == 2
    assert not any(is_signed_in(house, token) for token in tokens)
