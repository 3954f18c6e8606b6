"""An import of accounts: what it writes, once and again, and what it can never do."""

import json

import pytest

from idp.errors import Refused
from idp.ids import AccountId
from idp.imported_accounts import ImportedId
from idp.imported_accounts.importing.model import AccountImportState
from idp.normalisation.address import parse_address
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import Parent, TestClock
from tests.imported_accounts.importing import Importer, b2c, written_pages
from tests.imported_accounts.written import former_account as former
from tests.imported_accounts.written import write

ADDRESS = "marie.tremblay@exemple.quebec"
HASH = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"


def counted(provider: Provider, table: str) -> int:
    with provider.database.reading() as tx:
        row = tx.row(Statement(f"SELECT COUNT(*) FROM {table}"))
    assert row is not None
    return int(row[0])


def claim(importer: Importer, parent: Parent, address: str = ADDRESS) -> ImportedId:
    (found,) = importer.waiting(address)
    with importer.provider.database.writing() as tx:
        store = importer.provider.directory.imported_accounts
        assert store.take(tx, found.id, parent.account.id)
    return found.id


def test_a_second_run_of_the_same_file_changes_nothing(importer: Importer) -> None:
    rows = (f"1,{ADDRESS},m@a.example b@a.example,fr,,{HASH},live.com,77", "2,j@a.example,,,,,,")
    first = importer.csv(*rows)
    assert (first.rows, first.added, first.passwords) == (2, 2, 1)
    assert importer.problems() == []
    second = importer.csv(*rows)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 2)
    with importer.provider.database.reading() as tx:
        store = importer.provider.directory.imported_accounts
        (found,) = importer.waiting(ADDRESS)
        assert len(store.addresses(tx, found.id)) == 3
        (identity,) = store.identities(tx, found.id)
        password = store.password(tx, found.id)
    assert (identity.issuer, identity.subject) == ("live.com", "77")
    assert password is not None
    assert (password.scheme, found.locale) == ("bcrypt", "fr")


def test_a_dry_run_tells_the_same_and_writes_nothing(importer: Importer) -> None:
    importer.csv(f"1,{ADDRESS},,fr,,,,")
    rows = (f"1,{ADDRESS},,en,,,,", "2,j@a.example,,,,,,")
    tried = importer.csv(*rows, writes=False)
    assert importer.subjects() == {"1"}
    assert importer.csv(*rows) == tried
    assert (tried.added, tried.changed) == (1, 1)


def test_a_changed_file_changes_what_waits(importer: Importer) -> None:
    importer.csv(f"1,{ADDRESS},old@a.example,fr,,{HASH},live.com,77", "2,j@a.example,,,,,,")
    changed = importer.csv(f"1,{ADDRESS},new@a.example,en,,,,", "2,j@a.example,,,,,,")
    assert (changed.added, changed.changed, changed.unchanged) == (0, 1, 1)
    assert importer.waiting("old@a.example") == []
    (found,) = importer.waiting("new@a.example")
    assert (found.locale, found.has_password) == ("en", False)


def test_what_was_claimed_is_left_alone(importer: Importer, parent: Parent) -> None:
    importer.csv(f"1,{ADDRESS},,fr,,,,")
    claim(importer, parent)
    report = importer.csv(f"1,autre@a.example,,en,,{HASH},,")
    assert (report.claimed, report.changed, report.added) == (1, 0, 0)
    assert importer.waiting("autre@a.example") == []
    with importer.provider.database.reading() as tx:
        (kept,) = importer.provider.directory.imported_accounts.of_account(tx, parent.account.id)
    assert (kept.locale, kept.has_password) == ("fr", False)


def test_a_run_that_was_killed_is_simply_run_again(importer: Importer, clock: TestClock) -> None:
    """A process that died leaves some chunks written, and its lease."""
    provider = importer.provider
    write(provider, "b2c", former("1", ADDRESS))
    with provider.database.writing() as tx:
        provider.imports.account_lifecycle.begin(
            tx, source="b2c", format_name="csv", name="x", actor="admin:test", writes=True
        )
    with pytest.raises(Refused, match=r"former\.running"):
        importer.csv(f"1,{ADDRESS},,fr,,,,", "2,j@a.example,,,,,,")
    clock.advance(minutes=2)
    report = importer.csv(f"1,{ADDRESS},,fr,,,,", "2,j@a.example,,,,,,")
    assert (report.added, report.unchanged) == (1, 1)


def test_an_attempt_that_lost_its_lease_writes_nothing_more(
    importer: Importer, clock: TestClock
) -> None:
    provider = importer.provider
    lifecycle = provider.imports.account_lifecycle
    with provider.database.writing() as tx:
        lease = lifecycle.begin(
            tx, source="b2c", format_name="csv", name="x", actor="admin:test", writes=True
        )
    clock.advance(minutes=2)
    report = importer.csv("2,j@a.example,,,,,,")
    with pytest.raises(Refused, match=r"former\.taken_over"), provider.database.writing() as tx:
        lifecycle.end(tx, lease, AccountImportState.IMPORTED, report)


