"""What keeping the work by itself costs: share of training, room on the disk, and the way back.

``cost_share``: the same model trains in turns of as many seconds as lie between two autosaves (``INTERVAL``), one with
an autosave in its middle and one without; the share of tokens that the autosave cost, median of the paired turns. The
order changes from pair to pair. The time of the write itself is told beside it (``keep_ms``), since a turn's own spread
may be larger than what is measured.

``run_mb``: what is on the disk then. ``resume_ms``: opening it until the first step of training has been done, the text
made anew included; in this process, so without loading torch.

Not measured: an empty disk cache, a slow disk. Both are the machine's.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from explainer.engine.generators import drain_all
from explainer.engine.preparing import prepare
from explainer.engine.runs.autosave import INTERVAL, Autosaver
from explainer.engine.runs.opening import open_run
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.model.config import PRESETS
from explainer.training.reports import FinetuneReport, RoundReport, Stage, StepReport
from tests.benchmarks.measure import Outcome, spread, spread_text, tell

WARM_UP = 3.0  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how long to measure."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="sizes (default: s)")
    parser.add_argument("--turns", type=int, default=5, help="pairs of turns (default: 5)")
    parser.add_argument(
        "--seconds", type=float, default=INTERVAL, help=f"seconds of a turn (default: {INTERVAL:g}, as in the app)"
    )
    parser.add_argument("--later", action="store_true", help="also time a write in stages two and three")


def run(args: argparse.Namespace) -> Outcome:
    """Take turns, then open what was kept."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        session = drain_all(prepare(RunSettings(preset=args.preset, steps=10**6)))
        saver = Autosaver(root)
        saver.begin(session)
        session.pipeline.go_on()
        _train(session, WARM_UP, None)
        shares, writes = [], []
        for turn in range(args.turns):
            tokens = {}
            for kept in (True, False) if turn % 2 == 0 else (False, True):
                tokens[kept], took = _train(session, args.seconds, saver if kept else None)
                writes += took
            shares.append(1 - tokens[True] / tokens[False])
            cost = f"{100 * shares[-1]:.2f} % of the tokens, write {1000 * writes[-1]:.0f} ms"
            tell(f"turn {turn + 1} of {args.turns}: {cost}")
        saver.keep()
        (kept_folder,) = root.iterdir()
        size = sum(path.stat().st_size for path in kept_folder.rglob("*") if path.is_file())
        started = time.perf_counter()
        again = drain_all(open_run(kept_folder))
        again.pipeline.resume()
        while not isinstance(again.pipeline.advance(), StepReport):
            pass
        resume = time.perf_counter() - started
        results: dict[str, object] = {
            "cost_share": statistics.median(shares),
            "run_mb": size / 1e6,
            "resume_ms": 1000 * resume,
            "keep_ms": 1000 * statistics.median(writes),
            "write_share": statistics.median(writes) / args.seconds,
            "spread": {"cost_share": spread(shares), "keep_ms": spread([1000 * w for w in writes])},
        }
        tell(f"cost {spread_text([100 * s for s in shares])} % of the tokens; {size / 1e6:.1f} MB; {resume:.1f} s back")
        if args.later:
            results |= _later(session, saver)
        saver.saved()
    return Outcome(results)


def _train(session: Session, seconds: float, saver: Autosaver | None) -> tuple[int, list[float]]:
    """Train for so long, with an autosave in the middle where there is a saver; return tokens and times of writing."""
    tokens, began, writes = session.record.tokens, time.perf_counter(), []
    while (passed := time.perf_counter() - began) < seconds:
        session.pipeline.advance()
        if saver is not None and not writes and passed > seconds / 2:
            started = time.perf_counter()
            saver.keep()
            writes.append(time.perf_counter() - started)
    return session.record.tokens - tokens, writes


def _later(session: Session, saver: Autosaver) -> dict[str, object]:
    """The times of a write in the middle of stages two and three."""
    found: dict[str, object] = {}
    for stage, kind in ((Stage.SFT, FinetuneReport), (Stage.RLHF, RoundReport)):
        session.pipeline.begin(stage)
        while not isinstance(session.pipeline.advance(), kind):
            pass
        writes = []
        for _ in range(3):
            while not isinstance(session.pipeline.advance(), kind):
                pass
            started = time.perf_counter()
            saver.keep()
            writes.append(1000 * (time.perf_counter() - started))
        found[f"keep_ms_{stage}"] = statistics.median(writes)
        tell(f"{stage}: a write takes {spread_text(writes, 0)} ms")
    return found
