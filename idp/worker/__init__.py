"""Background work: sending messages, notifying portals, rotating keys, deleting old rows.

Any number of workers may run; each takes work that no other has taken. Owns no table.
"""

from idp.worker.account_imports import AccountImportWork
from idp.worker.claim_endings import EndingWatch
from idp.worker.counting import Counting
from idp.worker.credentials import CredentialWatch
from idp.worker.delivery import MailDelivery
from idp.worker.erasure import Erasure
from idp.worker.key_turning import KeyTurning
from idp.worker.packing import Packing
from idp.worker.portal_calls import PortalCalls
from idp.worker.portal_notification import PortalNotification
from idp.worker.portal_secrets import SecretWatch
from idp.worker.rederiving import Rederiving
from idp.worker.registry import RegistryWork
from idp.worker.retention import Purge
from idp.worker.rounds import Rounds
from idp.worker.worker import Work, Worker, name_of, run, run_until_terminated

__all__ = [
    "AccountImportWork",
    "Counting",
    "CredentialWatch",
    "EndingWatch",
    "Erasure",
    "KeyTurning",
    "MailDelivery",
    "Packing",
    "PortalCalls",
    "PortalNotification",
    "Purge",
    "Rederiving",
    "RegistryWork",
    "Rounds",
    "SecretWatch",
    "Work",
    "Worker",
    "name_of",
    "run",
    "run_until_terminated",
]
