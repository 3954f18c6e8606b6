"""The pages of imported accounts: imports in every state, their counts, lines to look at."""

from typing import Any

from msgspec.structs import replace

from idp.administration.people.former_schemas import (
    AccountCountsResponse,
    AccountImportResponse,
    AccountImportsResponse,
    AccountProblemsResponse,
    SourceResponse,
)
from idp.administration.problem_list import problem_response, row_problem_response
from idp.errors import Refused
from idp.files.problem import RowProblem
from idp.imported_accounts.importing.model import AccountImportState
from idp.imported_accounts.reading import FORMATS
from idp.web.views import Frame, View
from idp.web.views.console.former_accounts import AccountImportsView, AccountImportView
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import Sample

COUNTS = AccountCountsResponse(
    rows=52_340,
    added=51_871,
    changed=12,
    unchanged=320,
    claimed=87,
    duplicates=4,
    left_out=46,
    shared_addresses=11,
    passwords=0,
    disabled=204,
)
COMPARED = AccountImportResponse(
    import_id=42,
    state="compared",
    source="b2c",
    format="b2c",
    file_name="export-des-utilisateurs-portail-des-parents-2026-11-23.json",
    progress=100,
    received_by="admin:a",
    received_at=START,
    decided_by=None,
    decided_at=None,
    counts=COUNTS,
    problem=None,
)
FAILED = replace(
    COMPARED,
    state="failed",
    counts=None,
    problem=problem_response(Refused("former.file_cut", file="export.json", line=40_123)),
)
SOURCES = (
    SourceResponse(source="b2c", accounts=51_871, claimed=87, disabled=204),
    SourceResponse(source="ancien-portail-des-ecoles", accounts=812, claimed=0, disabled=0),
)
PROBLEMS = tuple(
    row_problem_response(number, problem, COMPARED.file_name)
    for number, problem in enumerate(
        (
            RowProblem("", 12, "identities", "former.row_no_address"),
            RowProblem("", 4_012, "", "former.row_shared_address", left_out=False),
            RowProblem("", 50_001, "extensionDeLAncienSysteme", "former.row_unknown_member"),
        ),
        1,
    )
)


def _imports(frame: Frame, **changes: Any) -> View:  # noqa: ANN401 - members of a view
    every = tuple(
        replace(
            COMPARED,
            import_id=number,
            state=state.value,
            progress=37,
            counts=COUNTS if state.value in {"compared", "imported"} else None,
            received_by="house" if number % 2 else "client:portal",
        )
        for number, state in enumerate(AccountImportState, 1)
    )
    members: dict[str, Any] = {
        "response": AccountImportsResponse(imports=every, sources=SOURCES),
        "formats": tuple(FORMATS),
        "fresh": True,
        "older": "/admin/personnes/importations?before=1",
        **changes,
    }
    return AccountImportsView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _import(frame: Frame, response: AccountImportResponse, *choices: str, total: int = 0) -> View:
    problems = PROBLEMS if total else ()
    return AccountImportView(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        response=response,
        problems=AccountProblemsResponse(total=total, problems=problems),
        choices=frozenset(choices),
        more="/admin/personnes/importations/42?after=100" if total else None,
    )


_NOTHING = AccountImportsResponse(imports=(), sources=())
ACCOUNT_IMPORTS = (
    Sample("console-account-imports", _imports),
    Sample(
        "console-account-imports-none",
        lambda frame: _imports(frame, response=_NOTHING, fresh=False, older=None),
    ),
    Sample(
        "console-account-imports-wrong",
        lambda frame: _imports(
            frame,
            errors=(*refused("asked.file", "file"), *refused("former.source", "source")),
            typed=sent(source="Azure AD B2C", format="keycloak"),
        ),
    ),
    Sample(
        "console-account-import-compared",
        lambda frame: _import(frame, COMPARED, "accept", "reject", total=219),
    ),
    Sample(
        "console-account-import-received",
        lambda frame: _import(frame, replace(COMPARED, state="received", counts=None), "reject"),
    ),
    Sample(
        "console-account-import-imported",
        lambda frame: _import(
            frame, replace(COMPARED, state="imported", decided_by="admin:b", decided_at=START)
        ),
    ),
    Sample("console-account-import-failed", lambda frame: _import(frame, FAILED)),
)
