"""What happens because time passes: messages leave, rows whose time is over are deleted.

Any number of workers may run; each takes what no other has taken. Owns no table.
"""

from idp.worker.worker import Worker, run_until_terminated

__all__ = ["Worker", "run_until_terminated"]
