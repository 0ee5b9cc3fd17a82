"""The command line: ``python3 main.py`` opens the app, and five commands work without a window.

Each command is a module with ``add_arguments(parser)`` and ``run(args) -> int``, loaded only when it is asked for, so
that ``--help`` and the window are not kept waiting by torch. Exit codes: 0 done, 1 failed, 2 used wrongly, 130
interrupted, 128 and the signal's number where ``kill`` ended it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import sys
import tempfile
import traceback
from collections.abc import Sequence

from explainer import __version__
from explainer.cli.arguments import Parser
from explainer.cli.home import provide_home
from explainer.cli.problems import CommandError, sentence
from explainer.cli.stopping import Stopped
from explainer.cli.terminal import plain_output, tell
from explainer.firststart.interrupt import be_raised, end_quietly
from explainer.shipped import command as how_to_call

COMMANDS = {
    "train": "train a model without a window and write a run folder",
    "ask": "let a trained model continue a prompt",
    "shots": "render the views to PNG files, without a screen",
    "doctor": "print versions, device, display and what is wrong",
    "install-desktop": "put Explainer into the menu of a Linux desktop",
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
    end_quietly()  # until all is loaded
    command = importlib.import_module(f"explainer.cli.{name.replace('-', '_')}")
    parser = _parser(name)
    command.add_arguments(parser)
    parser.typed, parser.color = arguments, False
    be_raised()
    if told := provide_home():
        tell(told)
    try:
        return int(command.run(parser.parse_args(arguments if name == "app" else arguments[1:])))
    except CommandError as problem:
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


def main_window() -> int:
    """Run the command line where there may be no console: what is told goes into a message box of Windows then."""
    if sys.stderr is not None:
        return main()
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        code = main()
    if sys.platform == "win32" and told.getvalue():
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, told.getvalue(), "Explainer", 0x10)
    return code


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
        return Parser(prog=f"{how_to_call()} {name}", description=sentence(COMMANDS[name]))
    others = "\n".join(f"  {command:15} {what}" for command, what in COMMANDS.items())
    parser = Parser(
        prog=how_to_call(),
        description="Watch a small, real GPT learn, live, on your own computer.",
        epilog=f"without a window:\n{others}\n\n“{how_to_call()} COMMAND --help” tells more about each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Explainer {__version__}")
    return parser
