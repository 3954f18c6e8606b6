"""Where administrators come: programs at `/admin/api`, people at `/admin`.

Both ask the one desk (`idp/operations/desk.py`); nothing is decided here.
"""

from idp.doors.admin.api.mounting import mount_api

ADMIN = (mount_api,)

__all__ = ["ADMIN"]
