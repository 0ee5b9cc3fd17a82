"""Describes the machine that was measured: what decides speed, and nothing that tells whose machine it is."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from explainer.engine.cores import available_cores


def describe() -> dict[str, Any]:
    """Return CPU, cores, memory, versions and the arithmetic that training would choose. Loads torch."""
    import torch

    from explainer.training.precision import choose_device, choose_precision

    device = choose_device()
    found: dict[str, Any] = {
        "cpu": _cpu_model(),
        "cores": usable_cores(),
        "memory_gb": _memory_gb(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torch_threads": torch.get_num_threads(),
        "arithmetic": str(choose_precision(device)),
    }
    for package in ("transformers", "trl", "PySide6-Essentials"):
        try:
            found[package.lower()] = version(package)
        except PackageNotFoundError:
            continue
    if device == "cuda":
        found["gpu"] = torch.cuda.get_device_name()
    return found


def usable_cores() -> int:
    """Return the number of cores this process may use."""
    return available_cores().n_threads


def _cpu_model() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):  # not on Windows
        return None
