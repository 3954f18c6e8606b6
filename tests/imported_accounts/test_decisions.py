"""Files of accounts that are uploaded: compared by the worker, decided, imported, removed."""

import io
import json
from pathlib import Path

import pytest

from idp.clock import HOUR
from idp.errors import Refused
from idp.imported_accounts.importing.model import AccountImport
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import AccountImportWork
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.imported_accounts.importing import Importer, b2c

USERS = json.dumps([b2c("1", "a@a.example"), b2c("2", "pas une adresse")]).encode()
ACTOR = "admin:somebody"


def upload(provider: Provider, content: bytes = USERS, format_name: str = "b2c") -> int:
    return provider.imports.account_decisions.upload(
        io.BytesIO(content),
        name="C:\\moi\\export.json",
        source="b2c",
        format_name=format_name,
        actor=ACTOR,
    )


def work(provider: Provider) -> AccountImport:
    """Do what is due, and return the newest import."""
    AccountImportWork(decisions=provider.imports.account_decisions, clock=provider.clock).run_once()
    with provider.database.reading() as tx:
        (found, *_) = provider.imports.account_lifecycle.history(tx, before=None, count=9)
    return found


def recorded(provider: Provider) -> list[str]:
    kinds = Statement(
        """SELECT kind, actor FROM audit_event
           WHERE kind LIKE 'accounts%' OR kind LIKE 'former%' ORDER BY id"""
    )
    with provider.database.reading() as tx:
        return [f"{kind} by {actor}" for kind, actor in tx.rows(kinds)]


def files(provider: Provider) -> list[Path]:
    return [*Path(provider.settings.registry.directory).iterdir()]


def test_an_upload_is_compared_then_accepted_then_imported(importer: Importer) -> None:
    provider = importer.provider
    before = files(provider) if Path(provider.settings.registry.directory).exists() else []
    import_id = upload(provider)
    compared = work(provider)
    assert (compared.id, compared.state, compared.file_name) == (
        import_id,
        "compared",
        "export.json",
    )
    assert compared.report is not None
    assert (compared.report.added, compared.report.left_out) == (1, 1)
    assert importer.subjects() == set()
    provider.imports.account_decisions.accept("admin:another", import_id)
    imported = work(provider)
    assert (imported.state, imported.report) == ("imported", compared.report)
    assert importer.subjects() == {"1"}
    assert recorded(provider) == [
        f"accounts_received by {ACTOR}",
        "accounts_accepted by admin:another",
        "accounts_imported by admin:another",
    ]
    work(provider)
    assert files(provider) == before
    with pytest.raises(Refused, match=r"former\.not_compared"):
        provider.imports.account_decisions.accept(ACTOR, import_id)


def test_an_upload_that_is_rejected_or_expires_imports_nothing(
    importer: Importer, clock: TestClock
) -> None:
    provider = importer.provider
    rejected = upload(provider)
    work(provider)
    provider.imports.account_decisions.reject(ACTOR, rejected)
    upload(provider)
    clock.advance(10)
    assert work(provider).state == "compared"
    clock.advance(provider.settings.registry.approval_hours * HOUR)
    assert work(provider).state == "expired"
    assert importer.subjects() == set()
    clock.advance(10)
    work(provider)
    assert [each for each in files(provider) if each.stat().st_size == len(USERS)] == []


def test_a_file_that_is_refused_says_why(importer: Importer) -> None:
    provider = importer.provider
    upload(provider, USERS[:-1])
    failed = work(provider)
    assert failed.state == "failed"
    assert json.loads(failed.problem or "")["key"] == "former.file_cut"
    assert recorded(provider)[-1] == "accounts_import_failed by house"


@on_one_database
def test_a_worker_that_died_is_followed_by_another_thrice(
    importer: Importer, clock: TestClock
) -> None:
    provider = importer.provider
    upload(provider)
    lifecycle = provider.imports.account_lifecycle
    for _ in range(3):
        with provider.database.writing() as tx:
            assert lifecycle.lease(tx) is not None
            assert lifecycle.lease(tx) is None
        clock.advance(minutes=2)
    died = work(provider)
    assert (died.state, json.loads(died.problem or "")["key"]) == ("failed", "former.died")


@on_one_database
def test_the_name_of_a_source_is_bounded(provider: Provider) -> None:
    for source in ("", "B2C", "a b", "x" * 33, "é"):
        with pytest.raises(Refused, match=r"former\.source"):
            provider.imports.account_decisions.upload(
                io.BytesIO(USERS), name="x", source=source, format_name="b2c", actor=ACTOR
            )
