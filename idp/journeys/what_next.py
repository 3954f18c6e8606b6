"""Whether a page that somebody opens again, or in a second tab, is still the one that is due."""

from idp.accounts import Session
from idp.clients import Clients
from idp.journeys.dispatch import Dispatch
from idp.journeys.journey import Journey
from idp.journeys.steps import SIGN_IN, SIGN_UP, Step
from idp.storage import Database


class WhatNext:
    """Asks the decider, without answering anybody."""

    def __init__(self, *, database: Database, dispatch: Dispatch, clients: Clients) -> None:
        self._database = database
        self._dispatch = dispatch
        self._clients = clients

    def step(self, journey: Journey, session: Session | None) -> Step | None:
        """Return the step that is due, None when the portal can be answered."""
        client = self._clients.find(journey.client_id)
        if client is None or journey.answered_at is not None:
            return None
        with self._database.reading() as tx:
            return self._dispatch.next_step(tx, client, journey.request, session, journey)

    def must_sign_in(self, journey: Journey, session: Session | None) -> bool:
        """Tell whether the session is missing, too old, or another person's."""
        return session is None or self.step(journey, session) in {SIGN_IN, SIGN_UP}
