"""PostgreSQL makes databases of encoding SQL_ASCII where no locale is set."""

from pathlib import Path

from idp.storage import Database, Query, Statement
from tests.databases import Template

_MAKE = Statement("CREATE TABLE word (text VARCHAR NOT NULL)")
_PUT = Statement("INSERT INTO word (text) VALUES (:text)")
_READ = Query(str, "SELECT text FROM word")


def test_text_comes_back_as_text_from_a_database_without_an_encoding(
    postgresql_template: Template, tmp_path: Path
) -> None:
    database = Database.open(postgresql_template.empty(tmp_path, encoding="SQL_ASCII").database)
    with database.writing() as tx:
        tx.run(_MAKE)
        tx.run(_PUT, text="Noël à l’école")
    with database.reading() as tx:
        assert tx.row(_READ) == "Noël à l’école"
    database.close()
