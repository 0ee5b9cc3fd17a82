"""How long a newcomer waits, and how much memory it takes.

All times run from the making of the process (the interpreter's own start included) in a real ``python main.py``:
``window_s`` until the first paint of the window is on the screen, ``alive_s`` until the model is there and can be
asked, ``first_loss_s`` until the first point of the loss curve is on the screen. Start is pressed 100 ms after the
window is painted, sooner than any person, so preparation and the click overlap as they do for somebody in a hurry.

``peak_rss_mb`` is the greatest resident memory of the process from its start through ``--seconds`` of training with the
first view open. Files are in the system's cache after the first start, which is told apart as ``first_start``: whether
it was cold depends on what ran before.

Not measured: a cold disk, the size of shared libraries that other programs use too.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

from tests.benchmarks.child import Child
from tests.benchmarks.measure import Outcome, spread, tell
from tests.benchmarks.screen import Screen, add_screen_argument, screen

MOMENTS = {"window": "window_s", "alive": "alive_s", "first_loss": "first_loss_s"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how often and how long."""
    parser.add_argument("--preset", default="s", help="size of the model (default: s)")
    parser.add_argument("--repeats", type=int, default=5, help="starts (default: 5)")
    parser.add_argument("--seconds", type=float, default=20.0, help="of training, for the memory (default: 20)")
    add_screen_argument(parser)


def run(args: argparse.Namespace) -> Outcome:
    """Start the program several times and return the middle values, and the greatest memory."""
    with screen(args.screen) as there:
        starts = [_start(there, args, seconds=args.seconds if i == 0 else 0.0) for i in range(args.repeats)]
    results: dict[str, Any] = {key: statistics.median([start[key] for start in starts]) for key in MOMENTS.values()}
    results["peak_rss_mb"] = max(start["peak_rss_mb"] for start in starts)
    results["first_start"] = starts[0]
    results["spread"] = {key: spread([start[key] for start in starts]) for key in MOMENTS.values()}
    return Outcome(results, {"screen": there.name})


def _start(there: Screen, args: argparse.Namespace, seconds: float) -> dict[str, float]:
    found: dict[str, float] = {}
    with Child("startup_window.py", there.env, "--preset", args.preset) as child:
        while len(found) < len(MOMENTS):
            said = child.hear(timeout=120)
            found[MOMENTS[said["moment"]]] = said["at"] - child.spawned
        time.sleep(seconds)
        found["peak_rss_mb"] = child.ask("peak", timeout=30)["peak_rss_mb"]
        assert child.process.stdin is not None
        child.process.stdin.close()
        if (code := child.wait()) != 0:
            tell(f"The program ended with exit code {code}. {child.error_text()}")
    tell(", ".join(f"{key} {value:,.2f}" for key, value in found.items()))
    return found
