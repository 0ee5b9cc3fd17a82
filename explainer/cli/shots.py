"""``python main.py shots``: the real views as PNG files, rendered without a screen."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from explainer.cli.arguments import add_model_arguments, number, positive_number
from explainer.cli.display import require_painting
from explainer.cli.problems import Problem
from explainer.engine.settings import RunSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the pictures")
    parser.add_argument("--run", type=Path, metavar="RUN", help="show this run; else a model is trained for a moment")
    parser.add_argument("--views", default="", metavar="A,B", help="only these views (default: all)")
    parser.add_argument("--size", default="1440x900", metavar="WxH", help="of the window (default: 1440x900)")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="colours (default: light)")
    parser.add_argument("--zoom", type=number, default=1.0, help="size of everything (default: 1.0)")
    parser.add_argument("--seconds", type=positive_number, default=12.0, help="of training before (default: 12)")
    parser.add_argument("--prompt", metavar="TEXT", help="the text to ask (default: the first example for this model)")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Render and print the names of the files."""
    match = re.fullmatch(r"(\d{3,5})x(\d{3,5})", args.size)
    if match is None:
        raise Problem(f"--size: “{args.size}” is not a size such as 1440x900.", exit_code=2)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    require_painting()
    if sys.platform == "win32":
        import torch  # noqa: F401 - must be loaded before Qt there
    from explainer.ui.shots import render_shots

    try:
        files = render_shots(
            args.out,
            RunSettings(preset=args.preset, text_files=tuple(args.text), seed=args.seed, device=args.device),
            open_run=args.run,
            views=tuple(view.strip() for view in args.views.split(",") if view.strip()),
            size=(int(match[1]), int(match[2])),
            theme=args.theme,
            zoom=args.zoom,
            seconds=args.seconds,
            prompt=args.prompt,
        )
    except (ValueError, OSError, RuntimeError) as error:
        raise Problem(str(error)) from error
    for file in files:
        print(file)
    return 0
