"""Which system this is, and the exact words that install something on it.

Only Debian and its kin are installed on by the program itself, and only by root with nobody at the keyboard: a person
decides for themselves what is installed on their computer. Written for Python 3.6.
"""

import contextlib
import os
import sys


class CannotStart(Exception):
    """The first start cannot go on: a sentence for people, and the exit code that goes with it."""

    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def say(sentence: str) -> None:
    """Tell a person something; standard output is kept for what the command itself prints."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # nobody reads it
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()


def os_release() -> "dict[str, str]":
    """What Linux says of itself (``/etc/os-release``); empty elsewhere."""
    try:
        with open("/etc/os-release", encoding="utf-8", errors="replace") as file:
            lines = [line.strip().partition("=") for line in file]
    except OSError:
        return {}
    return {key: value.strip("\"'") for key, _, value in lines if value}


def family() -> str:
    """The tool that installs here: apt, dnf, zypper, pacman, brew, winget, or "" where none is known."""
    if sys.platform == "darwin":
        return "brew" if _which("brew") else ""
    if sys.platform == "win32":
        return "winget"
    for tool, program in (("apt", "apt-get"), ("dnf", "dnf"), ("zypper", "zypper"), ("pacman", "pacman")):
        if _which(program):
            return tool
    return ""


def is_root() -> bool:
    """Whether this process may do everything."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def nobody_to_ask() -> bool:
    """Whether no person sits at a terminal."""
    try:
        return not sys.stdin.isatty()
    except (AttributeError, ValueError):  # there is no standard input, or it is closed
        return True


def may_install() -> bool:
    """Whether the program installs parts of the system by itself."""
    return family() == "apt" and is_root() and nobody_to_ask()


def install_command(packages: "list[str]") -> str:
    """The exact command that installs ``packages``, named as this system names them; "" where none is known."""
    names = " ".join(_quoted(package) for package in packages)
    commands = {
        "apt": ["apt-get update"] * _has_no_lists() + ["apt-get install -y " + names],
        "dnf": ["dnf install -y " + names],
        "zypper": ["zypper install -y " + names],
        "pacman": ["pacman -S --needed " + names],
    }.get(family())
    if commands is None:
        return {"brew": "brew install " + names, "winget": "winget install " + names}.get(family(), "")
    if is_root():
        return " && ".join(commands)
    if _which("sudo"):
        return " && ".join("sudo " + command for command in commands)
    return "su -c '{}'".format(" && ".join(commands).replace("'", '"'))


def install(packages: "list[str]") -> None:
    """Install Debian packages, and say so.

    Raises:
        Stop: it did not work; the last words of apt-get have been told.
    """
    import subprocess

    say("Installing with apt-get, as root and with nobody to ask: {}.".format(" ".join(packages)))
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    commands = [["apt-get", "-qq", "update"]] * _has_no_lists()
    commands.append(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages])
    for command in commands:
        done = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode:
            say(done.stdout.decode("utf-8", "replace")[-2000:].strip())
            raise CannotStart("“{}” did not work; its last words are above.".format(" ".join(command)))


def _which(program: str) -> "str | None":
    import shutil

    return shutil.which(program)


def _has_no_lists() -> bool:
    """Whether apt-get does not know yet which packages there are, as on every fresh image."""
    try:
        return not any(name.endswith(("_Packages", "_Packages.lz4")) for name in os.listdir("/var/lib/apt/lists"))
    except OSError:
        return True


def _quoted(name: str) -> str:
    """As a shell must read it: the names of libraries hold brackets."""
    return f"'{name}'" if set(name) & set("()") else name