def test_an_id_that_says_two_things_is_not_taken_and_one_that_is_repeated_is(
    importer: Importer,
) -> None:
    report = importer.csv(
        *("1,a@a.example,,,,,,", "2,b@a.example,,,,,,", "2,b@a.example,,,,,,"),
        *("1,c@a.example,,,,,,", "3,d@a.example,,,,,,"),
    )
    assert importer.subjects() == {"2", "3"}
    assert (report.rows, report.duplicates, report.left_out, report.added) == (5, 1, 2, 2)
    assert importer.reasons() == [
        (2, "", "former.row_id_twice"),
        (5, "", "former.row_id_twice"),
    ]


def test_an_address_of_two_accounts_is_told_and_finds_neither(importer: Importer) -> None:
    report = importer.csv(f"1,{ADDRESS},,,,,,", f"2,b@a.example,{ADDRESS},,,,,")
    assert (report.added, report.shared_addresses, report.left_out) == (2, 1, 0)
    assert importer.waiting(ADDRESS) == []
    assert [each.subject for each in importer.waiting("b@a.example")] == ["2"]
    assert importer.reasons() == [
        (2, "", "former.row_shared_address"),
        (3, "", "former.row_shared_address"),
    ]


def test_a_line_that_cannot_be_used_is_left_out_and_told_without_its_content(
    importer: Importer,
) -> None:
    report = importer.csv(
        *(f",{ADDRESS},,,,,,", "1,pas une adresse,,,,,,", "marie@a.example,m@a.example,,,,,,"),
        *("2,m@a.example,x@,,,5f4dcc3b5aa765d61d8327deb882cf99,,", "é,m@a.example,,,,,,"),
        *("3,n@a.example,,,peut-être,,,", "4,o@a.example,,,,,live.com,", "5,p@a.example,,,,,,,x"),
    )
    assert importer.subjects() == {"2"}
    assert (report.rows, report.left_out, report.added, report.passwords) == (8, 7, 1, 0)
    assert importer.reasons() == [
        (2, "id", "former.row_no_id"),
        (3, "email", "registry.row_address"),
        (3, "email", "former.row_no_address"),
        (4, "id", "former.row_id_address"),
        (5, "other_emails", "registry.row_address"),
        (5, "password_hash", "former.row_hash_weak"),
        (6, "id", "former.row_id"),
        (7, "disabled", "former.row_kind"),
        (8, "issuer", "former.row_identity"),
        (9, "9", "registry.row_width"),
    ]
    written = json.dumps([[*each.values, each.column] for each in importer.problems()])
    for word in ("tremblay", "adresse", "5f4dcc", "peut", "live.com"):
        assert word not in written


@pytest.mark.parametrize(
    ("content", "format_name", "reason"),
    [
        ("", "csv", "registry.file_empty"),
        ("id,email\n", "csv", "former.file_nobody"),
        ("id,email,role\n1,a@a.example,admin\n", "csv", "former.file_unknown_column"),
        ("id,id,email\n", "csv", "registry.file_column_twice"),
        ("email\n", "csv", "registry.file_column_missing"),
        ("id,email\n1,\xe9@a.example\n".encode("latin-1"), "csv", "registry.file_encoding"),
        ("id,email\n1,a@a.example\n".encode("utf-16"), "csv", "registry.file_utf16"),
        ("[]", "b2c", "former.file_nobody"),
        ("nothing", "b2c", "former.file_not_json"),
        ('{"value": [], "next": 1}', "b2c", "former.file_nobody"),
        ('[{"id": "1"', "b2c", "former.file_cut"),
        ('[{"id": "1"}] []]', "b2c", "former.file_cut"),
        (b'[{"id": "\xff"}]', "b2c", "former.file_nobody"),
        ('["' + "a" * (5 << 20) + '"]', "b2c", "former.file_entry_long"),
        ("[" * 1_000_000, "b2c", "former.file_cut"),
        ("[" * 3_000_000, "b2c", "former.file_entry_long"),
        ('{"id": "' + "a" * (4 << 20) + '"}', "b2c", "former.file_entry_long"),
        (
            '{"users": [{"localId": "1", "email": "a@a.example", "passwordHash": "x"}]}',
            "firebase",
            "former.file_hash_config",
        ),
    ],
)
def test_a_doubtful_file_is_refused_and_writes_nothing(
    importer: Importer, content: str | bytes, format_name: str, reason: str
) -> None:
    with pytest.raises(Refused) as refusal:
        importer.run(content, format_name)
    assert refusal.value.key == reason
    assert importer.subjects() == set()
    history = importer.provider.imports.account_lifecycle
    with importer.provider.database.reading() as tx:
        (found,) = history.history(tx, before=None, count=5)
    assert found.state == "failed"


# What an import can never do.


