"""An hour of use, in less time: as many training steps and as many repaints as an hour would make, in the real window.

An hour of preset s on two quiet cores is some 30 steps a second, and some 12 frames a second handed to the view that
is open. This run makes as many of both as ``--minutes`` would: the steps with a smaller model (preset xs: the same
code, less arithmetic), the frames by letting them through more often. All the while a person's doings go on: views
change, keys are pressed, the model writes, the theme and the window's size change, runs end, go on and start over.

``rss_growth_mb`` is the resident memory at the end (mean of the last tenth) less that after warm-up (mean of the tenth
that follows the first fifth). ``threads_left`` counts Python threads alive after the window is closed; the exit code
tells of crashes. Not measured: handles other than memory and threads; a real graphics card's driver.

``--courses N`` measures something else: N whole courses through all three stages in one process, each with a new model,
by the engine alone and then in the real window. ``rss_growth_mb`` is then what resident memory at the ends of courses
grew by from the second to the last, along the line through all of them (Theil and Sen: the median of the slopes between
any two), as one course may end 20 MB above or below the next; ``rss_last_less_second_mb`` are those two alone.
``rss_peak_mb`` is the most at any moment. All are the worse of the two ways.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.child import Child
from tests.benchmarks.measure import CannotRun, Outcome, tell
from tests.benchmarks.screen import add_screen_argument, screen

STEPS_PER_SECOND, FRAMES_PER_SECOND = 30, 12  # of an hour of use
LOOK_SECONDS = 2.0
WARM = 0.2  # share of the run after which memory should be flat
_WORST = ("rss_growth_mb", "rss_last_less_second_mb", "rss_peak_mb")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much."""
    parser.add_argument("--minutes", type=float, default=60.0, help="of use to make up for (default: 60)")
    parser.add_argument("--preset", default="xs", help="size of the model (default: xs)")
    parser.add_argument("--run-steps", type=int, default=1500, help="steps until a run ends (default: 1500)")
    parser.add_argument("--speedup", type=float, default=5.0, help="how much more often to paint (default: 5)")
    parser.add_argument("--courses", type=int, metavar="N", help="whole courses in one process instead, 3 or more")
    parser.add_argument("--steps", type=int, default=120, help="of pretraining in a course (default: 120)")
    parser.add_argument("--sft-steps", type=int, default=60, help="of fine-tuning in a course (default: 60)")
    parser.add_argument("--votes", type=int, default=240, help="in a course (default: 240)")
    parser.add_argument("--rounds", type=int, default=5, help="of feedback in a course (default: 5)")
    parser.add_argument("--only", choices=("headless", "window"), help="only one way to have courses")
    add_screen_argument(parser)


def run(args: argparse.Namespace) -> Outcome:
    """Use the program until steps and frames are made, or courses are over; close it, and return what was left."""
    return _use(args) if args.courses is None else _have_courses(args)


def _have_courses(args: argparse.Namespace) -> Outcome:
    """Have courses in both ways; what is held against a bound is the worse of the two."""
    if args.courses < 3:
        raise CannotRun("--courses: growth is measured from the second course to the last, so name 3 or more.")
    ways = ("headless", "window") if args.only is None else (args.only,)
    with screen(args.screen) as there:
        found = {way: _courses(args, way, there.env) for way in ways}
    started = [way.pop("took_minutes") for way in found.values()]
    worst = {key: max(way[key] for way in found.values()) for key in _WORST}
    left = [way["threads_left"] for way in found.values()]
    return Outcome({"minutes": sum(started), **worst, "threads_left": sum(left), **found}, {"screen": there.name})


def _courses(args: argparse.Namespace, way: str, env: dict[str, str]) -> dict[str, Any]:
    """Have all courses in one way."""
    numbers = (args.steps, args.sft_steps, args.votes, args.rounds, args.courses)
    ends: list[float] = []
    peak = 0.0
    by_stage: dict[str, float] = {}
    started = time.monotonic()
    store = str(Path(env["HOME"]) / f"{way}.ini")
    with Child("soak_courses.py", env, args.preset, *map(str, numbers), way, store) as child:
        while len(ends) < args.courses:
            told = child.hear(timeout=1800)
            by_stage[told["stage"]], peak = told["rss_mb"], told["peak_mb"]
            if told["stage"] == "rlhf":
                ends.append(told["rss_mb"])
                stages = ", ".join(f"{stage} {mb:.0f}" for stage, mb in by_stage.items())
                tell(f"{way}, course {told['course']}: {stages} MB; {told['seconds'] / 60:.1f} minutes")
        threads = child.hear(timeout=120)["threads_left"]
        exit_code = child.wait()
    return {
        "rss_growth_mb": slope(ends[1:]) * (len(ends) - 2),
        "rss_last_less_second_mb": ends[-1] - ends[1],
        "rss_peak_mb": peak,
        "rss_mb": [round(mb) for mb in ends],
        "threads_left": len(threads),
        "exit_code": exit_code,
        "took_minutes": (time.monotonic() - started) / 60,
    }


def slope(values: list[float]) -> float:
    """What ``values``, two or more, grow by from one to the next: the median over all pairs (Theil 1950, Sen 1968)."""
    pairs = itertools.combinations(enumerate(values), 2)
    return statistics.median((later - earlier) / (j - i) for (i, earlier), (j, later) in pairs)


def _use(args: argparse.Namespace) -> Outcome:
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
