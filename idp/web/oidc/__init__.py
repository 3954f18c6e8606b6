"""The HTTP endpoints of relying parties, one file each."""

from idp.web.oidc.authorize import mount_authorize
from idp.web.oidc.check_session import mount_check_session
from idp.web.oidc.discovery import mount_discovery
from idp.web.oidc.end_session import mount_end_session
from idp.web.oidc.registration import mount_registration
from idp.web.oidc.shared_signals import mount_shared_signals
from idp.web.oidc.token import mount_token
from idp.web.oidc.userinfo import mount_userinfo

FOR_BROWSERS = (mount_authorize, mount_end_session, mount_check_session)
FOR_PROGRAMS = (
    mount_token,
    mount_userinfo,
    mount_discovery,
    mount_registration,
    mount_shared_signals,
)

__all__ = ["FOR_BROWSERS", "FOR_PROGRAMS"]
