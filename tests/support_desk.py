"""Somebody of the support, at the desk, with a reason."""

from typing import Any

from idp.operations.action import Action
from idp.operations.actor import Actor, Role
from idp.wiring import Parts

SUPPORT = Actor(name="admin:support", roles=frozenset({Role.SUPPORT}), is_fresh=True)
WHY = {"reason": "ticket", "reference": "INC-20431"}


def named(house: Parts, name: str) -> Action[Any, Any]:
    """Return the action of that name."""
    (found,) = (each for each in house.administration.desk.actions if each.name == name)
    return found


def support(house: Parts, name: str, **members: str) -> Any:  # noqa: ANN401 - what the action gives
    """Do `people.<name>` and return what it gives."""
    action = named(house, f"people.{name}")
    asked = house.administration.desk.read(SUPPORT, action, {**WHY, **members})
    return house.administration.desk.do(SUPPORT, action, asked)
