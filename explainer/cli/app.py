"""``python main.py``: open the window."""

from __future__ import annotations

import argparse
import sys

from explainer.cli.arguments import add_model_arguments, path, zoom
from explainer.cli.display import require_window
from explainer.engine.settings import RunSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the window."""
    add_model_arguments(parser)
    parser.add_argument("--run", type=path, metavar="PATH", help="open a run folder that “train” wrote")
    parser.add_argument("--theme", choices=("light", "dark", "system"), help="colours (default: as last time)")
    parser.add_argument(
        "--zoom", type=zoom, metavar="FACTOR", help="size of everything, 0.5 to 3 (default: as last time)"
    )


def run(args: argparse.Namespace) -> int:
    """Open the window and return when it is closed."""
    require_window()
    if sys.platform == "win32":
        import torch  # noqa: F401 - on Windows torch must be loaded before Qt (WinError 1114)
    from explainer.ui.app import run_app

    settings = RunSettings(preset=args.preset, text_files=tuple(args.text), seed=args.seed, device=args.device)
    return run_app(settings, open_run=args.run, theme=args.theme, zoom=args.zoom)
