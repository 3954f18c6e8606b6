"""Who asks at the desk in tests, and the address of an invitation."""

from idp.administration.actor import Actor, Role
from idp.administration.administrators.actions import Invited

EVERYBODY = Actor(name="admin:test", roles=frozenset(Role), is_fresh=True)
"""A person with every role, who proved a moment ago who they are."""
OPERATOR = Actor(name="admin:operator", roles=frozenset({Role.OPERATOR}), is_fresh=True)


def shown_uri(invited: Invited) -> str:
    """Return the address of an invitation that was not mailed."""
    assert invited.invitation_uri is not None
    return invited.invitation_uri
