"""What relying parties call: a file an endpoint."""

from idp.doors.oidc.authorize import mount_authorize
from idp.doors.oidc.check_session import mount_check_session
from idp.doors.oidc.discovery import mount_discovery
from idp.doors.oidc.end_session import mount_end_session
from idp.doors.oidc.registration import mount_registration
from idp.doors.oidc.shared_signals import mount_shared_signals
from idp.doors.oidc.token import mount_token
from idp.doors.oidc.userinfo import mount_userinfo

FOR_BROWSERS = (mount_authorize, mount_end_session, mount_check_session)
FOR_PROGRAMS = (
    mount_token,
    mount_userinfo,
    mount_discovery,
    mount_registration,
    mount_shared_signals,
)

__all__ = ["FOR_BROWSERS", "FOR_PROGRAMS"]
