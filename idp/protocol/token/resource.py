"""Access tokens for fewer resources than were granted (RFC 8707 §2.2)."""

from msgspec import structs

from idp.protocol.authorization.resource import check_resource
from idp.protocol.parameters import Parameters
from idp.tokens.grant import Grant


def narrowed_to_resource(grant: Grant, parameters: Parameters) -> Grant:
    """Return `grant` for the resources asked for, or all of its own.

    What was granted stays granted: the next refresh may ask for others of it. Raises
    InvalidTargetError.
    """
    asked = check_resource(parameters, grant.resource)
    return structs.replace(grant, resource=asked) if asked else grant
