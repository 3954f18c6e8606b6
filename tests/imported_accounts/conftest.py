"""The fixture of imports of accounts."""

from pathlib import Path

import pytest

from idp.wiring import Provider
from tests.imported_accounts.importing import Importer


@pytest.fixture
def importer(provider: Provider, tmp_path: Path) -> Importer:
    """Imports files into the house."""
    return Importer(provider, tmp_path)
