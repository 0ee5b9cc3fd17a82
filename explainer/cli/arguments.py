"""Arguments that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

PRESET_NAMES = ("xs", "s", "m", "l")


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """What decides which model is trained, on what, and where."""
    parser.add_argument(
        "--text",
        type=Path,
        nargs="+",
        metavar="FILE",
        default=[],
        help="learn from your own UTF-8 text files instead of the built-in Storyland",
    )
    parser.add_argument("--preset", choices=PRESET_NAMES, default="s", help="size of the model (default: s)")
    parser.add_argument("--seed", type=int, default=0, help="of the text, the first weights and the order (default: 0)")
    add_device_argument(parser)


def add_device_argument(parser: argparse.ArgumentParser) -> None:
    """Where torch computes."""
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "mps"),
        default="auto",
        help="where to compute (default: the best there is)",
    )


def positive_int(text: str) -> int:
    """Parse a whole number of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of at least 1")
    return value


def positive_float(text: str) -> float:
    """Parse a number above 0."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value
