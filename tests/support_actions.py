"""Somebody of the support, at the desk, with a reason."""

from typing import Any

from idp.administration.action import Action
from idp.administration.actor import Actor, Role
from idp.wiring import Provider

SUPPORT = Actor(name="admin:support", roles=frozenset({Role.SUPPORT}), is_fresh=True)
WHY = {"reason": "ticket", "reference": "INC-20431"}


def named(provider: Provider, name: str) -> Action[Any, Any]:
    """Return the action of that name."""
    (found,) = (each for each in provider.administration.actions.declared if each.name == name)
    return found


def support(provider: Provider, name: str, **members: str) -> Any:  # noqa: ANN401 - what the action gives
    """Do `people.<name>` and return what it gives."""
    action = named(provider, f"people.{name}")
    asked = provider.administration.actions.read(SUPPORT, action, {**WHY, **members})
    return provider.administration.actions.do(SUPPORT, action, asked)
