"""Azure AD B2C's addresses, translated into the standard request for those who still use them.

Owns paths and parameters alone: what is asked is checked and answered by the same parts as
everybody's.
"""

from idp.doors.b2c.authorize import mount_b2c_authorize

MOUNTS = (mount_b2c_authorize,)

__all__ = ["MOUNTS"]
