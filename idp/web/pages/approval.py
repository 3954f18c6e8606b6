"""`/approbation`: approving or refusing what a device or a portal asked for elsewhere."""

from idp.journeys.approvals import Approvals
from idp.journeys.steps import APPROVE
from idp.journeys.what_next import WhatNext
from idp.part import Part
from idp.tokens.approval_requests import ApprovalKind, Decision
from idp.web.disclosures import disclosed_to
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC, signed_in
from idp.web.pages.page_request import PageRequest, SignedInRequest
from idp.web.pages.paths import ACCOUNT
from idp.web.views import AnsweredView, ApprovalView, ErrorView


class ApprovalPage(Part):
    """The last page of its journey: shows the answer once it is given."""

    path = APPROVE.path
    guard = PUBLIC.with_form(signed_in(lambda _: ACCOUNT))

    approvals: Approvals
    what_next: WhatNext

    def show(self, request: PageRequest) -> Answer:
        """Return the question or its answer, or go to the step that comes first."""
        journey = request.journey
        if journey is None or journey.request.approves is None:
            return Leave(request.onward())
        found = self.approvals.asked(journey)
        if journey.answered_at is not None and found is not None:
            return AnsweredView(accepted=found.decision is Decision.APPROVED)
        if found is None or found.decision is not Decision.PENDING:
            return ErrorView(code="PRV-APPROVAL-GONE", message_key="errors.approval_gone")
        if self.what_next.step(journey, request.session) is not APPROVE:
            return Leave(request.onward())
        return ApprovalView(
            by_device=found.kind is ApprovalKind.DEVICE,
            shown=found.wanted.shown,
            scopes=disclosed_to(request.client, found.wanted.scope),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Approve or refuse, if that step is due."""
        if request.journey is None or request.client is None:
            return Leave(ACCOUNT)
        if self.what_next.step(request.journey, request.session) is APPROVE:
            if request.text("action") == "accept":
                self.approvals.accept(request.journey, request.client, request.session)
            else:
                self.approvals.refuse(request.journey, request.session)
        return Leave(request.onward())
