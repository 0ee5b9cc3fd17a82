"""Commands to try next, written so that a shell takes them as they are meant."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from explainer.shipped import command


def ask_command(folder: Path, prompt: str, *options: str) -> str:
    """Return the command that asks the model in ``folder`` something, to be copied into a terminal."""
    name = str(folder)
    if name.startswith("-"):  # else it would be taken for an option
        name = str(Path(os.curdir)) + os.sep + name
    last = ["--", prompt] if prompt.startswith("-") else [prompt]
    return f"{command()} {quoted(['ask', *options, name, *last] if len(last) > 1 else ['ask', name, *last, *options])}"


def quoted(arguments: list[str]) -> str:
    """Return arguments as one would type them; quotation marks stand only where they are needed."""
    if os.name == "nt":
        return subprocess.list2cmdline(arguments)
    return " ".join(_quoted(argument) for argument in arguments)


def _quoted(argument: str) -> str:
    if argument and not set(argument) - _HARMLESS:
        return argument
    if set(argument) & set('"$`\\!\n'):
        return shlex.quote(argument)
    return f'"{argument}"'  # as most people would write it


_HARMLESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./%@")
