"""The pages of the registry: what is in force, imports in every state, the editor of columns."""

from typing import Any

from msgspec.structs import replace

from idp.doors.views import Frame, Page
from idp.doors.views.console.registry import (
    ChangeView,
    CountsView,
    ExcessView,
    ImportView,
    LosingView,
    LossView,
    OrganisationView,
    ProblemView,
    RegistryHistoryPage,
    RegistryImportPage,
    RegistryLosingPage,
    RegistryPage,
    RegistryProblemsPage,
)
from idp.doors.views.console.registry_columns import (
    FieldView,
    ProfileView,
    RegistryColumnsPage,
    RegistryProfilesPage,
    TriedRowView,
    WordsView,
)
from idp.operations.registry_telling import row_problem_told
from idp.operations.registry_told import RowProblemTold
from idp.registry.importing import (
    FIELDS,
    OPTIONAL_FIELDS,
    RELATIONSHIPS,
    Import,
    RowProblem,
    Source,
    State,
)
from tests.doors.views.console.sample import CONSOLE_FRAME, at_console, refused
from tests.doors.views.sample import ADDRESS, Sample

_CSS = "Centre de services scolaire des Érables-à-Sucre"
_MOMENT = "23 novembre 2026, 14 h 05"
_PROBLEM = ProblemView(
    "refusals.registry.row_fiche",
    {"file": "gpi.csv", "line": 4012, "column": "fiche", "length": 7},
)
_CUT = ProblemView("refusals.registry.file_cut", {"file": "gpi.csv", "line": 4012})
STAGED = ImportView(
    id=42,
    state="staged",
    source="upload",
    file_name="export-gpi-2026-11-23.csv",
    profile="gpi",
    progress=100,
    taken=_MOMENT,
    received=_MOMENT,
    received_by="administrateur 4f1c",
    asked_by="",
    decided="",
    decided_by="",
    expires=_MOMENT,
    contacts=104_220,
    added=312,
    removed=2_981,
    links_lost=140,
)
AWAITING = replace(STAGED, state="awaiting", asked_by="administrateur 9b2e")
PUBLISHED = replace(
    STAGED,
    id=41,
    state="published",
    source="drop",
    decided=_MOMENT,
    decided_by="Parvis",
    expires="",
    removed=12,
    links_lost=0,
    in_force=True,
)
EARLIER = replace(PUBLISHED, id=40, in_force=False, can_be_restored=True)
READING = replace(
    STAGED,
    id=43,
    state="staging",
    progress=37,
    contacts=None,
    added=None,
    removed=None,
    links_lost=None,
    expires="",
)
UNMAPPED = replace(READING, state="received", profile="", progress=0)
FAILED = replace(READING, state="failed")
RESTORED = replace(STAGED, id=44, source="restore", file_name="", restores=40)
COUNTS = CountsView(104_890, 212, 640, 30, 0, 118)
CHANGES = (ChangeView("887000", _CSS, 106_889, 104_220, 312, 2_981, 88, 140),)
LOSSES = (
    LossView("887000", "École secondaire du Grand-Coteau-des-Pins", 2_700, 131),
    LossView("887000", "École des Pins", 281, 9),
)
_IMPORT = Import(
    id=42,
    state=State.STAGED,
    source=Source.UPLOAD,
    profile="gpi",
    file=None,
    file_name="export-gpi-2026-11-23.csv",
    received_by=None,
    started_at=0,
    taken_at=0,
    restores=None,
    attempts=1,
    progress=100,
    problem=None,
    asked_by=None,
    asked_at=None,
    decided_by=None,
    decided_at=None,
    expires_at=None,
    published_at=None,
    report=None,
)
EXCESSES = (
    ExcessView("removed_share", "887000", "3", "2"),
    ExcessView("removed_count", "887000", "2981", "1000"),
    ExcessView("access_lost", "887000", "140", "100"),
    ExcessView("older", "887000", _MOMENT, _MOMENT),
)

