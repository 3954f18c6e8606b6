"""What the desk tells of portals, as pages show it."""

from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.views.console.portals import PortalLineView
from idp.operations.portal_told import PortalTold
from idp.spelling.dates import day

_SOON_DAYS = 60


def line_view(each: PortalTold, request: AdministratorRequest) -> PortalLineView:
    """Return a portal in a line, named in the reader's language."""
    ends = max((secret.expires_at or 0 for secret in each.secrets), default=0)
    left = each.secret_days_left
    state = "none" if left is None else "over" if left < 0 else "good"
    return PortalLineView(
        id=each.id,
        name=each.name_en if request.locale == "en" else each.name_fr,
        host=each.host,
        profile=each.profile,
        disabled=each.disabled,
        self_registered=each.self_registered,
        secret="ending" if left is not None and 0 <= left < _SOON_DAYS else state,
        ends=day(ends, request.locale) if ends and left is not None else None,
    )
