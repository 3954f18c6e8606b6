"""Reads what other systems export: each format says what its members mean.

A member that a format does not know leaves its account out: it may say that somebody was shut out.
"""

from idp.imported_accounts.reading.formats import FORMATS, AccountFormat
from idp.imported_accounts.reading.source import AccountFile, open_accounts

__all__ = ["FORMATS", "AccountFile", "AccountFormat", "open_accounts"]
