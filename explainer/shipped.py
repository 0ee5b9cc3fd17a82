"""What ships with the program beside its code, and how the program is called: both differ where it is installed.

In its folder, as it is fetched, ``assets`` lies at the top level, beside ``main.py``. ``pip install`` puts it into the
package itself, and gives a command ``explainer``; ``pyproject.toml`` says so.
"""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent


def is_installed() -> bool:
    """Whether this is an installed program, with no ``main.py`` to start."""
    return not (_PACKAGE.parent / "main.py").is_file()


def asset(*parts: str) -> Path:
    """A file or folder of ``assets``, such as ``asset("icons", "play.svg")``. It need not be there."""
    inside = _PACKAGE / "assets"
    return (inside if inside.is_dir() else _PACKAGE.parent / "assets").joinpath(*parts)


def command() -> str:
    """What a person types to start the program, as hints say it."""
    if is_installed():
        return "explainer"
    return "python main.py" if os.name == "nt" else "python3 main.py"
