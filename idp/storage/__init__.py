"""The database: connections, transactions, statements, migrations.

Owns how statements reach SQLite or PostgreSQL. Does not own any table: each room's `table.py`
holds the statements of that room, and the migrations hold the shape of all.
"""

from idp.storage.database import Database
from idp.storage.load import Load
from idp.storage.query import Query, words
from idp.storage.statement import Statement
from idp.storage.transaction import Acting, ActingTransaction, Row, Transaction, Writing
from idp.storage.version import Watched, bump, leap

__all__ = [
    "Acting",
    "ActingTransaction",
    "Database",
    "Load",
    "Query",
    "Row",
    "Statement",
    "Transaction",
    "Watched",
    "Writing",
    "bump",
    "leap",
    "words",
]
