"""``python3 -m tests [arguments of pytest]``: bring what the tests need, as ``main.py`` does, and run them.

Without arguments all of them: first those that open no real window, on every core, a file at a time; then the windows,
one after the other, as on a desk.

Beside the packages of the extra ``test`` they want a virtual screen and what Qt's windows need on it. Where that cannot
be installed from here it is told, and those tests that open real windows are skipped. Written for any Python 3.
"""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MOST = 8  # processes of tests at once; each holds torch and Qt
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


def main() -> int:
    """Run pytest in a Python that has what it needs, and return its exit code."""
    from explainer.firststart.start import ensure

    ensure(ROOT, ["-m", "tests"], parts=("tests",), extras=("test",))
    from explainer.firststart.parts import missing_for, provide
    from explainer.firststart.system import CannotStart, say

    try:
        told = provide(missing_for("tests"), "Testing")
    except CannotStart as stop:
        told = str(stop)
    if told:
        say(told + " Without it, some tests are skipped.")
    if len(sys.argv) > 1:
        return pytest(sys.argv[1:])
    cores = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST)
    beside = ["-n", str(cores), "--dist", "loadfile"] if cores > 1 else []
    one_core = dict(os.environ, OMP_NUM_THREADS="1") if beside else None
    ended = [pytest([*beside, "tests/unit", "tests/ui"], one_core), pytest(["tests/e2e"])]
    return next((code for code in ended if code), 0)


def pytest(arguments, environment=None):
    """Run pytest as a program of its own, and return its exit code."""
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
