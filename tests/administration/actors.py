"""Who asks at the desk in tests."""

from idp.administration.actor import Actor, Role

EVERYBODY = Actor(name="admin:test", roles=frozenset(Role), is_fresh=True)
"""A person with every role, who proved a moment ago who they are."""
OPERATOR = Actor(name="admin:operator", roles=frozenset({Role.OPERATOR}), is_fresh=True)
