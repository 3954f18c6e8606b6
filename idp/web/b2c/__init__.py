"""Azure AD B2C's URLs, translated into standard requests for portals that still use them.

Owns only paths and parameters: the same parts check and answer these requests as all others.
"""

from idp.web.b2c.authorize import mount_b2c_authorize
from idp.web.b2c.discovery import mount_b2c_discovery
from idp.web.b2c.end_session import mount_b2c_end_session
from idp.web.b2c.token import mount_b2c_token

FOR_BROWSERS = (mount_b2c_authorize, mount_b2c_end_session)
FOR_PROGRAMS = (mount_b2c_token, mount_b2c_discovery)

__all__ = ["FOR_BROWSERS", "FOR_PROGRAMS"]
