"""One statement for many keys, on both databases."""

from idp.storage import Among
from idp.wiring import Provider

ASKED = Among(
    tuple[int, bytes],
    """SELECT column1, column2 FROM (VALUES :keys) AS asked
       WHERE (column2, column1) IN (VALUES (:digest, 2), (:digest, 3))""",
)


def test_a_statement_is_run_once_for_all_keys_and_not_at_all_for_none(provider: Provider) -> None:
    keys = [(1, b"a"), (2, b"a"), (1 << 40, b"a"), (3, b"b")]
    with provider.database.reading() as tx:
        assert tx.among(ASKED, keys, digest=b"a") == [(2, b"a")]
        assert tx.among(ASKED, keys[2:], digest=b"b") == [(3, b"b")]
        assert tx.among(ASKED, (), digest=b"a") == []
