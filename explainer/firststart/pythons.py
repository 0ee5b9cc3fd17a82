"""Which Python runs the program: this one where it is new enough, else another one of this machine.

Other Pythons are looked for by name and asked their version, since a name alone may be a stand-in that starts nothing.
Where there is none, uv brings one, where that is installed. Else a sentence names what to type. Written for Python 3.6;
what is slow to load is loaded where it is used, since every start comes by here.
"""

import os
import sys

from explainer.firststart.system import CannotStart, family, install, install_command, may_install, os_release, say

OLDEST = (3, 11)  # ``requires-python`` of pyproject.toml
NEWEST = (3, 14)  # the newest that the PyTorch of pyproject.toml is made for
WANTED = ((3, 13), (3, 12), (3, 14), (3, 11))  # in this order


def suits(version: "tuple[int, ...]") -> bool:
    """Whether packages are to be had for this version of Python."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def command_line(how: "list[str]") -> "list[str]":
    """What follows the name of the interpreter in the command that started this process.

    Args:
        how: script, or ``-m`` and module, where Python does not remember the command itself (before 3.10).
    """
    told = list(getattr(sys, "orig_argv", []))[1:]
    rest = sys.argv[1:]
    if len(told) > len(rest) and told[len(told) - len(rest) :] == rest:
        return told
    return how + rest


def go_on_with(command: "list[str]") -> None:
    """Become this command; does not return."""
    for trap in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):  # they would lead another Python to this one's library
        os.environ.pop(trap, None)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    # Windows has no exec: the other process gets the terminal and its Ctrl+C, and this one waits for its exit code.
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))


def go_on_with_another(how: "list[str]") -> None:
    """Start again with a Python that suits; returns only where there is none and this one may be tried (it is newer).

    Raises:
        Stop: this Python is too old, and there is no other; with the command that brings one.
    """
    found = _another()
    packages = _packages()
    if not found and sys.version_info < OLDEST and packages and may_install():
        install(packages)
        found = _another()
    if found:
        go_on_with(found + command_line(how))
    uv = find_uv()
    if uv:
        say("This is Python {}.{}, so uv is asked for another one.".format(*sys.version_info[:2]))
        wanted = ">={}.{},<{}.{}".format(*OLDEST, NEWEST[0], NEWEST[1] + 1)
        go_on_with([uv, "run", "--no-project", "--python", wanted, "--", "python", *command_line(how)])
    if sys.version_info < OLDEST:
        raise CannotStart(_sentence(packages, how))


def find_uv() -> str:
    """The path of uv, also where its own installer and pip put it; "" where it is not on this machine."""
    import shutil

    home = os.path.expanduser("~")
    places = [os.path.join(home, *parts) for parts in ((".local", "bin"), (".cargo", "bin"))]
    return shutil.which("uv") or shutil.which("uv", path=os.pathsep.join(places)) or ""


def _another() -> "list[str]":
    """The command of a Python of this machine that suits; [] where there is none."""
    import shutil

    for major, minor in WANTED:
        candidates = [[shutil.which(f"python{major}.{minor}") or ""], ["/usr/bin/python3"]]
        if os.name == "nt":
            candidates = [[shutil.which("py") or "", f"-{major}.{minor}"]]
        for command in candidates:
            if command[0] and _version(command) == (major, minor):
                return command
    return []


def _version(command: "list[str]") -> "tuple[int, ...]":
    """The version that an interpreter says it has; () where it does not start."""
    import subprocess

    ask = ["-c", "import sys; print(*sys.version_info[:2])"]
    try:
        done = subprocess.run(
            command + ask, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20
        )
        return tuple(int(part) for part in done.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()


def _packages() -> "list[str]":
    """The packages of this system that bring a Python that suits; [] where its own packages have none."""
    release = os_release()
    name, version = release.get("ID", ""), _number(release.get("VERSION_ID", ""))
    tool = family()
    if tool == "apt":
        if (name == "debian" and 0 < version < 12) or (name == "ubuntu" and 0 < version < 22):
            return []
        if name == "ubuntu" and version < 24:
            return ["python3.11", "python3.11-venv"]
        return ["python3", "python3-venv"]
    names = {"dnf": "python3.12", "zypper": "python311", "pacman": "python"}
    names.update(brew="python@3.13", winget="Python.Python.3.13")
    return [names[tool]] if tool in names else []


def _number(version: str) -> float:
    try:
        return float(".".join(version.split(".")[:2]))
    except ValueError:  # Debian's testing has none
        return 0.0


def _sentence(packages: "list[str]", how: "list[str]") -> str:
    wrong = "Explainer needs Python 3.11 or newer, and this is Python {}.{}. ".format(*sys.version_info[:2])
    again = " ".join(how if how[0] == "-m" else [os.path.basename(how[0])])
    if packages:
        return wrong + f"Type: {install_command(packages)}; then once more: python3 {again}"
    if sys.platform == "darwin":
        return wrong + f"Install Python 3.13 from python.org/downloads; then type: python3.13 {again}"
    pip = "python3 -m pip install --user uv"
    return wrong + f"This system has none; uv brings one. Type: {pip}; then once more: python3 {again}"
