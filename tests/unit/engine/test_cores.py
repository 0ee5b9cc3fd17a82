"""What this process may use of the processor: cores, those it is bound to, quotas, groups around its own included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from explainer.engine import cores
from explainer.engine.cores import Neighbours, available_cores, cpu_quota


@pytest.fixture
def proc(tmp_path):
    """A machine's /proc/self, as far as control groups go; called with memberships and mounts."""

    def make(memberships: str, *mounts: str) -> Path:
        folder = tmp_path / "proc"
        folder.mkdir(exist_ok=True)
        (folder / "cgroup").write_text(memberships)
        (folder / "mountinfo").write_text("\n".join(mounts))
        return folder

    return make


def v2(top: Path, root: str = "/") -> str:
    return f"41 31 0:38 {root} {top} rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate"


def v1(top: Path, root: str = "/") -> str:
    return f"32 31 0:29 {root} {top} rw,relatime - cgroup cgroup rw,cpu,cpuacct"


def limit_v2(folder: Path, what: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cpu.max").write_text(what + "\n")


def limit_v1(folder: Path, quota: int, period: int = 100_000) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    (folder / "cpu.cfs_period_us").write_text(f"{period}\n")


def test_without_control_groups_there_is_no_quota(tmp_path):
    share = available_cores(tmp_path / "no such folder")
    assert share.quota is None
    assert share.n_threads == share.affinity <= share.logical == os.cpu_count()


def test_quota_of_version_2_in_the_own_group(proc, tmp_path):
    limit_v2(tmp_path / "top/user.slice", "150000 100000")
    assert cpu_quota(proc("0::/user.slice\n", v2(tmp_path / "top"))) == 1.5


def test_the_least_quota_of_all_groups_around_counts(proc, tmp_path):
    limit_v2(tmp_path / "top/a", "100000 100000")
    limit_v2(tmp_path / "top/a/b", "max 100000")
    limit_v2(tmp_path / "top/a/b/c", "400000 100000")
    assert cpu_quota(proc("0::/a/b/c\n", v2(tmp_path / "top"))) == 1.0


def test_in_a_container_the_own_group_is_the_top(proc, tmp_path):
    limit_v2(tmp_path / "top", "50000 100000")
    assert cpu_quota(proc("0::/\n", v2(tmp_path / "top"))) == 0.5
    assert cpu_quota(proc("0::/../../elsewhere\n", v2(tmp_path / "top"))) == 0.5


def test_quota_of_version_1_nested(proc, tmp_path):
    limit_v1(tmp_path / "cpu/x", 100_000)
    limit_v1(tmp_path / "cpu/x/y", -1)
    memberships = "4:memory:/elsewhere\n2:cpu,cpuacct:/x/y\n0::/\n"
    assert cpu_quota(proc(memberships, v1(tmp_path / "cpu"))) == 1.0


def test_version_1_in_a_container_that_sees_its_group_by_its_name_outside(proc, tmp_path):
    limit_v1(tmp_path / "cpu", 75_000, 50_000)
    assert cpu_quota(proc("2:cpu,cpuacct:/docker/1f3a\n", v1(tmp_path / "cpu", "/docker/1f3a"))) == 1.5
    assert cpu_quota(proc("2:cpu,cpuacct:/docker/1f3a\n", v1(tmp_path / "cpu", "/docker/other"))) == 1.5


def test_both_versions_at_once(proc, tmp_path):
    limit_v1(tmp_path / "cpu/x", 300_000)
    limit_v2(tmp_path / "unified/y", "200000 100000")
    memberships = "2:cpu:/x\n0::/y\n"
    assert cpu_quota(proc(memberships, v1(tmp_path / "cpu"), v2(tmp_path / "unified"))) == 2.0


def test_a_mount_with_a_blank_in_its_name(proc, tmp_path):
    limit_v2(tmp_path / "my groups", "100000 100000")
    assert cpu_quota(proc("0::/\n", v2(Path(str(tmp_path / "my groups").replace(" ", "\\040"))))) == 1.0


@pytest.mark.parametrize("what", ["", "max", "max 100000", "-1 100000", "rubbish", "100000 0", "\xff"])
def test_what_is_no_limit_or_cannot_be_read_limits_nothing(proc, tmp_path, what):
    limit_v2(tmp_path / "top", what)
    assert cpu_quota(proc("0::/\n", v2(tmp_path / "top"))) is None


def test_half_a_core_more_is_no_thread_more_and_there_is_always_one(proc, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 16)
    found = {}
    for quota in (20_000, 100_000, 150_000, 199_000, 400_000, 1_200_000):
        limit_v2(tmp_path / "top", f"{quota} 100000")
        found[quota] = available_cores(proc("0::/\n", v2(tmp_path / "top"))).n_threads
    assert found == {20_000: 1, 100_000: 1, 150_000: 1, 199_000: 2, 400_000: 4, 1_200_000: 8}


def test_why_there_are_fewer_is_told(proc, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1, 2}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    limit_v2(tmp_path / "top", "150000 100000")
    share = available_cores(proc("0::/\n", v2(tmp_path / "top")))
    assert str(share) == "1 of 4 (this process is bound to 3; the quota of its control group: 1.5)"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes cannot be bound to cores here")
def test_a_process_bound_to_one_core_computes_with_one_thread():
    one = min(os.sched_getaffinity(0))
    code = (
        f"import os; os.sched_setaffinity(0, {{{one}}})\n"
        "from explainer.engine.cores import available_cores; share = available_cores()\n"
        "import sys; print(share.n_threads, share.affinity, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["1", "1", "False"]


# ---- neighbours -----------------------------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine of two cores whose counts and clock are set by hand, in seconds."""
    stat, now = tmp_path / "stat", {"clock": 0.0, "ours": 0.0}

    def to(clock: float, cpu0: float, cpu1: float, ours: float) -> Path:
        now.update(clock=clock, ours=ours)
        ticks = os.sysconf("SC_CLK_TCK")
        lines = [f"cpu{i} {round(busy * ticks)} 0 0 999 5 0 0 7 0 0" for i, busy in ((0, cpu0), (1, cpu1), (2, 500.0))]
        stat.write_text("\n".join(["cpu 1 2 3 4 5 6 7 8 9 10", *lines, "intr 5"]))
        return stat

    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1}, raising=False)
    monkeypatch.setattr(os, "times", lambda: SimpleNamespace(user=now["ours"], system=0.0))
    monkeypatch.setattr(cores, "time", SimpleNamespace(monotonic=lambda: now["clock"]))
    return to


def test_what_others_take_of_our_cores_is_told(machine):
    neighbours = Neighbours(machine(100, 10, 10, 20))
    machine(110, 20, 15, 30)  # 15 s of work on both cores in 10 s, 10 of them ours
    assert neighbours.busy() == pytest.approx(0.5)
    machine(120, 30, 25, 50)
    assert neighbours.busy() == 0.0


def test_too_short_a_time_or_nothing_to_read_tells_nothing(machine, tmp_path):
    neighbours = Neighbours(machine(100, 10, 10, 20))
    machine(100.05, 10, 10, 20)
    assert neighbours.busy() is None
    assert Neighbours(tmp_path / "none").busy() is None
    (tmp_path / "rubbish").write_text("cpu0 a b c d e f g\n")
    assert Neighbours(tmp_path / "rubbish").busy() is None
