"""Which pages must, or must not, be shown (OpenID Connect Core §3.1.2.1; Prompt Create 1.0)."""

from enum import StrEnum

from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters


class Prompt(StrEnum):
    """The prompts offered."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    SELECT_ACCOUNT = "select_account"
    CREATE = "create"


_OFFERED = frozenset(Prompt)


def check_prompt(parameters: Parameters) -> frozenset[Prompt]:
    """Return the prompts asked for. Raises InvalidRequestError."""
    words = (parameters.get("prompt") or "").split()
    if not _OFFERED.issuperset(words):
        raise InvalidRequestError("prompt must be none, login, consent, select_account or create")
    prompts = frozenset(Prompt(word) for word in words)
    if Prompt.NONE in prompts and len(prompts) > 1:
        raise InvalidRequestError("prompt=none must stand alone")
    return prompts
