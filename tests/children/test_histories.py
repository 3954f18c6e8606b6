"""Random histories against the model of the claim: a few each time, thousands when asked.

HISTORIES=2000 pytest tests/children/test_histories.py
"""

import os
from pathlib import Path

from idp.storage import Statement
from idp.wiring import Provider
from tests.children.histories import History, portal

COUNT = int(os.environ.get("HISTORIES", "6"))


def test_every_account_is_told_what_the_three_conditions_say(
    provider: Provider, tmp_path: Path
) -> None:
    party = portal(provider)
    for seed in range(COUNT):
        History(provider, party, tmp_path, seed).run()
        with provider.database.writing() as tx:
            tx.run(Statement("DELETE FROM issued_claim"))
