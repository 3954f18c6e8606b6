"""The `registration` parameter of self-issued providers (OpenID Connect Core §7.2.1), refused."""

from idp.protocol.errors import RegistrationNotSupportedError
from idp.protocol.parameters import Parameters


def check_registration(parameters: Parameters) -> None:
    """Refuse `registration`. Raises RegistrationNotSupportedError."""
    if parameters.get("registration") is not None:
        raise RegistrationNotSupportedError("registration is not accepted")
