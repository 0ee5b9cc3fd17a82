"""Explainer: watch a small, real GPT learn, live, on your own computer.

The packages depend on each other in one direction only, and import-linter holds it so:
``ui → lessons → engine → training → model, text``.

Decision: NumPy computes with one thread. Its linear algebra (OpenBLAS) keeps threads of its own, which wait by spinning
and take the cores from PyTorch: the map of words cost 16 ms a frame while a model learned on two cores, and 1.4 ms
with one thread. It must be said before NumPy is loaded, so it stands here; what the user has set counts. On x86 only,
where PyTorch has another library (MKL) and does not listen. Rejected: threadpoolctl, one dependency more for this.
"""

import os

# The module platform would say it too, and loading that takes longer than all the rest of a start.
_MACHINE = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")

if _MACHINE.lower() in ("x86_64", "amd64"):
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
