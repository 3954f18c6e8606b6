"""The cookie of an administrator's session: of its own name, never sent from another site."""

from flask import Request, Response

from idp.settings import Settings

_LONGEST = 64


def session_token(request: Request, settings: Settings) -> str | None:
    """Return the token that the browser brings, None when it brings none."""
    token = request.cookies.get(_name(settings)) or None
    return token if token is None or len(token) <= _LONGEST else None


def remember(response: Response, token: str, settings: Settings) -> None:
    """Set the cookie to `token` until the browser closes; an empty one clears it."""
    response.set_cookie(
        _name(settings),
        token,
        max_age=None if token else 0,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="Strict",
    )


def _name(settings: Settings) -> str:
    return "__Host-parvis-admin" if settings.secure else "parvis-admin"
