"""``python main.py doctor``: what is here, and what is wrong, in plain words."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

from explainer import __version__
from explainer.cli.display import HOW_TO_INSTALL, has_display, missing_library

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "torch", "numpy", "tokenizers", "safetensors", "tqdm", "platformdirs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Print the findings; exit 1 where something is wrong."""
    problems: list[str] = []
    for title, check in (
        ("Program", _program),
        ("Packages", _packages),
        ("Computing", _computing),
        ("Display", _display),
        ("Folders", _folders),
    ):
        print(title)
        for line in check(problems.append):
            print(f"  {line}")
    print("Result")
    for problem in problems:
        print(f"  wrong: {problem}")
    if not problems:
        print("  Everything Explainer needs is here.")
    return 1 if problems else 0


Tell = Callable[[str], None]


def _program(wrong: Tell) -> Iterator[str]:
    yield f"Explainer {__version__}, Python {platform.python_version()}, {platform.platform()}"


def _packages(wrong: Tell) -> Iterator[str]:
    for name in PACKAGES:
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            wrong(f"{name} is not installed. Run: python -m pip install .")
            continue
        yield f"{name} {version}"
        if name == "PySide6-Essentials" and version.split(".")[:2] == ["6", "12"]:
            wrong("PySide6 6.12 makes the program crash while painting. Run: python -m pip install .")


def _computing(wrong: Tell) -> Iterator[str]:
    try:
        import torch

        from explainer.training.arithmetic import choose_arithmetic, choose_device
    except Exception as error:
        wrong(f"PyTorch cannot be loaded: {error}")
        return
    device = choose_device("auto")
    yield f"device: {device}; CPU cores: {os.cpu_count()}; torch threads: {torch.get_num_threads()}"
    if device == "cuda":
        yield f"graphics card: {torch.cuda.get_device_name()}"
    yield f"arithmetic: {choose_arithmetic(device)}"


def _display(wrong: Tell) -> Iterator[str]:
    if not has_display():
        wrong("There is no display, so no window can open. train, ask and shots work without one.")
        yield "none"
        return
    if library := missing_library():
        wrong(f"No window can be opened: {library} is missing. {HOW_TO_INSTALL}.")
        return
    try:
        from PySide6.QtGui import QFontDatabase, QGuiApplication
    except ImportError as error:
        wrong(f"Qt cannot be loaded ({error}).")
        return
    app = QGuiApplication.instance() or QGuiApplication(["doctor"])
    screens = ", ".join(f"{s.size().width()}×{s.size().height()}" for s in QGuiApplication.screens())
    yield f"{QGuiApplication.platformName()}; screens: {screens}"
    families = QFontDatabase.families()
    yield f"fonts: {len(families)} families; Inter: {'yes' if 'Inter' in families else 'no, another will be used'}"
    if not families:
        wrong("There are no fonts, so no text can be shown. On Debian and Ubuntu: apt-get install fonts-dejavu-core")
    del app


def _folders(wrong: Tell) -> Iterator[str]:
    import platformdirs

    from explainer.engine.places import data_folder

    for what, place in (
        ("settings", Path(platformdirs.user_config_dir("Explainer"))),
        ("votes on models that are not saved", data_folder()),
        ("working folder", Path.cwd()),
    ):
        nearest = next(p for p in (place, *place.parents) if p.exists())
        writable = os.access(nearest, os.W_OK)
        yield f"{what}: {place}{'' if writable else ' (cannot be written to)'}"
        if not writable:
            wrong(f"{place} cannot be written to, so nothing can be remembered there.")
