"""Whatever administrators and the worker do in whatever order: one key signs, and it was published.

A state machine on a real database (SQLite), with the operations of the desk and the worker's.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.keys.schemas import MoveKey, RotateKeys, WhichKey
from idp.clock import HOUR
from idp.errors import Refused
from idp.keys.record import KeyRecord, KeyState
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import Template, quick_folder

ACTOR = Actor(name="admin:test", roles=EVERY_ROLE, is_fresh=True)
ALGORITHM = "ES256"
early = st.booleans()


class Lives(RuleBasedStateMachine):
    """The keys of one algorithm."""

    template: Template

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory(dir=quick_folder())
        self.clock = TestClock()
        self.provider: Provider = build(self.template.copy(Path(self.folder.name)), self.clock)
        self.operations = self.provider.administration.keys
        self.hurried: set[str] = set()
        """Keys that were let sign before that was safe, because somebody said so."""
        (self.first,) = {each.kid for each in self.records()}

    def records(self) -> list[KeyRecord]:
        with self.provider.database.reading() as tx:
            every = self.provider.key_lifecycle.records(tx)
        return [each for each in every if each.algorithm == ALGORITHM]

    def kids(self, number: int) -> str:
        records = self.records()
        return records[number % len(records)].kid

    @rule(hours=st.integers(1, 100 * 24))
    def wait(self, hours: int) -> None:
        self.clock.advance(hours * HOUR)

    @rule()
    def the_worker_looks(self) -> None:
        self.operations.rotation.keep_turning()

    @rule()
    def rotate(self) -> None:
        self.operations.rotate(ACTOR, RotateKeys(algorithms=(ALGORITHM,)))

    @rule(number=st.integers(0, 9), early=early)
    def activate(self, number: int, early: bool) -> None:  # noqa: FBT001 - a rule's value
        self._try(self.operations.activate, MoveKey(kid=self.kids(number), early=early))

    @rule(number=st.integers(0, 9), early=early)
    def retire(self, number: int, early: bool) -> None:  # noqa: FBT001
        self._try(self.operations.retire, MoveKey(kid=self.kids(number), early=early))

    @rule(number=st.integers(0, 9), early=early)
    def remove(self, number: int, early: bool) -> None:  # noqa: FBT001
        self._try(self.operations.remove, MoveKey(kid=self.kids(number), early=early))

    @rule(number=st.integers(0, 9))
    def revoke(self, number: int) -> None:
        self._try(self.operations.revoke, WhichKey(kid=self.kids(number)))

    def _try(self, action, asked) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - any of the above
        before = {each.kid: each.state for each in self.records()}
        try:
            moves = action(ACTOR, asked).moves
        except Refused:
            assert {each.kid: each.state for each in self.records()} == before
            return
        if getattr(asked, "early", True):
            self.hurried |= {each.kid for each in moves if each.state is KeyState.ACTIVE}

    @invariant()
    def one_key_signs(self) -> None:
        states = [each.state for each in self.records()]
        assert states.count(KeyState.ACTIVE) == 1
        assert states.count(KeyState.PENDING) <= 1

    @invariant()
    def what_signs_is_published_and_was_in_time(self) -> None:
        lead = self.provider.settings.keys.publication_lead_seconds
        document = json.loads(self.provider.keys.current().document)
        published = {each["kid"] for each in document["keys"]}
        for each in self.records():
            assert (each.kid in published) is each.state.is_published
            assert (each.private_sealed is not None) is each.state.is_published
            if each.activated_at is not None and each.kid not in self.hurried | {self.first}:
                assert each.activated_at - each.published_at >= lead
        signing = self.provider.keys.active(ALGORITHM)
        assert signing.kid in published
        assert signing.sign(b"x")

    @override
    def teardown(self) -> None:
        if hasattr(self, "provider"):
            self.provider.database.close()
            self.folder.cleanup()


def test_one_key_signs_and_it_was_published_whatever_happens(sqlite_template: Template) -> None:
    machine = type("OnTemplate", (Lives,), {"template": sqlite_template})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=12, stateful_step_count=15, deadline=None)
    )
