"""Imports as they are told: from rows of the history, counts and problems alone."""

from idp.administration.registry.schemas import (
    ChangeTold,
    CountsTold,
    DifferencesTold,
    ImportTold,
    LossTold,
    ProblemTold,
    RowProblemTold,
)
from idp.errors import Refused
from idp.registry.importing import (
    Import,
    RowProblem,
    excesses,
    read_report,
    refusal_of,
)
from idp.settings import RegistrySettings
from idp.translations import words_in


def import_told(
    found: Import, *, can_be_restored: bool = False, in_force: bool = False
) -> ImportTold:
    """Return a line of the history."""
    changes = () if found.report is None else read_report(found.report).changes
    known = found.report is not None
    return ImportTold.of(
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


def differences_told(
    found: Import, told: ImportTold, settings: RegistrySettings, *, row_problems: int
) -> DifferencesTold:
    """Return everything that is known of an import."""
    report = None if found.report is None else read_report(found.report)
    return DifferencesTold(
        imported=told,
        counts=CountsTold.of(report) if report else None,
        changes=tuple(map(ChangeTold.of, report.changes if report else ())),
        losses=tuple(map(LossTold.of, report.losses if report else ())),
        excesses=excesses(report, settings) if report else (),
        problem=None if found.problem is None else _problem_read(found),
        row_problems=row_problems,
    )


def problem_told(problem: Refused) -> ProblemTold:
    """Return why something cannot be read."""
    values = {name: value for name, value in problem.values.items() if isinstance(value, str | int)}
    text = words_in("en").say(problem.message_key, **problem.values)
    return ProblemTold(code=problem.code, key=problem.key, text=text, values=values)


def row_problem_told(number: int, problem: RowProblem, found: Import) -> RowProblemTold:
    """Return what is wrong with a row of an import."""
    file = problem.file or found.file_name or ""
    place = {"file": file, "line": problem.line, "column": problem.column}
    reason = Refused(problem.key)
    reason.values.update(place, **dict(problem.values))
    return RowProblemTold.of(problem, number=number, file=file, problem=problem_told(reason))


def _problem_read(found: Import) -> ProblemTold:
    return problem_told(refusal_of(found.problem or "", file_name=found.file_name or ""))
