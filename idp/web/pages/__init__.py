"""The pages people see: a file a page, all of them received in the same way."""

from idp.web.pages.mounting import mount_pages

PAGES = (mount_pages,)

__all__ = ["PAGES"]
