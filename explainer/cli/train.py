"""``python main.py train``: the same training as in the window, with a progress bar, into a run folder."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from explainer.cli.arguments import add_model_arguments, positive_float, positive_int
from explainer.cli.problems import Problem
from explainer.engine.events import Preparing
from explainer.engine.exam import Exam
from explainer.engine.run_folder import save_run
from explainer.engine.session import Session, prepare
from explainer.engine.settings import RunSettings
from explainer.engine.threads import ThreadTuner
from explainer.engine.through import run_through
from explainer.training.pretrain import TrainingDiverged
from explainer.training.reports import FinishedReport, Report, RollbackReport, StepReport, ValidationReport

AUTOSAVE_SECONDS = 30.0
_KINDS: dict[type, str] = {
    StepReport: "step",
    ValidationReport: "validation",
    RollbackReport: "rollback",
    FinishedReport: "finished",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="folder to write the run into")
    add_model_arguments(parser)
    parser.add_argument("--stages", default="pretrain", help="stages to train, by comma; so far only: pretrain")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--seconds", type=positive_float, help="seconds of pretraining")
    length.add_argument("--steps", type=positive_int, help="steps of pretraining (default: by preset)")
    parser.add_argument("--overwrite", action="store_true", help="replace a run that is already in the folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object a report, and nothing else")


def run(args: argparse.Namespace) -> int:
    """Train and save; interrupting saves what there is."""
    stages = [stage.strip() for stage in args.stages.split(",") if stage.strip()]
    if stages != ["pretrain"]:
        raise Problem("--stages: only “pretrain” can be trained in this version.", exit_code=2)
    _check_folder(args.out, overwrite=args.overwrite)
    settings = RunSettings(
        preset=args.preset,
        text_files=tuple(args.text),
        seed=args.seed,
        device=args.device,
        steps=args.steps,
        seconds=args.seconds,
    )
    show: _Json | _Bar = _Json() if args.json else _Bar()
    try:
        session = show.preparing(prepare(settings))
    except (ValueError, OSError) as error:
        raise Problem(str(error)) from error
    interrupted = False
    try:
        _train(session, args.out, show)
    except KeyboardInterrupt:
        interrupted = True
    except TrainingDiverged as error:
        raise Problem(str(error)) from error
    finally:
        show.close()
    _save(session, args.out)
    show.end(session, args.out, interrupted=interrupted)
    return 130 if interrupted else 0


def _train(session: Session, out: Path, show: _Json | _Bar) -> None:
    exam = Exam(session)
    session.begin()
    # A budget in steps is there to be repeated to the bit, and sums depend on the number of threads.
    tune = session.settings.seconds is not None and session.arithmetic.device == "cpu"
    tuner = ThreadTuner(torch.get_num_threads(), torch.set_num_threads) if tune else None
    saved = started = time.monotonic()
    while (report := session.advance()) is not None:
        if tuner is not None and isinstance(report, StepReport):
            tuner.stepped(time.monotonic() - started)
        assert isinstance(report, Report)
        show.report(report, session)
        if exam.due:
            for mark in run_through(exam.sit()):
                show.mark(asdict(mark))
        if time.monotonic() - saved > AUTOSAVE_SECONDS:
            _save(session, out)
            saved = time.monotonic()
        started = time.monotonic()


def _check_folder(out: Path, *, overwrite: bool) -> None:
    """Refuse a place that cannot be written to before any work is done."""
    if out.exists() and not out.is_dir():
        raise Problem(f"--out: {out} is a file. Name a folder for the run.", exit_code=2)
    if (out / "run.json").exists() and not overwrite:
        raise Problem(f"--out: {out} already holds a run. Name another folder, or add --overwrite.", exit_code=2)
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Problem(
            f"--out: {out} cannot be written to ({error.strerror}). Name another folder.", exit_code=2
        ) from error


def _save(session: Session, out: Path) -> None:
    try:
        save_run(session, out)
    except OSError as error:
        raise Problem(f"The run could not be saved in {out} ({error.strerror or error}).") from error


class _Bar:
    """Progress for people, on standard error."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def preparing(self, preparation: Generator[Preparing, None, Session]) -> Session:
        session = run_through(preparation, lambda note: print(f"{note.what} …", file=sys.stderr))
        print(f"{session.config.n_params:,} dials, text: {session.corpus_name}, {session.arithmetic}", file=sys.stderr)
        for notice in session.notices:
            print(notice, file=sys.stderr)
        self._bar = tqdm(total=1.0, bar_format="{l_bar}{bar}| {elapsed}{postfix}", file=sys.stderr, leave=True)
        return session

    def report(self, report: Report, session: Session) -> None:
        assert self._bar is not None
        if isinstance(report, StepReport):
            self._bar.n = report.progress
            left = f", {report.seconds_left:.0f} s left" if report.seconds_left is not None else ""
            val = session.record.validation
            held_out = f", held-out {val.loss:.2f}" if val is not None else ""
            speed = f"{report.tokens_per_second:,.0f} tokens/s"
            text = f"step {report.step:,}: loss {report.loss:.2f}{held_out}, {speed}{left}"
            self._bar.set_postfix_str(text, refresh=False)
            self._bar.refresh() if report.step % 10 == 0 else None
        elif isinstance(report, RollbackReport):
            self._bar.write(
                f"Step {report.step} gave a loss that is no number; back at step {report.back_to}, with smaller steps.",
                file=sys.stderr,
            )

    def mark(self, mark: dict[str, Any]) -> None:
        assert self._bar is not None
        self._bar.write(f"  step {mark['step']:>6,}: {mark['title']} ({mark['measured']})", file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.refresh()
            self._bar.close()

    def end(self, session: Session, out: Path, *, interrupted: bool) -> None:
        record = session.record
        val = f", {record.validation.bits_per_byte:.3f} bits per byte on held-out text" if record.validation else ""
        stopped = "Stopped early. " if interrupted else ""
        print(f"{stopped}{record.step:,} steps, {record.tokens:,} tokens{val}.", file=sys.stderr)
        print(f'Saved in {out}. Try: python main.py ask {out} "{session.text_start or "The"}"', file=sys.stderr)


class _Json:
    """One object a line on standard output."""

    def preparing(self, preparation: Generator[Preparing, None, Session]) -> Session:
        session = run_through(preparation)
        event = session.prepared_event()
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
        self._print("prepared", {k: getattr(event, k) for k in keep} | {"arithmetic": str(session.arithmetic)})
        return session

    def report(self, report: Report, session: Session) -> None:
        fields = {k: v for k, v in asdict(report).items() if not isinstance(v, np.ndarray)}
        self._print(_KINDS[type(report)], fields)

    def mark(self, mark: dict[str, Any]) -> None:
        self._print("milestone", mark)

    def close(self) -> None:
        sys.stdout.flush()

    def end(self, session: Session, out: Path, *, interrupted: bool) -> None:
        self._print("saved", {"out": str(out), "interrupted": interrupted})

    def _print(self, kind: str, fields: dict[str, Any]) -> None:
        print(json.dumps({"report": kind, **fields}, ensure_ascii=False), flush=True)
