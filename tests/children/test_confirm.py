import pytest
from msgspec.structs import replace

from idp.children import Children
from idp.errors import PersonError
from idp.settings import RegistrySettings
from idp.storage import ActingTransaction
from idp.wiring import Provider
from tests.acting import acting
from tests.children.test_facts import confirm
from tests.conftest import Parent, make_parent
from tests.registry.conftest import Import, line


@pytest.mark.parametrize("typed", ["1234567", " 123-45 67\u00a0", "TREL71531400", "trel 7153 1400"])
def test_either_number_confirms_however_it_is_written(
    provider: Provider, parent: Parent, import_lines: Import, typed: str
) -> None:
    import_lines([line()])
    assert confirm(provider, parent, typed) == 1


def test_one_number_links_every_child_of_the_organisation_that_lists_the_address(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines(
        [
            line(),
            line("2234567", code="", school="012"),
            line("3234567", organisation="768000", code=""),
        ]
    )
    assert confirm(provider, parent) == 2
    with provider.database.reading() as tx:
        assert provider.directory.children.unconfirmed_count(tx, parent.account.id) == 1
        assert len(provider.directory.children.linked(tx, parent.account.id)) == 2


def test_each_child_is_asked_for_when_the_setting_says_so(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(), line("2234567", code="")])
    settings = replace(provider.settings, registry=RegistrySettings(confirm="each"))
    children = Children(
        vault=provider.vault,
        clock=provider.clock,
        limits=provider.limits,
        audit=provider.audit,
        signals=provider.signals,
        settings=settings,
    )
    confirmed = children.confirm(
        acting(provider),
        account_id=parent.account.id,
        organisation="887000",
        typed="1234567",
        network="192.0.2.1",
    )
    assert confirmed.children == 1


@pytest.mark.parametrize("typed", ["7654321", "2234567", "ROYA31129900"])
def test_a_wrong_number_and_a_foreign_file_get_the_same_answer(
    provider: Provider, parent: Parent, import_lines: Import, typed: str
) -> None:
    import_lines([line(), line("2234567", "autre@exemple.quebec", code="")])
    with pytest.raises(PersonError) as caught:
        confirm(provider, parent, typed)
    assert (caught.value.code, caught.value.field) == ("PRV-CHILD-NO-MATCH", "number")
    assert caught.value.values == {}


def test_wrong_numbers_are_counted_and_stopped(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    codes = []
    for number in range(12):
        with pytest.raises(PersonError) as caught:
            confirm(provider, parent, f"765432{number % 10}")
        codes.append(caught.value.code)
    assert codes == ["PRV-CHILD-NO-MATCH"] * 10 + ["PRV-TOO-MANY"] * 2


def test_an_organisation_that_is_not_there_is_said_so(provider: Provider, parent: Parent) -> None:
    with pytest.raises(PersonError, match="PRV-ORGANISATION-UNKNOWN"):
        confirm(provider, parent)


def test_confirming_twice_is_one_link(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    assert (confirm(provider, parent), confirm(provider, parent)) == (1, 1)
    with provider.database.reading() as tx:
        assert len(provider.directory.children.linked(tx, parent.account.id)) == 1


def test_a_parent_can_take_only_their_own_child_off(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    confirm(provider, parent)
    with provider.database.writing() as tx:
        link = provider.directory.children.linked(tx, parent.account.id)[0].link_id
        assert not provider.directory.children.unlink(tx, "somebody", link)  # type: ignore[arg-type]
        assert provider.directory.children.unlink(ActingTransaction(tx), parent.account.id, link)
        assert provider.directory.children.linked(tx, parent.account.id) == ()


def everywhere(provider: Provider, parent: Parent, typed: str = "1234567", board: str = "") -> str:
    """Confirm where nobody was asked for the board; return the code of what came of it."""
    try:
        confirmed = provider.directory.children.confirm(
            acting(provider),
            account_id=parent.account.id,
            organisation=board,
            typed=typed,
            network="192.0.2.1",
        )
    except PersonError as error:
        return error.code
    return str(confirmed.children)


def linked(provider: Provider, parent: Parent) -> list[str]:
    with provider.database.reading() as tx:
        rows = provider.directory.children.linked(tx, parent.account.id)
        return sorted(each.organisation_name for each in rows)


ELSEWHERE = "autre@exemple.quebec"


def test_the_board_is_the_one_that_lists_the_address(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(), line("2234567", code="")])
    import_lines([line(address=ELSEWHERE, organisation="888000")])
    assert everywhere(provider, parent) == "2"
    assert linked(provider, parent) == ["CSS 887000"] * 2


def test_one_number_on_two_files_of_a_family_leaves_a_doubt(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(code="")])
    import_lines([line(organisation="888000", code="")])
    for _ in range(20):
        assert everywhere(provider, parent) == "PRV-CHILD-BOARD", "a doubt costs no try"
    assert linked(provider, parent) == []
    assert everywhere(provider, parent, board="888000") == "1"
    assert linked(provider, parent) == ["CSS 888000"]


def test_a_permanent_code_leaves_none(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(), line("2234567", ELSEWHERE, code="")])
    import_lines([line("7654321", organisation="888000")])
    assert everywhere(provider, parent, "TREL71531400") == "2"
    assert linked(provider, parent) == ["CSS 887000", "CSS 888000"]


@pytest.mark.parametrize("own", [0, 1, 2])
def test_whether_a_number_exists_elsewhere_changes_no_answer(
    provider: Provider, parent: Parent, import_lines: Import, own: int
) -> None:
    """2234567 is on two files of others, 3234567 on none; the parent is on file at `own` boards."""
    for number, board in enumerate(("887000", "888000")):
        lines = [line("2234567", ELSEWHERE, organisation=board, code="")]
        if number < own:
            lines.append(line(f"111111{number}", organisation=board, code=""))
        import_lines(lines)
    answers = [everywhere(provider, parent, typed) for typed in ("2234567", "3234567") * 6]
    assert answers == ["PRV-CHILD-NO-MATCH"] * 10 + ["PRV-TOO-MANY"] * 2


def test_tries_count_for_the_child_whether_or_not_the_board_was_named(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    for number in range(10):
        other = make_parent(provider, f"p{number}@exemple.quebec")
        import_lines([line("2234567", ELSEWHERE, code=""), line("1111111", other.address, code="")])
        assert everywhere(provider, other, "2234567") == "PRV-CHILD-NO-MATCH"
    assert everywhere(provider, parent, "2234567", board="887000") == "PRV-TOO-MANY"
