"""Arguments that several commands share, and how what is typed is read: a mistake is told in one sentence."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from explainer.cli.problems import CommandError, sentence
from explainer.engine.settings import MOST_SECONDS, MOST_SEED
from explainer.text.names import name_problem

PRESET_NAMES = ("xs", "s", "m", "l")
LEAST_ZOOM, MOST_ZOOM = 0.5, 3.0  # as in the window


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, without a page of usage before it.

    Attributes:
        typed: what was typed, for hints.
    """

    typed: Sequence[str] = ()
    color: bool  # Python 3.14 colours its help where this is so, by characters that we let no terminal have

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            CommandError: always.
        """
        wrong = sentence(message.removeprefix("argument "))
        if any(word in message for word in ("expected", "required", "unrecognized", "ignored")):
            wrong += self._about_dashes()
        raise CommandError(f"{wrong} “{self.prog} --help” lists what is possible.", exit_code=2)

    def _about_dashes(self) -> str:
        """A sentence about what looks like an option and is perhaps the name of a file, or a prompt."""
        for typed in self.typed:
            if len(typed) < 2 or typed[0] != "-" or typed.split("=")[0] in self._option_string_actions:
                continue
            if not name_problem(Path(typed)) and len(typed) < 256 and Path(typed).exists():
                return f" If you mean the file “{typed}”, write “./{typed}”."
            if any(action.dest == "prompt" and not action.option_strings for action in self._actions):
                return f" If “{typed}” is the prompt, put “--” before it."
        return ""


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """What decides which model is trained, on what, and where."""
    parser.add_argument(
        "--text",
        type=path,
        nargs="+",
        metavar="FILE",
        default=[],
        help="learn from your own UTF-8 text files, in this order, instead of the built-in Storyland",
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


def duration(text: str) -> float:
    """Read a number of seconds: above 0, and none that nobody would live to see.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    value = number(text)
    if not 0 < value <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number above 0 and up to {MOST_SECONDS:,.0f}")
    return value


def zoom(text: str) -> float:
    """Read how large everything is to be, from half to three times its size.

    Raises:
        argparse.ArgumentTypeError: it is no such number.
    """
    value = number(text)
    if not LEAST_ZOOM <= value <= MOST_ZOOM:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from {LEAST_ZOOM:g} to {MOST_ZOOM:g}")
    return value


def path(text: str) -> Path:
    """Read the name of a file or folder, which need not be there.

    Raises:
        argparse.ArgumentTypeError: it is empty, or no name that can be kept in a run.
    """
    if not text:
        raise argparse.ArgumentTypeError("a name is expected here, and this one is empty")
    if (problem := name_problem(Path(text))) is not None:
        said = str(problem)
        raise argparse.ArgumentTypeError(f"{said[0].lower()}{said[1:]}")
    return Path(text)


def check_writable(out: Path, option: str) -> bool:
    """Refuse a folder that cannot be written to before any work is done; make it where it does not exist.

    Returns:
        Whether it was made.

    Raises:
        CommandError: it is a file, or cannot be made or written to; the sentence names ``option``.
    """
    try:
        if out.exists() and not out.is_dir():
            raise CommandError(f"{option}: {out} is a file. Name a folder.", exit_code=2)
        is_new = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        why = error.strerror or error
        raise CommandError(
            f"{option}: {out} cannot be written to ({why}). Name another folder.", exit_code=2
        ) from error
    return is_new
