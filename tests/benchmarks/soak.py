"""An hour of use, in less time: as many training steps and as many repaints as an hour would make, in the real window.

An hour of preset s on two quiet cores is some 30 steps a second, and some 12 frames a second handed to the view that
is open. This run makes as many of both as ``--minutes`` would: the steps with a smaller model (preset xs: the same
code, less arithmetic), the frames by letting them through more often. All the while a person's doings go on: views
change, keys are pressed, the model writes, the theme and the window's size change, runs end, go on and start over.

``rss_growth_mb`` is the resident memory at the end (mean of the last tenth) less that after warm-up (mean of the tenth
that follows the first fifth). ``threads_left`` counts Python threads alive after the window is closed; the exit code
tells of crashes. Not measured: handles other than memory and threads; a real graphics card's driver.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from tests.benchmarks.child import Child
from tests.benchmarks.measure import CannotRun, Outcome, tell
from tests.benchmarks.screen import add_screen_argument, screen

STEPS_PER_SECOND, FRAMES_PER_SECOND = 30, 12  # of an hour of use
LOOK_SECONDS = 2.0
WARM = 0.2  # share of the run after which memory should be flat


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much."""
    parser.add_argument("--minutes", type=float, default=60.0, help="of use to make up for (default: 60)")
    parser.add_argument("--preset", default="xs", help="size of the model (default: xs)")
    parser.add_argument("--run-steps", type=int, default=1500, help="steps until a run ends (default: 1500)")
    parser.add_argument("--speedup", type=float, default=5.0, help="how much more often to paint (default: 5)")
    add_screen_argument(parser)


def run(args: argparse.Namespace) -> Outcome:
    """Use the program until steps and frames are made, close it, and return what was left."""
    steps, frames = (round(args.minutes * 60 * rate) for rate in (STEPS_PER_SECOND, FRAMES_PER_SECOND))
    tell(f"{steps:,} steps and {frames:,} frames to go")
    with screen(args.screen) as there:
        store = Path(there.env["HOME"]) / "settings.ini"
        arguments = (args.preset, str(args.run_steps), str(args.speedup), str(store))
        with Child("soak_window.py", there.env, *arguments) as child:
            started = time.monotonic()
            memory, last = _watch(child, steps, frames)
            took = time.monotonic() - started
            assert child.process.stdin is not None
            child.process.stdin.close()
            try:
                threads = child.hear(timeout=60)["threads_left"]
            except CannotRun as problem:
                threads = None
                tell(str(problem))
            exit_code = child.wait()
    tenth = max(1, len(memory) // 10)
    warm = round(len(memory) * WARM)
    results = {
        "minutes": args.minutes,
        "rss_growth_mb": statistics.mean(memory[-tenth:]) - statistics.mean(memory[warm : warm + tenth]),
        "threads_left": None if threads is None else len(threads),
        "exit_code": exit_code,
        "rss_after_warm_up_mb": statistics.mean(memory[warm : warm + tenth]),
        "rss_peak_mb": max(memory),
        "rss_mb": [round(value) for value in memory[:: max(1, len(memory) // 40)]],
        "steps": last["steps"],
        "frames": last["frames"],
        "repaints": last["repaints"],
        "doings": last["acts"],
        "runs_finished": last["finished"],
        "took_minutes": took / 60,
    }
    return Outcome(results, {"screen": there.name})


def _watch(child: Child, steps: int, frames: int) -> tuple[list[float], dict[str, float]]:
    """Return resident memory, every two seconds, and the last counts."""
    memory: list[float] = []
    told = time.monotonic()
    while True:
        time.sleep(LOOK_SECONDS)
        now = child.ask("look", timeout=120)
        memory.append(now["rss_mb"])
        if time.monotonic() - told > 30:
            told = time.monotonic()
            tell(f"{now['steps']:,} steps, {now['frames']:,} frames, {now['rss_mb']:,.0f} MB")
        if now["steps"] >= steps and now["frames"] >= frames:
            return memory, now
