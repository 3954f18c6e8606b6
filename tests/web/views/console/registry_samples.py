"""The pages of the registry: what is in force, imports in every state."""

from typing import Any

from msgspec.structs import replace

from idp.administration.problem_list import (
    RowProblemResponse,
    problem_response,
    row_problem_response,
)
from idp.administration.registry.schemas import (
    ChangeResponse,
    CountsResponse,
    DifferencesResponse,
    ImportResponse,
    LossResponse,
    ProblemsResponse,
    StateResponse,
)
from idp.children import AffectedAccount
from idp.errors import Refused
from idp.files.problem import RowProblem
from idp.registry import Organisation
from idp.registry.importing import (
    ContactSource,
    Excess,
    Import,
    State,
    Why,
)
from idp.web.views import Frame, PageError, View
from idp.web.views.console.registry import (
    RegistryAffectedView,
    RegistryHistoryView,
    RegistryImportView,
    RegistryProblemsView,
    RegistryView,
)
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import ADDRESS, Sample

CSS = "Centre de services scolaire des Érables-à-Sucre"
_CUT = problem_response(Refused("registry.file_cut", file="gpi.csv", line=4012))
STAGED = ImportResponse(
    import_id=42,
    state="staged",
    source="upload",
    profile="gpi",
    file_name="export-gpi-2026-11-23.csv",
    restores=None,
    progress=100,
    rows_read=104_890,
    rows_expected=104_890,
    received_by="admin:4f1c",
    received_at=START,
    taken_at=START,
    asked_by=None,
    asked_at=None,
    decided_by=None,
    decided_at=None,
    expires_at=START,
    contacts=104_220,
    added=312,
    removed=2_981,
    links_lost=140,
    can_be_restored=False,
    in_force=False,
)
AWAITING = replace(STAGED, state="awaiting", asked_by="admin:9b2e")
PUBLISHED = replace(
    STAGED,
    import_id=41,
    state="published",
    source="drop",
    decided_at=START,
    decided_by="house",
    expires_at=None,
    removed=12,
    links_lost=0,
    in_force=True,
)
EARLIER = replace(PUBLISHED, import_id=40, in_force=False, can_be_restored=True)
READING = replace(
    STAGED,
    import_id=43,
    state="staging",
    progress=37,
    rows_read=64_000,
    contacts=None,
    added=None,
    removed=None,
    links_lost=None,
    expires_at=None,
)
PREPARING = replace(READING, progress=82, rows_read=104_890)
TURN = replace(READING, state="received", progress=0, rows_read=0, rows_expected=0)
UNMAPPED = replace(TURN, profile=None)
FAILED = replace(READING, state="failed")
RESTORED = replace(STAGED, import_id=44, source="restore", file_name=None, restores=40)
COUNTS = CountsResponse(
    rows=104_890, left_out=212, without_address=640, duplicates=30, unmatched=0, accounts_lost=118
)
CHANGES = (
    ChangeResponse(
        organisation="887000",
        name=CSS,
        before=106_889,
        after=104_220,
        added=312,
        removed=2_981,
        changed=88,
        links_lost=140,
    ),
)
LOSSES = tuple(
    LossResponse(organisation="887000", school=school, name=name, removed=removed, links_lost=lost)
    for school, name, removed, lost in (
        ("011", "École secondaire du Grand-Coteau-des-Pins", 2_700, 131),
        ("012", "École des Pins", 281, 9),
    )
)
_IMPORT = Import(
    id=42,
    state=State.STAGED,
    source=ContactSource.UPLOAD,
    profile="gpi",
    file=None,
    file_name="export-gpi-2026-11-23.csv",
    received_by=None,
    started_at=0,
    taken_at=0,
    restores=None,
    attempts=1,
    progress=100,
    rows_read=104_890,
    rows_expected=104_890,
    problem=None,
    asked_by=None,
    asked_at=None,
    decided_by=None,
    decided_at=None,
    expires_at=None,
    published_at=None,
    report=None,
)
EXCESSES = tuple(
    Excess(organisation="887000", why=Why(why), found=found, limit=limit)
    for why, found, limit in (
        ("removed_share", 3, 2),
        ("removed_count", 2981, 1000),
        ("access_lost", 140, 100),
        ("older", START, START),
    )
)

ROW_PROBLEMS = tuple(
    row_problem_response(number, problem, _IMPORT.file_name)
    for number, problem in enumerate(
        (
            RowProblem("", 4012, "courriel", "registry.row_address", (("code", "PRV-ADDRESS-AT"),)),
            RowProblem("", 4013, "fiche", "registry.row_fiche", (("length", 7),)),
            RowProblem("", 5020, "nom_ecole", "registry.row_other_name", left_out=False),
            RowProblem("users.csv", 7, "enabledUser", "registry.row_unknown_word"),
        ),
        1,
    )
)


TOLD = StateResponse(
    organisations=(Organisation(code="887000", name=CSS, support_address=ADDRESS, taken_at=START),),
    waiting=(AWAITING, READING),
    drop_directory="/srv/parvis/depot",
)
DIFFERENCES = DifferencesResponse(
    imported=STAGED,
    counts=COUNTS,
    changes=CHANGES,
    losses=LOSSES,
    excesses=(),
    approvers=2,
    problem=None,
    row_problems=0,
)


