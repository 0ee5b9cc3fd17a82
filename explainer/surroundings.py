"""What NumPy's and PyTorch's libraries are told by environment variables, which they read when they are loaded.

Whatever the user has set counts. It is done when the package ``explainer`` is loaded, so that no command, window, test
or benchmark can forget it; all of them load it before PyTorch.

*Threads.* OpenMP sees the cores of the machine and those that the process is bound to, but no quota
(``engine.cores``): where there is one that is less, the number of threads is that. NumPy computes with one thread. Its
linear algebra (OpenBLAS) keeps threads of its own, which wait by spinning and take the cores from PyTorch: the map of
words cost 16 ms a frame while a model learned on two cores, and 1.4 ms with one thread. On x86 only, where PyTorch has
another library (MKL) and does not listen. Rejected: threadpoolctl, one dependency more for this.

*Waiting.* PyTorch shares every operation out to all threads and waits for the slowest share. OpenMP's threads wait for
some milliseconds at full speed before they rest, so where another program wants the same core it is the waiting that
keeps the one from working who is waited for. Decision: they rest after some microseconds (5,000 turns in place of
300,000). On two cores with eight other processes at work, two threads computed .16 times as fast as one with OpenMP's
own number, .6 times with 5,000 and 1.5 times with 1,000; on a quiet machine 1.5 times with the first two and 1.4 with
the last, with which texts were written .9 times as fast. Rejected, besides: ``OMP_WAIT_POLICY=PASSIVE``, which is as if
the number were 0. It is GNU's OpenMP that listens, which PyTorch has on Linux.

*Memory.* oneDNN, which multiplies matrices in bf16 for PyTorch, keeps what it has compiled for the 1,024 sizes used
last: up to half a gigabyte. Decision: for 256. Batches come in few sizes (``model.sizes``), so that those of
one stage fit.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from explainer.engine.cores import CoreShare, available_cores

TURNS = "5000"
SIZES_KEPT = "256"


def settle(environment: MutableMapping[str, str], share: CoreShare | None = None) -> None:
    """Set what is not set yet.

    Args:
        environment: of this process.
        share: what this process may use of the processor; found out where not given.
    """
    # The module platform would say it too, and loading that takes longer than all the rest of a start.
    machine = os.uname().machine if hasattr(os, "uname") else environment.get("PROCESSOR_ARCHITECTURE", "")
    if machine.lower() in ("x86_64", "amd64"):
        environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    share = share or available_cores()
    if share.n_threads < share.affinity:  # else OpenMP counts right
        environment.setdefault("OMP_NUM_THREADS", str(share.n_threads))
    if "OMP_WAIT_POLICY" not in environment:
        environment.setdefault("GOMP_SPINCOUNT", TURNS)
    if "DNNL_PRIMITIVE_CACHE_CAPACITY" not in environment:  # its older name
        environment.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", SIZES_KEPT)
