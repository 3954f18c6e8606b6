"""The pages people see: a file a page, all of them received in the same way."""

from idp.doors.pages.mounting import mount_pages

PAGES = (mount_pages,)

__all__ = ["PAGES"]
