"""All data of one's own account, as a file (A-2.1, s. 84: a structured format)."""

import json
from collections.abc import Iterator

from idp.accounts import Session, SessionDatabase
from idp.accounts.notices import Notices
from idp.audit import Audit
from idp.audit.events import DataExported
from idp.clock import Clock
from idp.ids import AccountId
from idp.journeys.own_data_sections import OwnDataSections, moment
from idp.limits import Limits
from idp.limits.names import DATA_EXPORTED_ACCOUNT
from idp.part import Part

FORMAT = "parvis-account-export"
VERSION = 1


class OwnData(Part):
    """Written while it is read, so that a long record is never held in memory."""

    database: SessionDatabase
    sections: OwnDataSections
    limits: Limits
    audit: Audit
    notices: Notices
    clock: Clock
    issuer: str

    def export(self, session: Session) -> Iterator[bytes]:
        """Record the download, and return the file in pieces. Raises PersonError PRV-TOO-MANY."""
        account_id = session.account_id
        with self.database.acting(session) as tx:
            self.limits.charge(tx, DATA_EXPORTED_ACCOUNT, account_id)
            self.audit.record(tx, DataExported(subject=account_id))
            self.notices.data_exported(tx, account_id)
        return self._pieces(account_id)

    def _pieces(self, account_id: AccountId) -> Iterator[bytes]:
        head = {
            "format": FORMAT,
            "version": VERSION,
            "issuer": self.issuer,
            "made_at": moment(self.clock.seconds()),
        }
        yield _json(head)[:-1].encode()
        for name, section in self.sections.all().items():
            yield f',\n"{name}": ['.encode()
            with self.database.reading() as tx:
                for number, told in enumerate(section(tx, account_id)):
                    yield f"{',' if number else ''}\n{_json(told)}".encode()
            yield b"]"
        yield b"}\n"


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
