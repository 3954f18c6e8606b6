"""The faults that any room may meet; each door turns them into its own answer.

`PersonError` is for a person: a page shows its sentence (`message_key` in `idp/translations`),
its code and its way on. What a relying party is told lives in `idp/protocol/errors.py`.
Whatever else is raised is a fault: the answer carries an incident number and nothing more.
"""

import math
import secrets
from collections.abc import Mapping
from typing import Self

_SOONEST_SECONDS, _SPREAD_SECONDS = 3, 5


class PersonError(Exception):
    """Something a person can understand and act upon.

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
    """The session that something was to be written for ended meanwhile; nothing was written."""

    def __init__(self) -> None:
        super().__init__("PRV-SESSION-OVER", "errors.session_over")


class NoLongerAllowedError(Exception):
    """A session ended or a consent was withdrawn since it was read; nothing was written."""


class TooManyError(PersonError):
    """A budget is used up: PRV-TOO-MANY, with the minutes until its next window."""

    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            "PRV-TOO-MANY", "errors.too_many", values={"minutes": minutes, "count": minutes}
        )
        self.retry_after_seconds = minutes * 60


class TooBusyError(Exception):
    """The house is full for the moment; ask again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:.1f} s")
        self.seconds = seconds
        self.retry_after_seconds = math.ceil(seconds)
        """The same for `Retry-After`, which takes whole seconds (RFC 9110 §10.2.3)."""

    @classmethod
    def soon(cls) -> Self:
        """Return one for a few seconds: not as many for all, or they would come again together."""
        return cls(_SOONEST_SECONDS + secrets.randbelow(_SPREAD_SECONDS))


class DatabaseUnavailableError(Exception):
    """The database cannot be used for the moment; `cause` says why, in words for operators."""

    retry_after_seconds = 5

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class SettingsError(Exception):
    """A setting is unknown, missing or wrong; the text names it and says what is expected."""


class OperationError(Exception):
    """An administrator's command cannot be carried out; the text says why and what to do."""


class DatabaseWentBackError(OperationError):
    """The database was put back to an earlier day; the text says since when, and what to do."""


class Refused(OperationError):
    """An action that an administrator asked for is not done, whichever mouth it was asked through.

    `key` names its sentence: `area.name` in `idp/translations/{fr,en}/refusals.toml`, filled in by
    `values`; `field` is the member of what was asked that is wrong. Nothing was changed.
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
    """What the action is about does not exist."""

    status = 404


class NotAllowed(Refused):
    """Whoever asks may not."""

    status = 403


class NotFresh(NotAllowed):
    """Whoever asks may, after proving again who they are."""
