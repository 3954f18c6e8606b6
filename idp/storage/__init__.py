"""The database: connections, transactions, statements, migrations.

Owns how statements reach SQLite or PostgreSQL. Owns no table: each package's `table.py` has its
statements, and the migrations have the schema of all.
"""

from idp.storage.among import Among
from idp.storage.database import Database
from idp.storage.load import Load
from idp.storage.query import Query, words
from idp.storage.statement import Statement
from idp.storage.transaction import Acting, ActingTransaction, Row, Transaction, Writing
from idp.storage.version import Watched, bump, leap

__all__ = [
    "Acting",
    "ActingTransaction",
    "Among",
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
