"""What the window costs, and how it feels, while a model learns in it; page by page of every view.

Two processes of the same program take turns: the real window, and the engine alone, without window and without demand.
Each trains the same steps of the same run in the same order (``--steps`` a turn, so each turn holds the same exam and
the same making of text); the one whose turn it is not is paused. ``share_of_headless`` is the engine's time over the
window's for the same steps, the middle one of the turns of a view.

*Gaps*: a 4 ms timer in the GUI thread notes how long the event loop left it waiting, in all turns and while typing,
from one second after the first Start on. 4 ms is the best there can be.

*Keystroke*: after the turns, keys are pressed in the prompt line at random moments while it trains. The time runs from
the moment at which a key was due to the first paint of the page with everything it draws about exactly that text; on
pages that draw nothing about the prompt, of the prompt line with the model's pieces of that text (``keystroke_to``).

The probes run in the window's own thread and cost it something, which counts against the window. Not measured: the
delay of keyboard, display server and screen themselves; on Xvfb and offscreen there is no graphics card, so painting
costs the processor more than on a desktop.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import Any

from explainer.model.config import PRESETS
from tests.benchmarks.child import Child
from tests.benchmarks.measure import CannotRun, Outcome, percentile, spread, tell
from tests.benchmarks.screen import add_screen_argument, screen

WARM_UP_STEPS = 520  # from then on exams are 250 steps apart, and 15 steps away from the ends of turns of 250


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how long to measure."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="size of the model (default: s)")
    parser.add_argument("--views", default="", help="ids of pages, with commas (default: all)")
    parser.add_argument("--steps", type=int, default=250, help="steps in one turn (default: 250)")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each view (default: 3)")
    parser.add_argument("--keys", type=int, default=60, help="keys pressed in each view (default: 60)")
    parser.add_argument(
        "--warm-up", type=int, default=WARM_UP_STEPS, help=f"steps before the first turn (default: {WARM_UP_STEPS})"
    )
    add_screen_argument(parser)


def run(args: argparse.Namespace) -> Outcome:
    """Measure every view and return its numbers."""
    with screen(args.screen) as there:
        store = Path(there.env["HOME"]) / "settings.ini"
        steps = "1000000"  # a budget that no turn reaches
        with (
            Child("live_window.py", there.env, args.preset, steps, str(store)) as window,
            Child("headless.py", there.env, args.preset, steps) as engine,
        ):
            ready = window.hear(timeout=120)
            engine.hear(timeout=120)
            views = [view for view in args.views.split(",") if view] or ready["views"]
            unknown = [view for view in views if view not in ready["views"]]
            if unknown:
                raise CannotRun(f"There is no view {unknown[0]}. There are: {', '.join(ready['views'])}.")
            gaps, shares = _turns(window, engine, views, args)
            typed = {view: _type(window, view, args.keys, gaps) for view in views}
            window.process.stdin.close()
            engine.process.stdin.close()
            for name, child in (("window", window), ("engine", engine)):
                if (code := child.wait()) != 0:
                    tell(f"The {name}'s process ended with exit code {code}. {child.error_text()}")
    results = {view: _numbers(shares[view], gaps[view], typed[view]) for view in views}
    for view, numbers in results.items():
        tell(f"{view}: " + ", ".join(f"{k} {v:.3g}" for k, v in numbers.items() if isinstance(v, float)))
    return Outcome(results, {"screen": there.name, "qt_platform": ready["platform"]})


def _turns(
    window: Child, engine: Child, views: list[str], args: argparse.Namespace
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Return all gaps in milliseconds, and the share of each turn, by view."""
    gaps: dict[str, list[float]] = {view: [] for view in views}
    shares: dict[str, list[float]] = {view: [] for view in views}
    tell(f"warming up: {args.warm_up} steps")
    until = args.warm_up
    gaps[views[0]] += window.ask("train", view=views[0], until=until)["gaps"]
    engine.ask("train", until=until)
    for turn in range(args.repeats):
        for view in views if turn % 2 == 0 else reversed(views):
            until += args.steps
            if len(shares[view]) % 2 == 0:
                shown, alone = window.ask("train", view=view, until=until), engine.ask("train", until=until)
            else:
                alone, shown = engine.ask("train", until=until), window.ask("train", view=view, until=until)
            gaps[view] += shown["gaps"]
            speeds = [answer["tokens"] / answer["seconds"] for answer in (shown, alone)]
            shares[view].append(speeds[0] / speeds[1])
            tell(f"{view}: {speeds[0]:,.0f} tokens/s, alone {speeds[1]:,.0f}: {shares[view][-1]:.1%}")
    return gaps, shares


def _type(window: Child, view: str, keys: int, gaps: dict[str, list[float]]) -> dict[str, Any]:
    answer = window.ask("type", view=view, keys=keys)
    gaps[view] += answer["gaps"]
    return answer


def _numbers(shares: list[float], gaps: list[float], typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "share_of_headless": statistics.median(shares),
        "gap_p50_ms": percentile(gaps, 0.5),
        "gap_p99_ms": percentile(gaps, 0.99),
        "gap_max_ms": max(gaps),
        "keystroke_p50_ms": percentile(typed["waits"], 0.5),
        "keystroke_p95_ms": percentile(typed["waits"], 0.95),
        "keystroke_max_ms": max(typed["waits"], default=None),
        "keystroke_to": typed["target"],
        "keystrokes": len(typed["waits"]),
        "keystrokes_unanswered": typed["missing"],
        "gaps_over_50_ms": sum(gap > 50 for gap in gaps),
        "seconds_watched": sum(gaps) / 1000,
        "spread": {"share_of_headless": spread(shares)},
    }
