"""The pages for parents, one a file, all received by the same frame."""

from idp.web.pages.mounting import mount_pages

PAGES = (mount_pages,)

__all__ = ["PAGES"]
