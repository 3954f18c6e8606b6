"""Which resources an access token will be for (RFC 8707 §2)."""

from collections.abc import Collection

from idp.protocol.errors import InvalidTargetError
from idp.protocol.parameters import Parameters


def check_resource(parameters: Parameters, allowed: Collection[str]) -> tuple[str, ...]:
    """Return the resources asked for, each one of `allowed`. Raises InvalidTargetError."""
    asked = parameters.get_all("resource")
    if not set(allowed).issuperset(asked):
        raise InvalidTargetError("resource is not one that the client may ask for")
    return asked
