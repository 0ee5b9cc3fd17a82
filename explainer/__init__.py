"""Explainer: watch a small, real GPT learn, live, on your own computer.

The packages depend on each other in one direction only, and import-linter holds it so:
``ui → lessons → engine → training → model, text``.

What must be said before NumPy and PyTorch are loaded is said as soon as this package is (``surroundings``).
"""

import os
import sys

if sys.version_info >= (3, 11):  # an older Python only hears, in plain words, that a newer one is needed
    from explainer.surroundings import settle

    settle(os.environ)

__version__ = "0.1.0"
