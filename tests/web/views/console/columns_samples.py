"""The pages of the registry's columns: their editor, and the profiles that are kept."""

from typing import Any

from idp.administration.problem_list import problem_response
from idp.administration.registry.schemas import (
    ColumnsResponse,
    PreviewResponse,
    ProfileResponse,
    RowResponse,
)
from idp.errors import Refused
from idp.registry.importing import FIELDS, OPTIONAL_FIELDS, RELATIONSHIPS
from idp.web.views import Frame, View
from idp.web.views.console.registry_columns import RegistryColumnsView, RegistryProfilesView
from tests.conftest import START
from tests.web.views.console.registry_samples import CSS
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import ADDRESS, Sample

_PROBLEM = problem_response(
    Refused("registry.row_fiche", file="gpi.csv", line=4012, column="fiche", length=7)
)


def _columns(frame: Frame, **changes: Any) -> View:  # noqa: ANN401 - members of a view
    headers = ("Organisme", "Nom", "École", "Nom école", "Fiche", "Code", "Élève", "Courriel")
    return RegistryColumnsView(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        import_id=43,
        file_name="export.csv",
        response=ColumnsResponse(
            separator=";",
            encoding="windows-1252",
            headers=headers,
            rows=(("887000", CSS, "011", "École des Pins", "1234567", "", "Tremblay", ADDRESS),),
        ),
        profiles=("gpi", "erables"),
        content={
            "separator": ";",
            "encoding": "windows-1252",
            "date_format": "%d/%m/%Y",
            "fiche_digits": "7",
            "final_newline": True,
            "several_addresses": False,
            "columns": {"address": "Courriel"},
            "constants": {"organisation": "887000"},
        },
        fields=FIELDS,
        optional=OPTIONAL_FIELDS,
        can_be_constant=frozenset({"organisation"}),
        words=dict.fromkeys((*RELATIONSHIPS, "yes", "no", "no_address"), "mère, m"),
        **changes,
    )


_TRIED = PreviewResponse(
    fields=FIELDS,
    rows=tuple(
        RowResponse(line=line, fields=("x",) * len(FIELDS), problem=problem)
        for line, problem in ((2, None), (3, _PROBLEM))
    ),
)

COLUMNS = (
    Sample("console-registry-columns", _columns),
    Sample("console-registry-columns-tried", lambda frame: _columns(frame, tried=_TRIED)),
    Sample(
        "console-registry-columns-wrong",
        lambda frame: _columns(
            frame,
            errors=refused("registry.profile_missing", "profile", name="fiche"),
            typed=sent(name="e"),
        ),
    ),
    Sample(
        "console-registry-profiles",
        lambda frame: RegistryProfilesView(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            profiles=(
                ProfileResponse(
                    name="erables", saved=True, changed_at=START, changed_by="admin:a", content={}
                ),
                *(
                    ProfileResponse(
                        name=name,
                        saved=False,
                        changed_at=None,
                        changed_by=None,
                        content={"format": kind},
                    )
                    for name, kind in (
                        ("gpi", "csv"),
                        ("oneroster", "oneroster"),
                        ("sds-v1", "sds-v1"),
                        ("sds-v2.1", "sds-v2.1"),
                    )
                ),
            ),
            changes=True,
        ),
    ),
)
