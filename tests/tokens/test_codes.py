"""A code names its grant, and is found by its hash where it does not (decision 0056)."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect

from idp.ids import GrantId, hashed, new_id, new_secret
from idp.protocol.errors import InvalidGrantError
from idp.settings import Settings
from idp.storage import Database, Query, Statement
from idp.storage.migrating import configured, upgrade
from idp.tokens import table
from idp.tokens.authorization_code import read_code
from tests.databases import Template
from tests.relying_party import RelyingParty

_FEW = 100_000
_FORMER_CODE = Statement("UPDATE authorization_grant SET id = :id, code_hash = :code_hash")
_GRANT = """INSERT INTO authorization_grant
              (id, client_id, account_id, sid, scope, redirect_uri, code_hash, code_expires_at,
               auth_time, amr, acr, created_at, expires_at)"""
_OF_NOBODY = """'portal', 'nobody', 'sid', 'openid', 'https://portal.example.org/cb'"""
_ACCOUNT = Statement(
    """INSERT INTO account (id, locale, created_at, used_at) VALUES ('nobody', 'fr', 1, 1)"""
)


def grant_of(code: str) -> str:
    return code.partition(".")[0]


def secret_of(code: str) -> str:
    return code.partition(".")[2]


def test_a_code_of_an_earlier_program_is_redeemed_once(relying_party: RelyingParty) -> None:
    relying_party.code()
    former = new_secret()
    with relying_party.provider.database.writing() as tx:
        assert tx.run(_FORMER_CODE, id=new_id(), code_hash=hashed(former)) == 1
    bought = relying_party.redeem(former)
    assert relying_party.userinfo(bought["access_token"])["sub"]
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(former)
    with pytest.raises(InvalidGrantError):  # the replay ended what it bought
        relying_party.refresh(bought["refresh_token"])


def test_the_secret_of_one_code_is_none_of_another_grant(relying_party: RelyingParty) -> None:
    one, other = relying_party.code(), relying_party.code()
    for grant, secret in ((one, other), (other, one)):
        with pytest.raises(InvalidGrantError):
            relying_party.redeem(f"{grant_of(grant)}.{secret_of(secret)}")
    for code in (one, other):
        with pytest.raises(InvalidGrantError):  # nor by the hash alone
            relying_party.redeem(secret_of(code))
        assert relying_party.redeem(code)["access_token"]


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code[:-1],
        lambda code: f"{code}A",
        lambda code: f"{code}\n",
        lambda code: f".{code}",
        lambda code: f"{code[:10]}\0{code[11:]}",
        lambda code: f"{code[:10]}\ud800{code[11:]}",
        lambda code: f"{code[:10]}é{code[11:]}",
        lambda code: code.upper(),
        grant_of,
        lambda code: f"{grant_of(code)}.",
        lambda code: f"{grant_of(code)}.{'A' * 43}",
        lambda _: "A" * 100_000,
        lambda _: "",
    ],
)
def test_what_is_no_code_is_unknown_and_changes_nothing(
    relying_party: RelyingParty,
    change: Callable[[str], str],
) -> None:
    code = relying_party.code()
    presented = change(code)
    with relying_party.provider.database.reading() as tx:
        read = read_code(tx, presented)
        found = tx.row(table.FIND_CODE, id=read.grant_id, code_hash=read.hash)
    assert found is None
    assert relying_party.redeem(code)["access_token"]


def test_codes_that_name_no_grant_are_found_by_an_index_that_holds_no_others(
    relying_party: RelyingParty,
) -> None:
    assert len(grant_of(relying_party.code())) != len(new_id())
    plan = Statement(f"EXPLAIN QUERY PLAN {table.FIND_GRANT_OF_CODE.sql}")
    with relying_party.provider.database.reading() as tx:
        if tx.dialect == "sqlite":
            assert "grant_of_code (code_hash=?)" in str(tx.rows(plan, code_hash=b""))


@pytest.mark.parametrize(
    ("database_name", "grants"), [("sqlite", 1), ("postgresql", 1), ("postgresql", _FEW)]
)
def test_an_upgrade_keeps_what_a_node_of_before_needs_to_find_a_code_among_many(
    request: pytest.FixtureRequest, tmp_path: Path, database_name: str, grants: int
) -> None:
    template: Template = request.getfixturevalue(f"{database_name}_template")
    settings: Settings = template.empty(tmp_path)
    database = Database.open(settings.database)
    with database.engine.connect() as connection:
        command.upgrade(configured(connection), "0119")
    ids = [GrantId(new_id()) for _ in range(grants)]
    rows = [{"id": each, "code_hash": os.urandom(32)} for each in ids]
    with database.writing() as tx:
        tx.run(_ACCOUNT)
        tx.run_many(
            Statement(f"{_GRANT} VALUES (:id, {_OF_NOBODY}, :code_hash, 2, 1, 'pwd', '', 1, 3)"),
            rows,
        )
    upgrade(database)
    kept = Query(int, "SELECT COUNT(*) FROM authorization_grant")
    with database.reading() as tx:
        assert tx.row(kept) == grants
        assert tx.row(table.FIND_GRANT_OF_CODE, code_hash=rows[0]["code_hash"]) == ids[0]
    unique = inspect(database.engine).get_unique_constraints("authorization_grant")
    assert bool(unique) is (grants == _FEW)
    indexes = {each["name"] for each in inspect(database.engine).get_indexes("authorization_grant")}
    assert ("grant_of_code" in indexes) is (grants != _FEW)
    database.close()