def _state(frame: Frame, response: StateResponse = TOLD, **changes: Any) -> View:  # noqa: ANN401 - members of a view
    members = {
        "response": response,
        "profiles": ("gpi", "oneroster", "sds-v1", "sds-v2.1"),
        "changes": True,
        "fresh": True,
        **changes,
    }
    return RegistryView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _import(
    frame: Frame,
    imported: ImportResponse,
    *choices: str,
    asked_oneself: bool = False,
    errors: tuple[PageError, ...] = (),
    invites: bool = False,
    **changes: Any,  # noqa: ANN401 - of what the action gives
) -> View:
    response = replace(DIFFERENCES, imported=imported, **changes)
    return RegistryImportView(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        errors=errors,
        response=response,
        choices=frozenset(choices),
        sees_accounts=response.counts is not None,
        asked_oneself=asked_oneself,
        invites=invites,
    )


def _problems(
    frame: Frame, problems: tuple[RowProblemResponse, ...], *, more: str | None = None
) -> View:
    return RegistryProblemsView(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        import_id=42,
        response=ProblemsResponse(total=219 if problems else 0, left_out=0, problems=problems),
        more=more,
    )


_NOTHING: dict[str, Any] = {"counts": None, "changes": (), "losses": ()}


REGISTRY = (
    Sample("console-registry", _state),
    Sample(
        "console-registry-first",
        lambda frame: _state(
            frame,
            StateResponse(organisations=(), waiting=(), drop_directory=""),
            profiles=(),
            fresh=False,
        ),
    ),
    Sample(
        "console-registry-wrong",
        lambda frame: _state(
            frame,
            errors=refused("registry.file_too_long", "file", megabytes=1024),
            typed=sent(profile="gpi"),
        ),
    ),
    Sample("console-registry-read", lambda frame: _state(frame, changes=False)),
    Sample(
        "console-registry-history",
        lambda frame: RegistryHistoryView(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            imports=(STAGED, PUBLISHED, EARLIER, FAILED, RESTORED),
            older="/admin/registre/historique?before=40",
        ),
    ),
    Sample(
        "console-registry-history-empty",
        lambda frame: RegistryHistoryView(
            frame=at_console(frame), console=CONSOLE_FRAME, imports=(), older=None
        ),
    ),
    Sample("console-registry-import", lambda frame: _import(frame, STAGED, "publish", "reject")),
    Sample(
        "console-registry-import-much",
        lambda frame: _import(frame, STAGED, "publish", "reject", excesses=EXCESSES),
    ),
    Sample(
        "console-registry-import-awaiting",
        lambda frame: _import(frame, AWAITING, "approve", "reject", excesses=EXCESSES),
    ),
    Sample(
        "console-registry-import-own",
        lambda frame: _import(frame, AWAITING, "reject", excesses=EXCESSES[:1], asked_oneself=True),
    ),
    Sample(
        "console-registry-import-alone",
        lambda frame: _import(
            frame, STAGED, "publish", "reject", excesses=EXCESSES, approvers=0, invites=True
        ),
    ),
    Sample(
        "console-registry-import-nobody-else",
        lambda frame: _import(frame, STAGED, "publish", excesses=EXCESSES[:1], approvers=0),
    ),
    Sample(
        "console-registry-import-refused",
        lambda frame: _import(
            frame, AWAITING, "approve", errors=refused("registry.same_person", None)
        ),
    ),
    Sample("console-registry-import-turn", lambda frame: _import(frame, TURN, **_NOTHING)),
    Sample("console-registry-import-reading", lambda frame: _import(frame, READING, **_NOTHING)),
    Sample(
        "console-registry-import-preparing", lambda frame: _import(frame, PREPARING, **_NOTHING)
    ),
    Sample(
        "console-registry-import-unmapped",
        lambda frame: _import(frame, UNMAPPED, "columns", "reject", **_NOTHING),
    ),
    Sample(
        "console-registry-import-failed",
        lambda frame: _import(frame, FAILED, problem=_CUT, **_NOTHING),
    ),
    Sample(
        "console-registry-import-rows",
        lambda frame: _import(frame, STAGED, "publish", "reject", row_problems=219),
    ),
    Sample(
        "console-registry-problems",
        lambda frame: _problems(frame, ROW_PROBLEMS, more="/admin/registre?after=100"),
    ),
    Sample("console-registry-problems-none", lambda frame: _problems(frame, ())),
    Sample("console-registry-import-earlier", lambda frame: _import(frame, EARLIER, "roll_back")),
    Sample(
        "console-registry-losing",
        lambda frame: RegistryAffectedView(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            import_id=42,
            accounts=(
                AffectedAccount(
                    account_id="vR3d1oQpWc9sT0aaYbHq5g",
                    organisation="887000",
                    school="011",
                    children=2,
                ),
            ),
            more="/admin/registre/importations/42/comptes?after=v",
        ),
    ),
    Sample(
        "console-registry-losing-none",
        lambda frame: RegistryAffectedView(
            frame=at_console(frame), console=CONSOLE_FRAME, import_id=42, accounts=(), more=None
        ),
    ),
)
