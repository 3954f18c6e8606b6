"""What happens because time passes: messages leave, portals are told, what is over is deleted.

Any number of workers may run; each takes what no other has taken. Owns no table.
"""

from idp.worker.erasure import Erasure
from idp.worker.rounds import Rounds
from idp.worker.telling import PortalTelling
from idp.worker.worker import Work, Worker, name_of, run, run_until_terminated

__all__ = [
    "Erasure",
    "PortalTelling",
    "Rounds",
    "Work",
    "Worker",
    "name_of",
    "run",
    "run_until_terminated",
]
