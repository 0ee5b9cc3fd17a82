"""``python3 -m tests [arguments of pytest]``: bring what the tests need, as ``main.py`` does, and run them.

Beside the packages of the extra ``test`` they want a virtual screen and what Qt's windows need on it. Where that cannot
be installed from here it is told, and those tests that open real windows are skipped. Written for any Python 3.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
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
    import pytest

    return int(pytest.main(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
