"""``python3 main.py doctor``: what is here, and what is wrong, in plain words.

It runs where nothing is installed, too, and then says what a first start would want: so nothing but the standard
library is loaded until a package is known to be there. What is *wrong* keeps something from working, and makes the exit
code 1; *advice* is what only some will miss. It changes nothing: installing is for the other commands.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import explainer
from explainer.cli.display import QtFound, no_screen, try_qt
from explainer.engine.cores import available_cores
from explainer.firststart import fonts, packages, parts, start, system
from explainer.firststart.inputmethods import input_methods
from explainer.firststart.installing import has_nvidia_card
from explainer.firststart.pythons import suits
from explainer.firststart.screen import find_screen
from explainer.shipped import command, is_installed

ROOT = Path(explainer.__file__).parents[1]
_LITTLE_ROOM = 500_000_000  # bytes: a few runs and what is kept of unsaved work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


@dataclass(slots=True)
class Examination:
    """What is found out on the way.

    Attributes:
        missing: plain names of the packages that are not there, or do not fit.
        qt: what Qt says of the screen, from a process of its own; None where it cannot be started.
        wrong: sentences on what keeps something from working.
        advice: sentences on what some will miss.
    """

    missing: set[str] = field(default_factory=set)
    qt: Future[QtFound] | None = None
    wrong: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def run(args: argparse.Namespace) -> int:
    """Print the findings; exit 1 where something is wrong."""
    found = Examination()
    with ThreadPoolExecutor(1) as beside:  # Qt is started beside PyTorch: both take a second
        for title, check in (
            ("Program", _program),
            ("Packages", _packages),
            ("System", lambda found: _system(found, beside)),
            ("Folders", _folders),
            ("Computing", _computing),
            ("Display", _display),
            ("Typing and reading", _languages),
        ):
            print(title)
            for line in check(found):
                print(f"  {line}", flush=True)
    print("Result")
    for kind, sentences in (("wrong", found.wrong), ("advice", found.advice)):
        for sentence in dict.fromkeys(sentences):
            print(f"  {kind}: {sentence}")
    if not found.wrong:
        print("  Everything Explainer needs is here.")
    return 1 if found.wrong else 0


Check = Callable[[Examination], Iterator[str]]


def _program(found: Examination) -> Iterator[str]:
    yield f"Explainer {explainer.__version__}, Python {platform.python_version()}, {platform.platform()}"
    where = "installed" if is_installed() else "started from its folder"
    yield f"{where}: {ROOT}; packages: {sys.prefix}"
    if not suits(sys.version_info[:2]):
        found.advice.append(
            f"Python {platform.python_version()} is newer than the PyTorch that Explainer asks for. With Python 3.13 "
            "all packages are to be had."
        )


def _packages(found: Examination) -> Iterator[str]:
    there = packages.installed(sys.path)
    lacks = {packages.plain_name(lack.requirement.name): lack for lack in packages.lacking(ROOT)}
    found.missing = set(lacks)
    wanted_all = packages.requirements(ROOT)
    for wanted in wanted_all:
        lack = lacks.get(packages.plain_name(wanted.name))
        yield str(lack) if lack else f"{wanted.name} {packages.version_in(there, wanted.name)}"
    if not lacks:
        return
    how = "Install Explainer anew" if is_installed() else f"“{command()}” fetches what is missing"
    what = "; ".join(map(str, lacks.values())) if len(lacks) < len(wanted_all) else "None of the packages is installed"
    found.wrong.append(f"{what}. {how}.")
    if not is_installed() and (told := parts.provide(parts.missing_for("venv"), "The first start", install=False)):
        found.wrong.append(told)


def _system(found: Examination, beside: ThreadPoolExecutor) -> Iterator[str]:
    missing = list(dict.fromkeys([*parts.missing_for("painting"), *parts.missing_for("window")]))
    for part in missing:
        yield f"{part.what} is missing" + (f" (package {part.package})" if part.package else "")
    if missing:
        found.wrong.append(parts.provide(missing, "The window", install=False))
    elif "pyside6-essentials" not in found.missing:
        found.qt = beside.submit(try_qt)
    if not missing:
        yield "all libraries that Qt asks for"
    if system.may_install():
        yield "what is missing is installed by the commands that need it (root, and nobody to ask)"


def _folders(found: Examination) -> Iterator[str]:
    places = [("working folder", Path.cwd()), ("temporary files", Path(tempfile.gettempdir()))]
    if "platformdirs" not in found.missing:
        import platformdirs

        from explainer.engine.paths import data_folder, runs_folder

        places.append(("settings", Path(platformdirs.user_config_dir("Explainer"))))
        places.append(("work that is not saved", data_folder()))
        places.append(("saved runs", runs_folder()))
    if found.missing and not is_installed():
        places.append(("packages of the first start", Path(start.places_of(str(ROOT))[0])))
    for what, place in places:
        nearest = next(p for p in (place, *place.parents) if p.exists())
        free = shutil.disk_usage(nearest).free
        writable = _is_writable(nearest)
        yield f"{what}: {place}, {'' if writable else 'cannot be written to, '}{free / 1e9:.1f} GB free"
        if not writable:
            found.wrong.append(f"{place} cannot be written to, so nothing can be kept there ({what}).")
        elif free < _LITTLE_ROOM:
            found.wrong.append(f"{place} has only {free / 1e6:.0f} MB left ({what}). Make room there.")


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _computing(found: Examination) -> Iterator[str]:
    cores = available_cores()
    load = f"; busy now: {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    yield f"CPU cores: {cores}{load}"
    if cores.n_threads < cores.logical:
        found.advice.append(f"Explainer may use {cores} cores, and learns the more slowly for it.")
    card = has_nvidia_card()
    if "torch" in found.missing:
        yield "NVIDIA card: yes" if card else "no NVIDIA card, so PyTorch needs no CUDA"
        return
    try:
        import torch

        from explainer.training.precision import choose_device, choose_precision
    except Exception as error:
        found.wrong.append(f"PyTorch cannot be loaded: {error}")
        return
    device = choose_device("auto")
    yield f"device: {device}; torch threads: {torch.get_num_threads()}"
    if device == "cuda":
        yield f"graphics card: {torch.cuda.get_device_name()}"
    elif card:
        found.advice.append("There is an NVIDIA card, and this PyTorch cannot use it: it was built without CUDA.")
    yield f"arithmetic: {choose_precision(device)}"


def _display(found: Examination) -> Iterator[str]:
    screen = find_screen()
    yield from screen.wrong
    if not screen.platform:
        yield "none"
        found.wrong.append(no_screen(screen))
        return
    if found.qt is None:
        yield f"{screen.platform} {screen.where}".strip() + " answers"
        return
    answer = found.qt.result()
    if answer.why_not:
        found.wrong.append(answer.why_not)
        return
    yield f"{answer.platform}; screens: {', '.join(answer.screens)}"
    yield f"fonts: {answer.n_families} families; Inter: {'yes' if answer.has_inter else 'no, another will be used'}"


def _languages(found: Examination) -> Iterator[str]:
    wanted, there, advice = input_methods()
    yield f"input methods: {', '.join(wanted) or 'none asked for'}; Qt brings: {', '.join(there) or 'not known yet'}"
    found.advice += advice
    missing = fonts.missing_scripts()
    if missing is None:
        yield "fonts: not known without libfontconfig.so.1"
        return
    shown = [name for name, _, _ in fonts.SCRIPTS if name not in {script for script, _ in missing}]
    yield f"letters that can be shown: {', '.join(shown) or 'none'}"
    for package in dict.fromkeys(package for _, package in missing):
        scripts = [script for script, brought_by in missing if brought_by == package]
        how = f" Type: {system.install_command([package])}" if system.family() == "apt" else ""
        sentence = f"No font here can show {' or '.join(scripts)}, which will be drawn as empty boxes.{how}"
        (found.wrong if "Latin" in scripts else found.advice).append(sentence)
