"""Imports as pages of the console show them."""

from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.views.console.registry import (
    ChangeView,
    CountsView,
    ExcessView,
    ImportView,
    LossView,
    ProblemView,
)
from idp.operations.registry_told import (
    DifferencesTold,
    ExcessTold,
    ImportTold,
    ProblemTold,
)
from idp.spelling.dates import day, time_of_day
from idp.translations import words_in


def moment(seconds: int | None, locale: str) -> str:
    """Return a day and time of day; nothing for None."""
    if seconds is None:
        return ""
    return f"{day(seconds, locale)}, {time_of_day(seconds, locale)}"


def actor(name: str | None, request: AdministratorRequest) -> str:
    """Return how an actor of the record is called."""
    if not name:
        return ""
    words = words_in(request.locale)
    if name == request.actor.name:
        return words.say("console_registry.actors.oneself")
    kind, _, called = name.partition(":")
    if kind == "house":
        return words.say("console_registry.actors.house")
    if kind == "client":
        return words.say("console_registry.actors.program", name=called)
    return words.say("console_registry.actors.person", name=called)


def import_view(told: ImportTold, request: AdministratorRequest) -> ImportView:
    """Return an import in a line."""
    locale = request.locale
    return ImportView(
        id=told.import_id,
        state=told.state,
        source=told.source,
        file_name=told.file_name or "",
        profile=told.profile or "",
        progress=told.progress,
        taken=moment(told.taken_at, locale),
        received=moment(told.received_at, locale),
        received_by=actor(told.received_by, request),
        asked_by=actor(told.asked_by, request),
        decided=moment(told.decided_at, locale),
        decided_by=actor(told.decided_by, request),
        expires=moment(told.expires_at, locale),
        contacts=told.contacts,
        added=told.added,
        removed=told.removed,
        links_lost=told.links_lost,
        restores=told.restores,
        in_force=told.in_force,
        can_be_restored=told.can_be_restored,
    )


def counts_view(told: DifferencesTold) -> CountsView | None:
    """Return what was read."""
    counts = told.counts
    if counts is None:
        return None
    return CountsView(
        rows=counts.rows,
        left_out=counts.left_out,
        without_address=counts.without_address,
        duplicates=counts.duplicates,
        unmatched=counts.unmatched,
        accounts_lost=counts.accounts_lost,
    )


def change_views(told: DifferencesTold) -> tuple[ChangeView, ...]:
    """Return what changes."""
    return tuple(
        ChangeView(
            organisation=each.organisation,
            name=each.name,
            before=each.before,
            after=each.after,
            added=each.added,
            removed=each.removed,
            changed=each.changed,
            links_lost=each.links_lost,
        )
        for each in told.changes
    )


def loss_views(told: DifferencesTold) -> tuple[LossView, ...]:
    """Return what schools lose."""
    return tuple(
        LossView(
            organisation=each.organisation,
            name=each.name,
            removed=each.removed,
            links_lost=each.links_lost,
        )
        for each in told.losses
    )


def excess_view(told: ExcessTold, locale: str) -> ExcessView:
    """Return a threshold that is passed: a count, or a moment for a file that is older."""
    is_moment = told.why == "older"
    return ExcessView(
        why=told.why,
        organisation=told.organisation,
        found=moment(told.found, locale) if is_moment else str(told.found),
        limit=moment(told.limit, locale) if is_moment else str(told.limit),
    )


def problem_view(told: ProblemTold | None) -> ProblemView | None:
    """Return why a file or a row cannot be read."""
    if told is None:
        return None
    return ProblemView(f"refusals.{told.key}", dict(told.values))
