"""Access tokens for fewer resources than were granted (RFC 8707 §2.2)."""

from msgspec import structs

from idp.protocol.authorization.resource import check_resource
from idp.protocol.parameters import Parameters
from idp.tokens.grant import Grant


def narrowed_to_resource(grant: Grant, parameters: Parameters) -> Grant:
    """Return `grant` limited to the resources asked for, or all of its own.

    The stored grant is unchanged: the next refresh may ask for its other resources. Raises
    InvalidTargetError.
    """
    asked = check_resource(parameters, grant.resource)
    return structs.replace(grant, resource=asked) if asked else grant
