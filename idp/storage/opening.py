"""The engine of a database, which Flask-SQLAlchemy makes: for Alembic, which migrates it.

Imported when it is asked for: only migrations need SQLAlchemy (docs/decisions/0055).
"""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Engine

from idp.storage.driver import Driver


def open_engine(driver: Driver) -> Engine:
    """Return the engine that connects by `driver`; no connection is made yet."""
    # Flask-SQLAlchemy keeps engines per application; this one has no other use (docs/
    # decisions/0038-what-flask-sqlalchemy-is-for.md).
    holder = Flask("idp.storage")
    holder.config["SQLALCHEMY_DATABASE_URI"] = driver.url
    options = {"creator": driver.connect, "isolation_level": "AUTOCOMMIT"}
    extension = SQLAlchemy(holder, engine_options=options)
    with holder.app_context():
        return extension.engine
