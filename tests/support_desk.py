"""Somebody of the support, at the desk, with a reason."""

from typing import Any

from idp.operations.actor import Actor, Role
from idp.parts import Parts

SUPPORT = Actor(name="admin:support", roles=frozenset({Role.SUPPORT}), is_fresh=True)
WHY = {"reason": "ticket", "reference": "INC-20431"}


def support(house: Parts, name: str, **members: str) -> Any:  # noqa: ANN401 - what the action gives
    """Do `people.<name>` and return what it gives."""
    action, asked = f"people.{name}", {**WHY, **members}
    return house.desk.do(SUPPORT, action, house.desk.read(SUPPORT, action, asked))
