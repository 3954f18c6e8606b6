"""The frame of every page: language, portal, the way to help."""

from idp.web.views import Frame


def bare_frame(locale: str | None = None, *, csrf: str = "", path: str = "/") -> Frame:
    """Return the frame of a page outside of any portal's request."""
    return Frame(
        locale=locale or "fr",
        portal=None,
        journey=None,
        csrf=csrf,
        path=path,
        languages=("fr", "en"),
        signed_in_as=None,
    )