ROW_PROBLEMS = tuple(
    row_problem_told(number, problem, _IMPORT)
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


def _state(frame: Frame, **changes: Any) -> Page:  # noqa: ANN401 - members of a view
    members = {
        "organisations": (OrganisationView("887000", _CSS, _MOMENT, ADDRESS),),
        "waiting": (AWAITING, READING),
        "profiles": ("gpi", "oneroster", "sds-v1", "sds-v2.1"),
        "drop_directory": "/srv/parvis/depot",
        "changes": True,
        "fresh": True,
        **changes,
    }
    return RegistryPage(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _import(frame: Frame, imported: ImportView, *choices: str, **changes: Any) -> Page:  # noqa: ANN401
    members = {
        "counts": COUNTS,
        "changes": CHANGES,
        "losses": LOSSES,
        "excesses": (),
        "problem": None,
        "row_problems": 0,
        "sees_accounts": True,
        "asked_oneself": False,
        **changes,
    }
    return RegistryImportPage(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        imported=imported,
        choices=frozenset(choices),
        **members,
    )


def _problems(
    frame: Frame, problems: tuple[RowProblemTold, ...], *, more: str | None = None
) -> Page:
    return RegistryProblemsPage(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        import_id=42,
        total=219 if problems else 0,
        problems=problems,
        more=more,
    )


_NOTHING: dict[str, Any] = {"counts": None, "changes": (), "losses": (), "sees_accounts": False}


def _columns(frame: Frame, **changes: Any) -> Page:  # noqa: ANN401 - members of a view
    headers = ("Organisme", "Nom", "École", "Nom école", "Fiche", "Code", "Élève", "Courriel")
    return RegistryColumnsPage(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        import_id=43,
        file_name="export.csv",
        headers=headers,
        rows=(("887000", _CSS, "011", "École des Pins", "1234567", "", "Tremblay", ADDRESS),),
        profiles=("gpi", "erables"),
        separator=";",
        encoding="windows-1252",
        date_format="%d/%m/%Y",
        fiche_digits="7",
        final_newline=True,
        several_addresses=False,
        fields=tuple(
            FieldView(
                name=name,
                column="Courriel" if name == "address" else "",
                constant="887000" if name == "organisation" else "",
                needed=name not in OPTIONAL_FIELDS,
                can_be_constant=name == "organisation",
            )
            for name in FIELDS
        ),
        words=tuple(
            WordsView(name, "mère, m") for name in (*RELATIONSHIPS, "yes", "no", "no_address")
        ),
        **changes,
    )


_TRIED = (
    TriedRowView(2, ("x",) * len(FIELDS), None),
    TriedRowView(3, ("x",) * len(FIELDS), _PROBLEM),
)

REGISTRY = (
    Sample("console-registry", _state),
    Sample(
        "console-registry-first",
        lambda frame: _state(
            frame, organisations=(), waiting=(), drop_directory="", profiles=(), fresh=False
        ),
    ),
    Sample(
        "console-registry-wrong",
        lambda frame: _state(
            frame,
            errors=refused("registry.file_too_long", "file", megabytes=1024),
            profile="gpi",
        ),
    ),
    Sample("console-registry-read", lambda frame: _state(frame, changes=False)),
    Sample(
        "console-registry-history",
        lambda frame: RegistryHistoryPage(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            imports=(STAGED, PUBLISHED, EARLIER, FAILED, RESTORED),
            older="/admin/registre/historique?before=40",
        ),
    ),
    Sample(
        "console-registry-history-empty",
        lambda frame: RegistryHistoryPage(
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
        "console-registry-import-refused",
        lambda frame: _import(
            frame, AWAITING, "approve", errors=refused("registry.same_person", None)
        ),
    ),
    Sample("console-registry-import-reading", lambda frame: _import(frame, READING, **_NOTHING)),
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
        lambda frame: RegistryLosingPage(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            import_id=42,
            accounts=(LosingView("vR3d1oQpWc9sT0aaYbHq5g", "887000", "011", 2),),
            more="/admin/registre/importations/42/comptes?after=v",
        ),
    ),
    Sample(
        "console-registry-losing-none",
        lambda frame: RegistryLosingPage(
            frame=at_console(frame), console=CONSOLE_FRAME, import_id=42, accounts=(), more=None
        ),
    ),
    Sample("console-registry-columns", _columns),
    Sample("console-registry-columns-tried", lambda frame: _columns(frame, tried=_TRIED)),
    Sample(
        "console-registry-columns-wrong",
        lambda frame: _columns(
            frame, errors=refused("registry.profile_missing", "profile", name="fiche"), name="e"
        ),
    ),
    Sample(
        "console-registry-profiles",
        lambda frame: RegistryProfilesPage(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            profiles=(
                ProfileView("erables", "csv", saved=True, changed=_MOMENT, changed_by="vous"),
                *(
                    ProfileView(name, kind, saved=False, changed="", changed_by="")
                    for name, kind in (
                        ("gpi", "csv"),
                        ("oneroster", "oneroster"),
                        ("sds-v1", "sds_v1"),
                        ("sds-v2.1", "sds_v2_1"),
                    )
                ),
            ),
            changes=True,
        ),
    ),
)
