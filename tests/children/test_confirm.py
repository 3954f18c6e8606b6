from dataclasses import replace

import pytest

from idp.children import Children
from idp.errors import PersonError
from idp.parts import Parts
from idp.settings import RegistrySettings
from idp.storage import ActingTransaction
from tests.acting import acting
from tests.children.test_facts import confirm
from tests.conftest import Parent
from tests.registry.conftest import Import, line


@pytest.mark.parametrize("typed", ["1234567", " 123-45 67\u00a0", "TREL71531400", "trel 7153 1400"])
def test_either_number_confirms_however_it_is_written(
    house: Parts, parent: Parent, import_lines: Import, typed: str
) -> None:
    import_lines([line()])
    assert confirm(house, parent, typed) == 1


def test_one_number_links_every_child_of_the_organisation_that_lists_the_address(
    house: Parts, parent: Parent, import_lines: Import
) -> None:
    import_lines(
        [
            line(),
            line("2234567", code="", school="012"),
            line("3234567", organisation="768000", code=""),
        ]
    )
    assert confirm(house, parent) == 2
    with house.database.reading() as tx:
        assert house.children.unconfirmed_count(tx, parent.account.id) == 1
        assert len(house.children.linked(tx, parent.account.id)) == 2


def test_each_child_is_asked_for_when_the_setting_says_so(
    house: Parts, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(), line("2234567", code="")])
    settings = replace(house.settings, registry=RegistrySettings(confirm="each"))
    children = Children(
        vault=house.vault,
        clock=house.clock,
        limits=house.limits,
        audit=house.audit,
        signals=house.signals,
        settings=settings,
    )
    confirmed = children.confirm(
        acting(house),
        account_id=parent.account.id,
        organisation="887000",
        typed="1234567",
        network="192.0.2.1",
    )
    assert confirmed.children == 1


@pytest.mark.parametrize("typed", ["7654321", "2234567", "ROYA31129900"])
def test_a_wrong_number_and_a_foreign_file_get_the_same_answer(
    house: Parts, parent: Parent, import_lines: Import, typed: str
) -> None:
    import_lines([line(), line("2234567", "autre@exemple.quebec", code="")])
    with pytest.raises(PersonError) as caught:
        confirm(house, parent, typed)
    assert (caught.value.code, caught.value.field) == ("PRV-CHILD-NO-MATCH", "number")
    assert caught.value.values == {}


def test_wrong_numbers_are_counted_and_stopped(
    house: Parts, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    codes = []
    for number in range(12):
        with pytest.raises(PersonError) as caught:
            confirm(house, parent, f"765432{number % 10}")
        codes.append(caught.value.code)
    assert codes == ["PRV-CHILD-NO-MATCH"] * 10 + ["PRV-TOO-MANY"] * 2


def test_an_organisation_that_is_not_there_is_said_so(house: Parts, parent: Parent) -> None:
    with pytest.raises(PersonError, match="PRV-ORGANISATION-UNKNOWN"):
        confirm(house, parent)


def test_confirming_twice_is_one_link(house: Parts, parent: Parent, import_lines: Import) -> None:
    import_lines([line()])
    assert (confirm(house, parent), confirm(house, parent)) == (1, 1)
    with house.database.reading() as tx:
        assert len(house.children.linked(tx, parent.account.id)) == 1


def test_a_parent_can_take_only_their_own_child_off(
    house: Parts, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    confirm(house, parent)
    with house.database.writing() as tx:
        link = house.children.linked(tx, parent.account.id)[0].link_id
        assert not house.children.unlink(tx, "somebody", link)  # type: ignore[arg-type]
        assert house.children.unlink(ActingTransaction(tx), parent.account.id, link)
        assert house.children.linked(tx, parent.account.id) == ()
