"""How training is shown without a window: bars and lines for people, or one JSON object a report.

Both are told the same: what is being prepared, when a stage begins, every report of ``stage_news``, how far the stage
has come, and the end.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from explainer.cli.hints import ask_command
from explainer.cli.stage_news import Fields
from explainer.cli.terminal import json_line
from explainer.engine.events import Preparing
from explainer.engine.generators import drain_all
from explainer.engine.jsonable import plain
from explainer.engine.session import Session
from explainer.engine.told import prepared
from explainer.training.reports import Stage

_TITLES = {Stage.PRETRAIN: "pretraining", Stage.SFT: "fine-tuning", Stage.RLHF: "human feedback"}
_DOING = {
    "votes": "answers are voted on",
    "judge": "the judge learns",
    "writing": "it writes answers",
    "judging": "they are judged",
    "learning": "it learns from them",
    "examining": "it is examined",
}


class _Bar(tqdm):  # type: ignore[misc]
    """A bar without a thread that looks after it: it is painted often enough."""

    monitor_interval = 0


class ProgressBars:
    """Progress for people, on standard error: a bar for each stage, and a line for whatever was measured."""

    def __init__(self) -> None:
        self._bar: _Bar | None = None
        self._note = ""

    def preparing(self, preparation: Generator[Preparing, None, Session]) -> Session:
        """Prepare, and tell what is done."""
        session = drain_all(preparation, lambda note: print(f"{note.what} …", file=sys.stderr))
        print(f"{session.config.n_params:,} dials, text: {session.corpus_name}, {session.precision}", file=sys.stderr)
        for notice in session.notices:
            print(notice, file=sys.stderr)
        return session

    def warn(self, told: str) -> None:
        """Tell a person something that the bar must not paint over."""
        if self._bar is not None:
            self._bar.write(told, file=sys.stderr)
        else:
            print(told, file=sys.stderr)

    def begin(self, session: Session) -> None:
        """A stage begins."""
        self.close()
        self._note = ""
        self._bar = _Bar(
            total=1.0,
            desc=_TITLES[session.course.present.stage],
            bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}{postfix}",
            file=sys.stderr,
            miniters=0,  # a part without steps shows that time passes, too
            leave=True,
        )

    def tell(self, kind: str, fields: Fields) -> None:
        """Tell one report."""
        assert self._bar is not None
        f: dict[str, Any] = fields
        if kind == "step":
            self._note = f"step {f['step']:,}: loss {f['loss']:.2f}, {f['tokens_per_second']:,.0f} tokens/s"
        elif kind == "sft":
            self._note = f"step {f['step']:,} of {f['steps']:,}: loss {f['loss']:.2f}"
        elif kind == "judge":
            self._note = f"the judge learns: loss {f['loss']:.2f}"
        elif kind == "round":
            kl = f", KL {f['kl_nats']:.1f} nats" if f["kl_nats"] is not None else ""
            self._note = f"round {f['round']} of {f['rounds']}: judge {f['score_mean']:+.2f}{kl}"
        elif line := _line(kind, f):
            self._bar.write(f"  {line}", file=sys.stderr)

    def progress(self, session: Session) -> None:
        """Show how far the stage has come."""
        assert self._bar is not None
        run, record = session.course.run, session.record
        assert run is not None
        note, left = self._note, run.pace.seconds_left
        if run.manner.in_record:
            note += f", held-out {record.validation.loss:.2f}" if record.validation is not None and note else ""
        else:
            doing = session.course.feedback.doing if run.stage is Stage.RLHF else ""
            if doing in _DOING and (not note or (doing != "judge" and not note.startswith("round"))):
                note = _DOING[doing]
        self._bar.n = run.pace.fraction
        if note:
            self._bar.set_postfix_str(note + (f", {left:.0f} s left" if left is not None else ""), refresh=False)
        self._bar.update(0)  # paints a few times a second at the most

    def close(self) -> None:
        """The bar stays as it is."""
        if self._bar is not None:
            self._bar.refresh()
            self._bar.close()
            self._bar = None

    def end(self, session: Session, out: Path, *, interrupted: bool) -> None:
        """Everything is saved."""
        record = session.record
        val = f", {record.validation.bits_per_byte:.3f} bits per byte on held-out text" if record.validation else ""
        stopped = "Stopped early. " if interrupted else ""
        print(f"{stopped}{record.step:,} steps, {record.tokens:,} tokens{val}.", file=sys.stderr)
        minds = session.course.minds
        last = next((stage for stage in ("rlhf", "sft") if stage in minds), None)
        if last is None:
            hint = ask_command(out, session.text_start or next(iter(prepared(session).examples), ""))
        else:
            questions = prepared(session).questions or (session.course.preferences.tasks.practice[0],)
            hint = ask_command(out, questions[0], "--stage", last)
        print(f"Saved in {out}. Try: {hint}", file=sys.stderr)


class ProgressLines:
    """One JSON object a line on standard output, and nothing else there."""

    def preparing(self, preparation: Generator[Preparing, None, Session]) -> Session:
        """Prepare, and tell what came of it."""
        session = drain_all(preparation)
        event = prepared(session)
        keep = (
            "run",
            "preset",
            "n_params",
            "n_layer",
            "n_head",
            "n_embd",
            "n_ctx",
            "device",
            "corpus",
            "planned_steps",
        )
        about = {k: getattr(event, k) for k in keep}
        precision = {"arithmetic": str(session.precision), "threads": torch.get_num_threads()}
        self.tell("prepared", about | precision | {"notices": list(map(str, session.notices))})
        return session

    def warn(self, told: str) -> None:
        """Tell a person something, on standard error."""
        print(told, file=sys.stderr)

    def begin(self, session: Session) -> None:
        """A stage begins; its reports say so."""

    def tell(self, kind: str, fields: Fields) -> None:
        """Print one report; what is no number is null."""
        named = {"report": kind} | {name: plain(value) for name, value in fields.items()}
        print(json_line(named), flush=True)

    def progress(self, session: Session) -> None:
        """Reports say how far a stage has come."""

    def close(self) -> None:
        """Everything was printed."""
        sys.stdout.flush()

    def end(self, session: Session, out: Path, *, interrupted: bool) -> None:
        """Everything is saved."""
        self.tell("saved", {"out": str(out), "interrupted": interrupted})


def _line(kind: str, f: dict[str, Any]) -> str:
    """A report as a line for people; "" for those that are not worth one."""
    match kind:
        case "milestone":
            return f"step {f['step']:>6,}: {f['title']} ({f['measured']})"
        case "rollback":
            return f"Step {f['step']} gave a loss that is no number; back at step {f['back_to']}, with smaller steps."
        case "exam" if f["stage"] == Stage.SFT and not f["group"] and f["n"]:
            wellformed, correct, good = (f[name] / f["n"] for name in ("wellformed", "correct", "good"))
            shares = f"{wellformed:.0%} well formed, {correct:.0%} correct, {good:.0%} kind and correct"
            return f"step {f['step']:>6,}: {shares}"
        case "votes":
            right = f["labeller_agreement"]
            agrees = "" if right is None else f", {right:.0%} of them for the better answer"
            apart = f"{f['simulated_held_out']:,} more to measure on"
            return f"{f['simulated']:,} simulated votes to learn from and {apart}{agrees}; {f['by_hand']:,} by hand"
        case "agreement" if f["agreement"]:
            true = f["true_agreement"][-1]
            truth = "" if true != true else f", with its points of {true:.0%}"  # NaN where nobody knows
            return f"the judge agrees with {f['agreement'][-1]:.0%} of the votes it has not seen{truth}"
        case "outcome":
            return str(f["sentence"])
    return ""
