"""Input methods, with which Chinese, Japanese or Korean are typed: which one is asked for, and whether Qt has it.

The Qt of PySide6 brings a plug-in for IBus, and none for Fcitx, which Linux distributions build for their own Qt only.
Leaves out Windows and macOS, where the system itself does this.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from pathlib import Path

_PLUGIN = re.compile(r"lib(\w+?)platforminputcontextplugin\.so|libqt(\w+)plugin\.so")
_NEEDS_NONE = {"xim", "none", "simple", "wayland", "compose"}


def input_methods() -> tuple[list[str], list[str], list[str]]:
    """Return the input methods that are asked for, the plug-ins that there are, and sentences of advice."""
    if sys.platform != "linux":
        return [], ["the system’s own"], []
    wanted = _wanted()
    there = _there()
    advice = []
    for name in wanted:
        if there and name not in there and name not in _NEEDS_NONE:
            hint = " Fcitx answers to programs that ask for IBus, too: start with QT_IM_MODULE=ibus."
            advice.append(
                f"Typing asks for the input method {name}, for which the Qt of PySide6 has no plug-in."
                + (hint if name.startswith("fcitx") else "")
            )
    return wanted, there, advice


def _wanted() -> list[str]:
    """The names in the order in which Qt asks."""
    if listed := os.environ.get("QT_IM_MODULES"):
        names = listed.split(";")
        # It takes the first that it has, so only if it has none of them is something wrong.
        there = _there()
        names = next(([name] for name in names if name in there), names)
    else:
        names = [os.environ.get("QT_IM_MODULE", "")]
    return [name.strip().lower() for name in names if name.strip()]


def _there() -> list[str]:
    """The plug-ins of the PySide6 that is installed; nothing is loaded."""
    found = importlib.util.find_spec("PySide6")
    folders = list(found.submodule_search_locations or []) if found else []
    names = []
    for folder in folders:
        for path in sorted(Path(folder).glob("Qt/plugins/platforminputcontexts/*.so")):
            if match := _PLUGIN.fullmatch(path.name):
                names.append(match[1] or match[2])
    return names