def test_an_import_makes_no_account_no_address_and_no_proof(
    importer: Importer, parent: Parent
) -> None:
    tables = ("account", "address", "address_proof", "email_code", "upstream_link", "child_link")
    before = {table: counted(importer.provider, table) for table in tables}
    importer.csv(f"1,nouvelle@a.example,{parent.address},fr,,{HASH},live.com,77")
    assert {table: counted(importer.provider, table) for table in tables} == before
    with importer.provider.database.reading() as tx:
        accounts = importer.provider.directory.accounts
        assert accounts.find_that_has(tx, parse_address("nouvelle@a.example")) is None


def test_an_import_takes_no_account_over(importer: Importer, parent: Parent) -> None:
    """Neither its password nor its id changes, whatever a file says of its address or id."""
    provider = importer.provider
    with provider.database.reading() as tx:
        before = provider.directory.accounts.password_of(tx, parent.account.id)
    importer.csv(f"{parent.account.id},{parent.address},,en,1,{HASH},,")
    with provider.database.reading() as tx:
        assert provider.directory.accounts.password_of(tx, parent.account.id) == before
        account = provider.directory.accounts.get(tx, parent.account.id)
        assert (account.locale, account.disabled) == ("fr", False)
        assert provider.directory.imported_accounts.of_account(tx, parent.account.id) == ()


def test_no_two_accounts_are_ever_known_by_one_id(importer: Importer, parent: Parent) -> None:
    importer.csv(f"1,{ADDRESS},,,,,,")
    imported_id = claim(importer, parent)
    importer.csv("1,autre@a.example,,,,,,")
    assert importer.waiting("autre@a.example") == []
    with importer.provider.database.writing() as tx:
        store = importer.provider.directory.imported_accounts
        assert not store.take(tx, imported_id, AccountId("another-account"))


def test_an_import_lets_nobody_in_who_was_shut_out(importer: Importer) -> None:
    importer.csv(f"1,{ADDRESS},,,true,,,")
    assert importer.waiting(ADDRESS) == []
    report = importer.csv(f"1,{ADDRESS},,,false,{HASH},,")
    assert (report.changed, report.disabled) == (1, 1)
    assert importer.waiting(ADDRESS) == []
    assert importer.reasons() == [(2, "", "former.row_stays_disabled")]
    assert importer.csv(f"1,{ADDRESS},,,false,{HASH},,").unchanged == 1
    assert importer.waiting(ADDRESS) == []


def test_a_source_is_taken_back_but_for_what_was_claimed(
    importer: Importer, parent: Parent
) -> None:
    importer.csv(f"1,{ADDRESS},,,,,,", "2,b@a.example,,,1,,,", "3,c@a.example,,,,,,")
    importer.run("id,email\n9,z@a.example\n", "csv", source="autre")
    claim(importer, parent)
    assert importer.provider.imports.account_decisions.discard("admin:test", "b2c") == 2
    assert importer.subjects() == {"9"}
    importer.csv("2,b@a.example,,,,,,")
    assert importer.waiting("b@a.example") != []


# Children of the former portal.


def test_children_wait_with_their_account(importer: Importer) -> None:
    importer.csv(f"1,{ADDRESS},,,,,,", "2,b@a.example,,,,,,")
    lines = "id;organisation;fiche\n1;887000;2045241\n1;887000;2045242\n2;887000;2045243\n"
    first = importer.run(lines, "children")
    assert (first.rows, first.added, first.left_out) == (3, 3, 0)
    again = importer.run(lines + "2;887000;2045243\n", "children")
    assert (again.unchanged, again.added, again.duplicates) == (3, 0, 1)
    (found,) = importer.waiting(ADDRESS)
    with importer.provider.database.reading() as tx:
        children = importer.provider.directory.imported_accounts.children(tx, found.id)
    assert {each.fiche for each in children} == {"2045241", "2045242"}


def test_children_of_nobody_or_with_no_number_are_left_out(
    importer: Importer, parent: Parent
) -> None:
    importer.csv(f"1,{ADDRESS},,,,,,", "2,b@a.example,,,,,,")
    claim(importer, parent)
    report = importer.run(
        "id,organisation,fiche\n1,887000,2045241\n2,887000,204524\n2,école,2045241\n"
        "9,887000,2045241\n2,887000,2045249\n",
        "children",
    )
    assert (report.claimed, report.added, report.left_out) == (1, 1, 3)
    assert importer.reasons() == [
        (3, "fiche", "registry.row_fiche"),
        (4, "organisation", "registry.row_code"),
        (5, "", "former.row_no_account"),
    ]


def test_pages_and_arrays_are_read_in_pieces(importer: Importer) -> None:
    """More than one piece of everything: of lookups, of pages, of what waits to be sorted."""
    users = [b2c(f"oid-{n}", f"parent{n}@exemple.quebec") for n in range(1_200)]
    report = importer.run(written_pages(users[:700], users[700:]), "b2c")
    assert (report.rows, report.added, report.left_out) == (1_200, 1_200, 0)
    assert importer.run(json.dumps(users), "b2c").unchanged == 1_200
