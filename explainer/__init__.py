"""Explainer: watch a small, real GPT learn, live, on your own computer.

The packages depend on each other in one direction only, and import-linter holds it so:
``ui → lessons → engine → training → model, text``.
"""

__version__ = "0.1.0"
