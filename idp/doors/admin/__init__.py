"""Where administrators come: programs at `/admin/api`, people at `/admin`.

Both ask the one desk (`idp/operations/desk.py`); nothing is decided here.
"""

from idp.doors.admin.api.mounting import mount_api
from idp.doors.admin.console.mounting import mount_console

ADMIN = (mount_console,)
ADMIN_API = (mount_api,)

__all__ = ["ADMIN", "ADMIN_API"]
