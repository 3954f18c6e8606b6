"""Whether a page that is opened again, or in a second tab, is still due."""

from idp.accounts import Session
from idp.clients import Clients
from idp.journeys.dispatch import Dispatch
from idp.journeys.journey import Journey
from idp.journeys.steps import RESET_PASSWORD, SIGN_IN, SIGN_UP, Step
from idp.part import Part
from idp.storage import Database

_SIGNING_IN = {SIGN_IN, SIGN_UP, RESET_PASSWORD}


class WhatNext(Part):
    """Asks `dispatch.py`, without answering the portal."""

    database: Database
    dispatch: Dispatch
    clients: Clients

    def step(self, journey: Journey, session: Session | None) -> Step | None:
        """Return the step that is due, None when the portal can be answered, or was."""
        client = self.clients.find(journey.client_id)
        if client is None or journey.answered_at is not None or journey.refusal is not None:
            return None
        with self.database.reading() as tx:
            return self.dispatch.next_step(tx, client, journey.request, session, journey)

    def must_sign_in(self, journey: Journey, session: Session | None) -> bool:
        """Return whether the session is missing, too old, or another person's."""
        return session is None or self.step(journey, session) in _SIGNING_IN
