"""`/approbation`: yes or no to what a device or a portal asked for elsewhere."""

from idp.doors.disclosures import told_to
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ACCOUNT
from idp.doors.pages.signed_in import to_sign_in
from idp.doors.pages.visit import Visit
from idp.doors.views import AnsweredPage, ApprovalPage, ErrorPage
from idp.errors import PersonError
from idp.journeys.approvals import Approvals
from idp.journeys.steps import APPROVE
from idp.journeys.what_next import WhatNext
from idp.tokens.approval_requests import Decision, Kind


class ApprovalDoor:
    """The last page: what was answered is shown in its place."""

    path = APPROVE.path

    def __init__(self, *, approvals: Approvals, what_next: WhatNext) -> None:
        self._approvals = approvals
        self._what_next = what_next

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the question, or its answer, or go on to what comes first."""
        journey = visit.journey
        if journey is None or journey.request.approves is None:
            return Leave(visit.onward())
        found = self._approvals.asked(journey)
        if journey.answered_at is not None and found is not None:
            return AnsweredPage(frame=visit.frame, accepted=found.decision is Decision.APPROVED)
        if found is None or found.decision is not Decision.PENDING:
            return ErrorPage(
                frame=visit.frame, code="PRV-APPROVAL-GONE", message_key="errors.approval_gone"
            )
        if self._what_next.step(journey, visit.session) is not APPROVE:
            return Leave(visit.onward())
        return ApprovalPage(
            frame=visit.frame,
            errors=errors_of(problem),
            by_device=found.kind is Kind.DEVICE,
            shown=found.wanted.shown,
            scopes=told_to(visit.client, found.wanted.scope),
        )

    def act(self, visit: Visit) -> Answer:
        """Answer, if it is this person's turn to."""
        if visit.journey is None or visit.client is None:
            return Leave(ACCOUNT)
        if visit.session is None:
            return to_sign_in(visit, ACCOUNT)
        if self._what_next.step(visit.journey, visit.session) is APPROVE:
            if visit.text("action") == "accept":
                self._approvals.accept(visit.journey, visit.client, visit.session)
            else:
                self._approvals.refuse(visit.journey, visit.session)
        return Leave(visit.onward())
