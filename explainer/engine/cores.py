"""How many cores this process may compute with: those of the machine, those it is bound to, and its quota.

``os.cpu_count`` names the cores of the machine. A process may be bound to some of them (``taskset``, a batch system),
and a container or a service may get only so much time on all of them: two threads with a quota of one core are stopped
for a part of every tenth of a second, each while the other waits for it, and compute far less than one thread would
(measured: a fifth and less). OpenMP sees the first of these and not the second.

On Linux the quota stands in the control groups of the process, of both versions: ``cpu.max`` or ``cpu.cfs_quota_us``. A
group lies in others, and the least of all their quotas counts. Elsewhere no quota is known.

Other programs that keep a core busy come and go: ``Neighbours`` tells how much of the cores they took lately, and
``threads`` what follows from that. It imports no torch, so ``doctor`` can call it where nothing is installed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PROC = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class CoreShare:
    """What this process may use of the processor.

    Attributes:
        n_threads: threads worth computing with, 1 or more.
        logical: cores of the machine, hyper-threads counted.
        affinity: those that this process may run on.
        quota: cores' worth of time that its control group is given (1.5: one and a half); None without a limit.
    """

    n_threads: int
    logical: int
    affinity: int
    quota: float | None

    def __str__(self) -> str:
        """As ``doctor`` says it, such as “1 of 2 (the quota of its control group: 1.5)”."""
        why = []
        if self.affinity < self.logical:
            why.append(f"this process is bound to {self.affinity}")
        if self.quota is not None and self.quota < self.affinity:
            why.append(f"the quota of its control group: {self.quota:g}")
        return f"{self.n_threads} of {self.logical}" + (f" ({'; '.join(why)})" if why else "")


def available_cores(proc: Path = PROC) -> CoreShare:
    """Return what this process may use. Never raises: what cannot be read limits nothing.

    Args:
        proc: the folder in which Linux tells a process about itself.
    """
    logical = os.cpu_count() or 1
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else logical
    quota = cpu_quota(proc)
    # A part of a core is none: threads wait for each other, so all go at the speed of the one that is stopped.
    most = affinity if quota is None else min(affinity, int(quota + 0.05))
    return CoreShare(max(1, most), logical, affinity, quota)


class Neighbours:
    """What other processes take of the cores that this one may run on, from one asking to the next. Linux only.

    Args:
        stat: the file in which Linux counts the time of every core.
    """

    def __init__(self, stat: Path = Path("/proc/stat")) -> None:
        self._stat = stat
        self._last = self._look()

    def busy(self) -> float | None:
        """Cores that others kept busy since the last call (0.5: half of one), or None where that is not known."""
        before, self._last = self._last, self._look()
        if before is None or self._last is None or self._last[0] - before[0] < 0.2:
            return None  # the system counts in hundredths of a second
        seconds, all_of_them, ours = (now - then for now, then in zip(self._last, before, strict=True))
        return max(0.0, (all_of_them - ours) / seconds)

    def _look(self) -> tuple[float, float, float] | None:
        """Seconds by the clock, seconds that our cores worked, and seconds that they worked for this process."""
        cores = {f"cpu{i}" for i in os.sched_getaffinity(0)} if hasattr(os, "sched_getaffinity") else set()
        ticks = 0
        try:
            for line in self._stat.read_text(
                encoding="ascii"
            ).splitlines():  # "cpu0 user nice system idle iowait irq …"
                name, *counts = line.split()
                if name in cores:
                    ticks += sum(int(counts[i]) for i in (0, 1, 2, 5, 6))
        except (OSError, ValueError, IndexError):
            return None
        if not ticks:
            return None
        own = os.times()
        return time.monotonic(), ticks / os.sysconf("SC_CLK_TCK"), own.user + own.system


def cpu_quota(proc: Path = PROC) -> float | None:
    """Return the least quota of the process's control groups and of all groups around them, in cores, or None."""
    quotas = [quota for group in _groups(proc) if (quota := _quota_of(group)) is not None]
    return min(quotas, default=None)


def _groups(proc: Path) -> Iterator[Path]:
    """The folders of all control groups that may limit processor time: the process's own and those around it."""
    try:
        memberships = (proc / "cgroup").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        mounts = (proc / "mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:  # not Linux
        return
    for membership in memberships:
        number, _, rest = membership.partition(":")
        controllers, _, path = rest.partition(":")  # "0::/user.slice" (version 2) or "3:cpu,cpuacct:/docker/1f3a"
        if number != "0" and "cpu" not in controllers.split(","):
            continue
        for root, folder in _mounted(mounts, version_2=number == "0"):
            here = _inside(folder, root, path)
            yield from (at for at in (here, *here.parents) if at == folder or folder in at.parents)


def _mounted(mounts: list[str], *, version_2: bool) -> Iterator[tuple[str, Path]]:
    """Where a hierarchy is mounted: (the group that is seen there as the top, the folder)."""
    for line in mounts:  # "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct"
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")
        if len(fields) < 5 or len(kind) < 3:
            continue
        if kind[0] == "cgroup2" if version_2 else (kind[0] == "cgroup" and "cpu" in kind[2].split(",")):
            yield _unescaped(fields[3]), Path(_unescaped(fields[4]))


def _inside(folder: Path, root: str, path: str) -> Path:
    """The folder of group ``path`` where the group ``root`` is mounted at ``folder``."""
    group = PurePosixPath(path)
    try:
        below = group.relative_to(root)
    except ValueError:  # a container that sees only its own group, under a name from outside it
        return folder
    return folder if ".." in below.parts else folder / below


def _unescaped(field: str) -> str:
    """A field of ``mountinfo``, where blanks and the like are written as octal numbers."""
    for code in ("040", "011", "012", "134"):
        field = field.replace(f"\\{code}", chr(int(code, 8)))
    return field


def _quota_of(group: Path) -> float | None:
    """The quota of one group in cores, or None where it has none or it cannot be read."""
    try:
        if (both := group / "cpu.max").exists():  # "150000 100000", or "max 100000"
            quota, _, period = both.read_text(encoding="ascii").partition(" ")
        else:
            quota = (group / "cpu.cfs_quota_us").read_text(encoding="ascii")
            period = (group / "cpu.cfs_period_us").read_text(encoding="ascii")
        cores = int(quota) / int(period or 100_000)  # "max" is no number
    except (OSError, ValueError, ZeroDivisionError):
        return None
    return cores if cores > 0 else None  # -1: no limit
