"""``python main.py shots``: the real views as PNG files, rendered without a screen."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys

from explainer.cli.arguments import add_model_arguments, check_writable, duration, path, zoom
from explainer.cli.display import require_painting
from explainer.cli.problems import CommandError, reason
from explainer.engine.settings import RunSettings
from explainer.text.names import readable

LEAST_SIDE, MOST_SIDE = 320, 8_000  # pixels; a picture of the largest takes 256 MB


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=path, required=True, metavar="DIR", help="folder for the pictures")
    parser.add_argument("--run", type=path, metavar="RUN", help="show this run; else a model is trained for a moment")
    parser.add_argument("--views", default="", metavar="A,B", help="only these views (default: all)")
    parser.add_argument("--size", default="1440x900", metavar="WxH", help="of the window (default: 1440x900)")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="colours (default: light)")
    parser.add_argument("--zoom", type=zoom, default=1.0, help="size of everything, 0.5 to 3 (default: 1.0)")
    parser.add_argument("--seconds", type=duration, default=12.0, help="of training before (default: 12)")
    parser.add_argument(
        "--prompt", type=readable, metavar="TEXT", help="the text to ask (default: the first example for this model)"
    )
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Render and print the names of the files."""
    match = re.fullmatch(r"([0-9]{3,4})x([0-9]{3,4})", args.size)
    size = (int(match[1]), int(match[2])) if match is not None else (0, 0)
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in size):
        possible = f"with sides from {LEAST_SIDE:,} to {MOST_SIDE:,}"
        raise CommandError(f"--size: “{args.size}” is not a size such as 1440x900, {possible}.", exit_code=2)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    require_painting()
    is_new = check_writable(args.out, "--out")
    if sys.platform == "win32":
        import torch  # noqa: F401 - must be loaded before Qt there
    from explainer.ui.shots import render_shots

    try:
        files = render_shots(
            args.out,
            RunSettings(preset=args.preset, text_files=tuple(args.text), seed=args.seed, device=args.device),
            open_run=args.run,
            views=tuple(view.strip() for view in args.views.split(",") if view.strip()),
            size=size,
            theme=args.theme,
            zoom=args.zoom,
            seconds=args.seconds,
            prompt=args.prompt,
        )
    except OSError as error:
        raise CommandError(f"The pictures could not be made in {args.out} ({reason(error)}).") from error
    except (ValueError, RuntimeError) as error:
        if is_new:
            with contextlib.suppress(OSError):
                args.out.rmdir()  # nothing came into it
        raise CommandError(str(error)) from error
    for file in files:
        print(file)
    return 0
