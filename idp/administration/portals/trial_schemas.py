"""Requests and responses of a trial of a portal; its tokens are revoked before they are shown."""

from typing import Annotated, Any

from msgspec import Meta

from idp.administration.shapes import ActionRequest, ActionResponse

_LONGEST = 2_048


class FinishTrial(ActionRequest, kw_only=True):
    """The authorization response that the browser brought back."""

    state: Annotated[str, Meta(min_length=1, max_length=128)]
    code: Annotated[str, Meta(max_length=_LONGEST)] = ""
    error: Annotated[str, Meta(max_length=128)] = ""
    error_description: Annotated[str, Meta(max_length=_LONGEST)] = ""


class TrialBegun(ActionResponse, kw_only=True):
    """Where the sign-in begins, in the administrator's browser."""

    id: str
    name: str
    uri: str
    expires_at: int


class TokenResponse(ActionResponse, kw_only=True):
    """A token, decoded."""

    header: dict[str, Any]
    claims: dict[str, Any]


class TrialResponse(ActionResponse, kw_only=True):
    """What the portal would have received; `error` when it would have been refused.

    `posted`: the fields that a portal of `code id_token` receives by form; empty for the others.
    """

    id: str
    name: str
    error: str = ""
    error_description: str = ""
    id_token: TokenResponse | None = None
    access_token: TokenResponse | None = None
    userinfo: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    """The other members of the token response."""
    posted: tuple[str, ...] = ()
