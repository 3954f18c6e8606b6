"""The errors that any module may raise; each page and endpoint turns them into its own answer.

`PersonError` is for a person: a page shows its sentence (`message_key` in `idp/translations`),
its code and its way on. Errors for relying parties are in `idp/protocol/errors.py`. Anything else
is a fault: the answer carries an incident number and nothing more.
"""

import math
import secrets
from collections.abc import Mapping
from typing import Self

_SOONEST_SECONDS, _SPREAD_SECONDS = 3, 5
_MOST_MINUTES = 60


class PersonError(Exception):
    """An error that a person can understand and act upon.

    `code` is stable and short (`PRV-CODE-WRONG`): it is shown on the page, goes into the support
    message and the documentation. `message_key` names the sentence, `values` fill it in.
    `field` is the name of the form field concerned, when there is one.
    """

    status = 400

    def __init__(
        self,
        code: str,
        message_key: str,
        *,
        field: str | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message_key = message_key
        self.field = field
        self.values = dict(values or {})


class SessionOverError(PersonError):
    """The session for which to write has ended since it was read; nothing was written."""

    def __init__(self) -> None:
        super().__init__("PRV-SESSION-OVER", "errors.session_over")


class NoLongerAllowedError(Exception):
    """A session, a consent or a journey changed since it was read; nothing was written."""


class TooManyError(PersonError):
    """A budget is used up: PRV-TOO-MANY, with the minutes until its next window.

    After an hour a person is told when that is instead: the second `now`, and so many `seconds`.
    """

    status = 429

    def __init__(self, seconds: int, now: int) -> None:
        minutes = -(-seconds // 60)
        said: tuple[str, dict[str, object]] = (
            ("errors.too_many", {"minutes": minutes, "count": minutes})
            if minutes <= _MOST_MINUTES
            else ("errors.too_many_until", {"retry_at": now + minutes * 60})
        )
        super().__init__("PRV-TOO-MANY", said[0], values=said[1])
        self.retry_after_seconds = minutes * 60


class TooBusyError(Exception):
    """The provider is at its limit for now; retry after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:.1f} s")
        self.seconds = seconds
        self.retry_after_seconds = math.ceil(seconds)
        """The same for `Retry-After`, which takes whole seconds (RFC 9110 §10.2.3)."""

    @classmethod
    def soon(cls) -> Self:
        """Return one for 3 to 7 seconds, at random, so that clients do not retry together."""
        return cls(_SOONEST_SECONDS + secrets.randbelow(_SPREAD_SECONDS))


class DatabaseUnavailableError(Exception):
    """The database cannot be used for now; `cause` says why, in words for operators."""

    retry_after_seconds = 5

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class SettingsError(Exception):
    """A setting is unknown, missing or wrong; the text names it and says what is expected."""


class OperationError(Exception):
    """An administrator's command cannot be carried out; the text says why and what to do."""


class DatabaseWentBackError(OperationError):
    """The database was restored to an earlier state; the text says since when, and what to do."""


class Refused(OperationError):
    """An administrator's action was refused, in the console, the API or a command.

    `key` names its sentence: `area.name` in `idp/translations/{fr,en}/refusals.toml`, filled in by
    `values`; `field` is the member of the request that is wrong. Nothing was changed.
    """

    status = 422
    needs_field = False
    """Whether its sentence says nothing without the name of the member that it is about."""

    def __init__(self, key: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.message_key = f"refusals.{key}"
        self.code = "ADM-" + key.replace(".", "-").replace("_", "-").upper()
        self.field = field
        self.values = values


class Unknown(Refused):
    """The object of the action does not exist."""

    status = 404


class NotAllowed(Refused):
    """The actor is not allowed to do the action."""

    status = 403


class NotFresh(NotAllowed):
    """The actor is allowed, but must authenticate again first."""
