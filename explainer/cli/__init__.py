"""The command line: ``python main.py`` opens the app, and four commands work without a window.

Each command is a module with ``add_arguments(parser)`` and ``run(args) -> int``, loaded only when it is asked for, so
that ``--help`` and the window are not kept waiting by torch. Exit codes: 0 done, 1 failed, 2 used wrongly, 130
interrupted, 128 and the signal's number where ``kill`` ended it.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import traceback
from collections.abc import Sequence

from explainer import __version__
from explainer.cli.arguments import Parser
from explainer.cli.problems import Problem, sentence
from explainer.cli.stopping import Stopped
from explainer.cli.terminal import plain_output, tell

COMMANDS = {
    "train": "train a model without a window and write a run folder",
    "ask": "let a trained model continue a prompt",
    "shots": "render the views to PNG files, without a screen",
    "doctor": "print versions, device, display and what is wrong",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    with plain_output() as output:
        try:
            code = _run(argv)
        except SystemExit as end:  # after --help and --version
            code = int(end.code or 0)
        output.flush()
        if output.failed:
            tell(f"The output could not be written ({output.failed}).")
        return code or int(bool(output.failed))


def _run(argv: Sequence[str] | None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments and arguments[0] in COMMANDS else "app"
    command = importlib.import_module(f"explainer.cli.{name}")
    parser = _parser(name)
    command.add_arguments(parser)
    parser.typed, parser.color = arguments, False
    try:
        return int(command.run(parser.parse_args(arguments if name == "app" else arguments[1:])))
    except Problem as problem:
        tell(str(problem))
        return problem.exit_code
    except Stopped as stopped:
        tell("Stopped.")
        return stopped.exit_code
    except KeyboardInterrupt:
        tell("Interrupted.")
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        return 1
    except MemoryError:
        tell("This computer has not enough memory for that. Ask for less at a time, or take a smaller model.")
        return 1
    except Exception as error:
        tell(f"Something unexpected went wrong. {_write_details(error)}")
        return 1


def _write_details(error: Exception) -> str:
    """Put the traceback into a file, so that it can be reported without filling the terminal; say where it is."""
    details = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="explainer-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(details)
    except OSError:  # a full disk, as likely as not what went wrong
        return f"It was: {details.splitlines()[-1]}"
    return f"The details are in {file.name}"


def _parser(name: str) -> Parser:
    if name != "app":
        return Parser(prog=f"main.py {name}", description=sentence(COMMANDS[name]))
    others = "\n".join(f"  {command:8} {what}" for command, what in COMMANDS.items())
    parser = Parser(
        prog="main.py",
        description="Watch a small, real GPT learn, live, on your own computer.",
        epilog=f"without a window:\n{others}\n\n“main.py COMMAND --help” tells more about each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Explainer {__version__}")
    return parser
