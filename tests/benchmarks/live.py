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

*Later stages.* ``--stage sft`` and ``--stage rlhf`` measure the same of steps of fine-tuning or rounds of practice, by
default with the pages of Three minds that show them, and no keys. Both processes open the same run folder (``--run``,
or one that is made first) and begin the stage there; where too little of it is left for a turn, both begin it anew.
Votes, judge and examinations before the first turn count for the gaps only. A question stands in the prompt line, so
that all minds answer it.

The probes run in the window's own thread and cost it something, which counts against the window. Not measured: the
delay of keyboard, display server and screen themselves; on Xvfb and offscreen there is no graphics card, so painting
costs the processor more than on a desktop.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explainer.model.config import PRESETS
from explainer.training.reports import Stage
from tests.benchmarks.child import Child
from tests.benchmarks.measure import CannotRun, Outcome, percentile, spread, tell
from tests.benchmarks.screen import add_screen_argument, screen

MINDS = ("minds", "minds.tuning", "minds.wrong")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a stage is measured where the options do not say otherwise.

    Attributes:
        steps: in one turn. warm_up: before the first. views: pages; none means all. unit: what a speed counts.
        keys: pressed in each view.
    """

    steps: int
    warm_up: int
    views: tuple[str, ...]
    unit: str
    keys: int


PLANS = {
    # From step 520 on exams are 250 steps apart, and 15 steps away from the ends of turns of 250.
    Stage.PRETRAIN: Plan(250, 520, (), "tokens", 60),
    Stage.SFT: Plan(60, 30, MINDS, "steps", 0),
    Stage.RLHF: Plan(6, 3, MINDS, "rounds", 0),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how long to measure."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="size of the model (default: s)")
    parser.add_argument("--stage", default="pretrain", choices=[s.value for s in Stage], help="(default: pretrain)")
    parser.add_argument("--views", default="", help="ids of pages, with commas (default: all, or those of the stage)")
    parser.add_argument("--steps", type=int, help="steps or rounds in one turn (default: 250, 60 in sft, 6 in rlhf)")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each view (default: 3)")
    parser.add_argument("--keys", type=int, help="keys pressed in each view (default: 60; none in later stages)")
    parser.add_argument("--warm-up", type=int, help="steps before the first turn (default: 520, 30 in sft, 3 in rlhf)")
    parser.add_argument("--run", type=Path, help="for later stages: the run folder to begin from (default: make one)")
    parser.add_argument("--run-steps", type=int, default=1000, help="of pretraining in one made (default: 1000)")
    add_screen_argument(parser)


def run(args: argparse.Namespace) -> Outcome:
    """Measure every view and return its numbers."""
    stage = Stage(args.stage)
    plan = PLANS[stage]
    plan = Plan(
        args.steps or plan.steps,
        plan.warm_up if args.warm_up is None else args.warm_up,
        tuple(view for view in args.views.split(",") if view) or plan.views,
        plan.unit,
        plan.keys if args.keys is None or stage is not Stage.PRETRAIN else args.keys,
    )
    with screen(args.screen) as there:
        store = Path(there.env["HOME"]) / "settings.ini"
        steps = "1000000"  # a budget that no turn reaches
        later = () if stage is Stage.PRETRAIN else (stage.value, str(_run_folder(stage, there.env, args)))
        with (
            Child("live_window.py", there.env, args.preset, steps, str(store), *later) as window,
            Child("headless.py", there.env, args.preset, steps, *later) as engine,
        ):
            ready = window.hear(timeout=120)
            minds = engine.hear(timeout=120)["minds"]
            if stage is Stage.RLHF and "sft" not in minds:
                raise CannotRun(f"{args.run} was not fine-tuned. Choose a run that was, or let one be made.")
            views = list(plan.views) or ready["views"]
            unknown = [view for view in views if view not in ready["views"]]
            if unknown:
                raise CannotRun(f"There is no view {unknown[0]}. There are: {', '.join(ready['views'])}.")
            gaps, shares = _Turns(window, engine, stage, plan).take(views, args.repeats)
            typed = {view: _type(window, view, plan.keys, gaps) for view in views if plan.keys}
            window.process.stdin.close()
            engine.process.stdin.close()
            for name, child in (("window", window), ("engine", engine)):
                if (code := child.wait()) != 0:
                    tell(f"The {name}'s process ended with exit code {code}. {child.error_text()}")
    results = {view: _numbers(shares[view], gaps[view], typed.get(view)) for view in views}
    for view, numbers in results.items():
        tell(f"{view}: " + ", ".join(f"{k} {v:.3g}" for k, v in numbers.items() if isinstance(v, float)))
    return Outcome(results, {"screen": there.name, "qt_platform": ready["platform"], "stage": stage.value})


def _run_folder(stage: Stage, env: dict[str, str], args: argparse.Namespace) -> Path:
    """The run both processes begin from; one is made where none was named."""
    if args.run is not None:
        return Path(args.run).resolve()
    folder = Path(env["HOME"]) / "run"
    before = Stage.SFT if stage is Stage.RLHF else Stage.PRETRAIN
    tell(f"making a run: {args.run_steps} steps of pretraining{', fine-tuning' if before is Stage.SFT else ''}")
    with Child("make_run.py", env, args.preset, str(args.run_steps), before.value, str(folder)) as child:
        child.hear(timeout=1800)
    return folder


class _Turns:
    """Lets window and engine train the same steps in turns.

    Args:
        stage: that is trained; one after pretraining is begun first, and again where too little of it is left.
    """

    def __init__(self, window: Child, engine: Child, stage: Stage, plan: Plan) -> None:
        self.window = window
        self.engine = engine
        self.stage = stage
        self.plan = plan
        self.until = 0
        self.of: int | None = None  # steps of the stage; pretraining has enough

    def take(self, views: list[str], repeats: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
        """Return all gaps in milliseconds, and the share of each turn, by view."""
        gaps: dict[str, list[float]] = {view: [] for view in views}
        shares: dict[str, list[float]] = {view: [] for view in views}
        gaps[views[0]] += self._warm_up(views[0])
        for turn in range(repeats):
            for view in views if turn % 2 == 0 else reversed(views):
                if self.of is not None and self.until + self.plan.steps >= self.of:
                    gaps[view] += self._warm_up(view)
                window_first = len(shares[view]) % 2 == 0
                shown, share = self._turn(view, window_first=window_first)
                gaps[view] += shown["gaps"]
                shares[view].append(share)
        return gaps, shares

    def _warm_up(self, view: str) -> list[float]:
        """Train both up to where turns begin; return the window's gaps."""
        self.until = self.plan.warm_up
        do = "train" if self.stage is Stage.PRETRAIN else "begin"
        shown = self.window.ask(do, view=view, until=self.until)
        alone = self.engine.ask(do, until=self.until)
        tell(f"warmed up to step {self.until}: {shown['seconds']:.1f} s, alone {alone['seconds']:.1f} s")
        self.of = shown["of"]
        if self.of is not None and self.until + self.plan.steps >= self.of:
            raise CannotRun(f"The stage has only {self.of} steps. Take smaller --steps or --warm-up.")
        return list(shown["gaps"])

    def _turn(self, view: str, *, window_first: bool) -> tuple[dict[str, Any], float]:
        """Return what the window told, and its speed as a share of the engine's."""
        self.until += self.plan.steps
        if window_first:
            shown, alone = self._shown(view), self._alone()
        else:
            alone, shown = self._alone(), self._shown(view)
        work = [a["tokens"] if self.stage is Stage.PRETRAIN else self.plan.steps for a in (shown, alone)]
        speeds = [done / answer["seconds"] for done, answer in zip(work, (shown, alone), strict=True)]
        unit = self.plan.unit
        tell(f"{view}: {speeds[0]:,.4g} {unit}/s, alone {speeds[1]:,.4g}: {speeds[0] / speeds[1]:.1%}")
        return shown, speeds[0] / speeds[1]

    def _shown(self, view: str) -> dict[str, Any]:
        return self.window.ask("train", view=view, until=self.until)

    def _alone(self) -> dict[str, Any]:
        return self.engine.ask("train", until=self.until)


def _type(window: Child, view: str, keys: int, gaps: dict[str, list[float]]) -> dict[str, Any]:
    answer = window.ask("type", view=view, keys=keys)
    gaps[view] += answer["gaps"]
    return answer


def _numbers(shares: list[float], gaps: list[float], typed: dict[str, Any] | None) -> dict[str, Any]:
    keystrokes = (
        {}
        if typed is None
        else {
            "keystroke_p50_ms": percentile(typed["waits"], 0.5),
            "keystroke_p95_ms": percentile(typed["waits"], 0.95),
            "keystroke_max_ms": max(typed["waits"], default=None),
            "keystroke_to": typed["target"],
            "keystrokes": len(typed["waits"]),
            "keystrokes_unanswered": typed["missing"],
        }
    )
    return {
        "share_of_headless": statistics.median(shares),
        "gap_p50_ms": percentile(gaps, 0.5),
        "gap_p99_ms": percentile(gaps, 0.99),
        "gap_max_ms": max(gaps),
        **keystrokes,
        "gaps_over_50_ms": sum(gap > 50 for gap in gaps),
        "seconds_watched": sum(gaps) / 1000,
        "spread": {"share_of_headless": spread(shares)},
    }
