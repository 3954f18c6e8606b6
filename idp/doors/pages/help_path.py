"""The address of the help page that knows where one comes from, and why."""

from idp.doors.pages.paths import HELP
from idp.doors.pages.visit import Visit


def help_path(visit: Visit, error_code: str = "") -> str:
    """Return it, with the page one is on and the code of the error that it shows."""
    query = {"from": visit.frame.path}
    if error_code:
        query["error_code"] = error_code
    return visit.to(HELP, **query)
