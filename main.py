"""Start Explainer: ``python3 main.py`` opens the app, ``python3 main.py --help`` lists the rest.

On a machine that lacks what it needs, this fetches it first (``explainer.firststart``), so nothing but the standard
library may be loaded here, and this file must be understood by a Python of any age, to say that it is too old.
"""

import os
import sys

if sys.version_info < (3, 6):  # noqa: UP036 - such a one must be told too
    sys.exit("Explainer needs Python 3.11 or newer. Try: python3 main.py")


def main():  # noqa: ANN201 - not understood by such a one
    """Start the program in a Python that has what it needs, and return its exit code."""
    from explainer.firststart.interrupt import end_quietly

    end_quietly()
    from explainer.firststart import start

    script = os.path.abspath(__file__)
    start.ensure(os.path.dirname(script), [script], parts=start.parts_of(sys.argv[1:]))
    from explainer import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
