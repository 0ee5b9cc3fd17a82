"""Arguments that several commands share, and how what is typed is read: a mistake is told in one sentence."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from explainer.cli.problems import Problem, sentence

PRESET_NAMES = ("xs", "s", "m", "l")
MOST_STEPS = 10_000_000  # of anything that is trained: days of work; more is a slip of the finger
MOST_SEED = 10**18  # the dice of torch take no more than 64 bits


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, without a page of usage before it."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            Problem: always.
        """
        wrong = sentence(message.removeprefix("argument "))
        raise Problem(f"{wrong} “{self.prog} --help” lists what is possible.", exit_code=2)


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
    add_seed_argument(parser, "of the text, the first weights and the order")
    add_device_argument(parser)


def add_seed_argument(parser: argparse.ArgumentParser, of_what: str) -> None:
    """What decides everything that is drawn."""
    parser.add_argument("--seed", type=whole_number(0, MOST_SEED), default=0, help=f"{of_what} (default: 0)")


def add_device_argument(parser: argparse.ArgumentParser) -> None:
    """Where torch computes."""
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "mps"),
        default="auto",
        help="where to compute (default: the best there is)",
    )


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number from ``least`` to ``most``.

    It raises ``argparse.ArgumentTypeError``, with these bounds, for any other text.
    """

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:  # no number, or one of thousands of digits
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from {least:,} to {most:,}")
        return value

    return parse


def number(text: str) -> float:
    """Read a number.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number") from error


def positive_number(text: str) -> float:
    """Read a number above 0, and not without end.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    value = number(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number above 0")
    return value
