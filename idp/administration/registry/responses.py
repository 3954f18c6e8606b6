"""Responses about imports, made from rows of the history, counts and problems alone."""

from idp.administration.problem_list import ProblemResponse, problem_response
from idp.administration.registry.schemas import (
    ChangeResponse,
    CountsResponse,
    DifferencesResponse,
    ImportResponse,
    LossResponse,
)
from idp.registry.importing import Import, excesses, read_report, refusal_of
from idp.settings import RegistrySettings


def import_response(
    found: Import, *, can_be_restored: bool = False, in_force: bool = False
) -> ImportResponse:
    """Return a line of the history."""
    changes = () if found.report is None else read_report(found.report).changes
    known = found.report is not None
    return ImportResponse.of(
        found,
        import_id=found.id,
        profile=found.profile or None,
        received_at=found.started_at,
        decided_at=found.decided_at or found.published_at,
        expires_at=found.expires_at if found.waits else None,
        contacts=sum(each.after for each in changes) if known else None,
        added=sum(each.added for each in changes) if known else None,
        removed=sum(each.removed for each in changes) if known else None,
        links_lost=sum(each.links_lost for each in changes) if known else None,
        can_be_restored=can_be_restored,
        in_force=in_force,
    )


def differences_response(
    found: Import,
    imported: ImportResponse,
    settings: RegistrySettings,
    *,
    approvers: int,
    row_problems: int,
) -> DifferencesResponse:
    """Return an import with its differences and problems."""
    report = None if found.report is None else read_report(found.report)
    return DifferencesResponse(
        imported=imported,
        counts=CountsResponse.of(report) if report else None,
        changes=tuple(map(ChangeResponse.of, report.changes if report else ())),
        losses=tuple(map(LossResponse.of, report.losses if report else ())),
        excesses=excesses(report, settings) if report else (),
        approvers=approvers,
        problem=None if found.problem is None else _problem_read(found),
        row_problems=row_problems,
    )


def _problem_read(found: Import) -> ProblemResponse:
    return problem_response(refusal_of(found.problem or "", file_name=found.file_name or ""))
