"""A share of a core for each process, by Linux control groups of version 1 or 2."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

_ROOT = Path("/sys/fs/cgroup")
# Short, so that a process that used its share up stands still for milliseconds alone.
_PERIOD_MICROSECONDS = 10_000


class Shares:
    """Groups of one process each, which may run for `share` of the time, 0 to 1. Needs root.

    They end when the processes have. Raises RuntimeError where the machine has no such groups.
    """

    def __init__(self, share: float) -> None:
        self._quota = int(_PERIOD_MICROSECONDS * share)
        self._folders: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for folder in self._folders:
            folder.rmdir()

    def bound(self, pid: int) -> None:
        """Let process `pid` run for its share alone."""
        folder = self._made(f"parvis-benchmark-{os.getpid()}-{pid}")
        self._folders.append(folder)
        (folder / "cgroup.procs").write_text(str(pid))

    def _made(self, name: str) -> Path:
        if (_ROOT / "cpu").is_dir():
            folder = _ROOT / "cpu" / name
            folder.mkdir()
            (folder / "cpu.cfs_period_us").write_text(str(_PERIOD_MICROSECONDS))
            (folder / "cpu.cfs_quota_us").write_text(str(self._quota))
            return folder
        controllers = _ROOT / "cgroup.subtree_control"
        if not controllers.exists():
            raise RuntimeError("no control groups in /sys/fs/cgroup: no process gets a share")
        if "cpu" not in controllers.read_text("ascii").split():
            controllers.write_text("+cpu")
        folder = _ROOT / name
        folder.mkdir()
        (folder / "cpu.max").write_text(f"{self._quota} {_PERIOD_MICROSECONDS}")
        return folder
