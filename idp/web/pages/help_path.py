"""The address of the help page, with the page one comes from, and why."""

from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import HELP


def help_path(request: PageRequest, error_code: str = "") -> str:
    """Return it, with the current page and the code of the error that it shows."""
    query = {"from": request.frame.path}
    if error_code:
        query["error_code"] = error_code
    return request.to(HELP, **query)
