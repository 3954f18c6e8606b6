"""Imports a file as a command does, and reads what became of it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from idp.files.problem import RowProblem
from idp.imported_accounts import ImportedAccount
from idp.imported_accounts.importing.model import AccountReport
from idp.imports.former_accounts import AccountsRequest
from idp.normalisation.address import parse_address
from idp.storage import Statement
from idp.wiring import Provider

_WAITING = Statement("SELECT subject FROM imported_account WHERE claimed_by IS NULL")
COLUMNS = "id,email,other_emails,language,disabled,password_hash,issuer,issuer_subject"


class Importer:
    """Imports into `provider`; the last import's number is `import_id`."""

    def __init__(self, provider: Provider, folder: Path) -> None:
        self.provider = provider
        self.path = folder / "comptes.json"
        self.import_id = 0

    def run(
        self, content: str | bytes, format_name: str, *, source: str = "b2c", writes: bool = True
    ) -> AccountReport:
        self.path.write_bytes(content.encode() if isinstance(content, str) else content)
        request = AccountsRequest(
            path=self.path, source=source, format_name=format_name, writes=writes
        )
        decisions = self.provider.imports.account_decisions
        self.import_id, report = decisions.run(
            request, actor="admin:test", progress=lambda *_: None
        )
        return report

    def lines(self, *entries: Mapping[str, Any], format_name: str = "b2c") -> AccountReport:
        """Import NDJSON."""
        return self.run("\n".join(map(json.dumps, entries)), format_name)

    def csv(self, *rows: str, writes: bool = True) -> AccountReport:
        """Import accounts in our own columns."""
        return self.run("\n".join((COLUMNS, *rows)), "csv", writes=writes)

    def problems(self) -> list[RowProblem]:
        lifecycle = self.provider.imports.account_lifecycle
        with self.provider.database.reading() as tx:
            found = lifecycle.problems(tx, self.import_id, after=0, count=1_000)
        return [each for _, each in found]

    def reasons(self) -> list[tuple[int, str, str]]:
        """Return line, member and reason of each problem."""
        return [(each.line, each.column, each.key) for each in self.problems()]

    def waiting(self, address: str) -> list[ImportedAccount]:
        with self.provider.database.reading() as tx:
            store = self.provider.directory.imported_accounts
            return list(store.waiting(tx, parse_address(address)))

    def subjects(self) -> set[str]:
        with self.provider.database.reading() as tx:
            return {row[0] for row in tx.rows(_WAITING)}


def b2c(subject: str, *addresses: str, **more: object) -> dict[str, Any]:
    """Return a user as Graph lists one."""
    identities = [
        {"signInType": "emailAddress", "issuer": "p.onmicrosoft.com", "issuerAssignedId": each}
        for each in addresses
    ]
    upn = {
        "signInType": "userPrincipalName",
        "issuer": "p.onmicrosoft.com",
        "issuerAssignedId": f"{subject}@p.onmicrosoft.com",
    }
    return {
        "id": subject,
        "accountEnabled": True,
        "identities": [*identities, upn],
        "otherMails": [],
        "displayName": "Marie Tremblay",
        **more,
    }


def written_pages(*pages: Iterable[Mapping[str, Any]]) -> str:
    """Return pages of Graph, one behind the other."""
    return "\n".join(
        json.dumps({"@odata.context": "https://graph…", "value": list(page)}, indent=1)
        for page in pages
    )
