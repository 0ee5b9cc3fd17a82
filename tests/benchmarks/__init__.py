"""Benchmarks: every speed that Explainer claims, measured on the machine at hand.

``python -m tests.benchmarks`` lists them. Each is one file with ``add_arguments(parser)`` and ``run(args) -> Outcome``;
its docstring says exactly what is measured and what is not. Ratios are taken within one run, with the two sides taking
turns, because absolute times differ from machine to machine and from minute to minute.
"""

import explainer  # noqa: F401 - says what must be said before torch is loaded, to children as well
