"""Parameters that come as a JWT (OpenID Connect Core §6): not offered, and never ignored."""

from idp.protocol.errors import (
    RegistrationNotSupportedError,
    RequestNotSupportedError,
    RequestUriNotSupportedError,
)
from idp.protocol.parameters import Parameters


def check_request_object(parameters: Parameters) -> None:
    """Refuse `request`, `request_uri` and `registration` by the error that each has."""
    if parameters.get("request") is not None:
        raise RequestNotSupportedError("request objects are not accepted")
    if parameters.get("request_uri") is not None:
        raise RequestUriNotSupportedError("request_uri is not accepted")
    if parameters.get("registration") is not None:
        raise RegistrationNotSupportedError("registration is not accepted")
