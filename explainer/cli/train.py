"""``python main.py train``: the same training as in the window, with a progress bar, into a run folder.

Decision: as in the window, one core fewer computes while another program keeps one busy (``engine.threads``), unless
``--steps`` is given. Sums depend on the number of threads in their last bits, and who names a number of steps may want
to repeat a run to the bit; who names seconds, or nothing, wants a good model soon.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import torch

from explainer.cli.arguments import add_model_arguments, check_writable, duration, path, whole_number
from explainer.cli.problems import CommandError, sentence
from explainer.cli.saving import Saver
from explainer.cli.showing import ProgressBars, ProgressLines
from explainer.cli.stage_news import StageNews
from explainer.cli.stopping import Stopped, stopping_interrupts
from explainer.cli.terminal import tell
from explainer.engine import voting
from explainer.engine.commands import SetVotes
from explainer.engine.evaluation import Evaluator
from explainer.engine.frames import MilestoneMark
from explainer.engine.generators import drain_all
from explainer.engine.preparing import prepare
from explainer.engine.session import Session
from explainer.engine.settings import MOST_STEPS, RunSettings
from explainer.engine.threads import ThreadTuner
from explainer.training.guarded import TrainingDiverged
from explainer.training.reports import Stage

AUTOSAVE_SECONDS = 30.0
COURSES = (
    (Stage.PRETRAIN,),
    (Stage.PRETRAIN, Stage.SFT),
    (Stage.PRETRAIN, Stage.SFT, Stage.RLHF),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=path, required=True, metavar="RUN", help="folder to write the run into")
    add_model_arguments(parser)
    parser.add_argument(
        "--stages",
        default="pretrain",
        metavar="A,B,C",
        help="stages to train: pretrain (default), pretrain,sft or pretrain,sft,rlhf",
    )
    length = parser.add_mutually_exclusive_group()
    some, votes = whole_number(1, MOST_STEPS), whole_number(1, voting.MOST_SIMULATED)
    length.add_argument("--seconds", type=duration, help="seconds of pretraining")
    length.add_argument(
        "--steps",
        type=some,
        help="steps of pretraining (default: by preset); a number given here repeats to the bit on the same number of "
        "threads, which then does not follow how busy the computer is",
    )
    parser.add_argument("--sft-steps", type=some, metavar="N", help="steps of fine-tuning (default: by preset)")
    parser.add_argument("--votes", type=votes, metavar="N", help="simulated votes that the judge learns from")
    parser.add_argument("--rounds", type=some, metavar="N", help="rounds of practice (default: by preset)")
    parser.add_argument("--overwrite", action="store_true", help="replace a run that is already in the folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object a report, and nothing else")


def run(args: argparse.Namespace) -> int:
    """Train and save; whatever ends it before its time saves what there is."""
    with stopping_interrupts():
        return _run(args)


def _run(args: argparse.Namespace) -> int:
    stages = _stages(args)
    is_new = _check_folder(args.out, overwrite=args.overwrite)
    settings = RunSettings(
        preset=args.preset,
        text_files=tuple(args.text),
        seed=args.seed,
        device=args.device,
        steps=args.steps,
        seconds=args.seconds,
    )
    show: ProgressLines | ProgressBars = ProgressLines() if args.json else ProgressBars()
    try:
        session = show.preparing(prepare(settings))
        _set_recipes(session, args)
    except (ValueError, OSError) as error:
        if is_new:
            with contextlib.suppress(OSError):
                args.out.rmdir()  # nothing will come into it
        raise CommandError(str(error)) from error
    missing = session.course.preferences.tasks.why_not if len(stages) > 1 else None
    why_not = str(missing or "")
    if why_not:
        print(f"Only pretraining is possible here. {why_not}", file=sys.stderr)
    saver = Saver(args.out, lambda told: show.warn(told))
    tuner = _tuner(session)
    ended: BaseException | None = None  # by what, where it was before its time
    try:
        for stage in stages[:1] if why_not else stages:
            problem = _train(session, stage, saver, show, tuner)
            saver.save(session)
            if problem:
                why_not = problem
                break
    except (Exception, KeyboardInterrupt) as error:
        ended = error
    if ended is not None and not isinstance(ended, CommandError):
        saver.save(session)
    with contextlib.suppress(BrokenPipeError):
        show.close()
        if saver.folder is not None:
            show.end(session, saver.folder, interrupted=ended is not None)
    if ended is not None:
        return _end(ended, saver)
    if why_not:
        left = ",".join(stages[1:])
        raise CommandError(
            f"--stages: {left} could not be trained. {why_not} The rest is saved in {saver.folder}.", exit_code=2
        )
    return 1 if saver.moved else 0


def _end(ended: BaseException, saver: Saver) -> int:
    """Return the exit code of training that was ended before its time, all there was being saved; or say why."""
    match ended:
        case Stopped():
            return ended.exit_code
        case KeyboardInterrupt():
            return 130
        case BrokenPipeError():
            tell(f"Nobody reads the reports any more, so it stopped. What was trained is saved in {saver.folder}.")
            return 1
        case TrainingDiverged():
            raise CommandError(f"{sentence(str(ended))} What was trained is saved in {saver.folder}.") from ended
    raise ended


def _stages(args: argparse.Namespace) -> tuple[Stage, ...]:
    """What is to be trained, in its order."""
    names = [name.strip() for name in args.stages.split(",") if name.strip()]
    for name in names:
        if name not in set(Stage):
            raise CommandError(f"--stages: there is no stage “{name}”. There are: pretrain, sft, rlhf.", exit_code=2)
    stages = tuple(Stage(name) for name in names)
    if stages not in COURSES:
        why = "They build on each other, so each needs those before it, in this order, once"
        if stages and stages[0] is not Stage.PRETRAIN:
            why = "Training begins with a new model, so a run that is there cannot be gone on with here; the window can"
        raise CommandError(
            f"--stages: “{args.stages}” cannot be trained. {why}. Use pretrain, pretrain,sft or pretrain,sft,rlhf.",
            exit_code=2,
        )
    for option, value, stage in (
        ("--sft-steps", args.sft_steps, Stage.SFT),
        ("--votes", args.votes, Stage.RLHF),
        ("--rounds", args.rounds, Stage.RLHF),
    ):
        if value is not None and stage not in stages:
            raise CommandError(
                f"{option} is about the stage {stage}. Add that to --stages, or leave it out.", exit_code=2
            )
    return stages


def _set_recipes(session: Session, args: argparse.Namespace) -> None:
    course = session.course
    course.recipes = replace(course.recipes, tuning_steps=args.sft_steps, rounds=args.rounds)
    if args.votes is not None:
        voting.take(course, SetVotes(args.votes, course.preferences.hand_weight))


def _train(
    session: Session, stage: Stage, saver: Saver, show: ProgressLines | ProgressBars, tuner: ThreadTuner | None
) -> str:
    """Train one stage to its end; return why that was not possible, or ""."""
    exam, news = Evaluator(session), StageNews(session)
    try:
        session.pipeline.begin(stage)
    except ValueError as error:
        return sentence(str(error))
    show.begin(session)
    under_way = session.course.run
    assert under_way is not None
    saved = time.monotonic()
    while (report := session.pipeline.advance()) is not None:
        if tuner is not None:
            tuner.follow(under_way, report)
        for kind, fields in news.of(report):
            show.tell(kind, fields)
        show.progress(session)
        if under_way.manner.examined and exam.due:
            for mark in drain_all(exam.sit()):
                show.tell("milestone", milestone_fields(mark))
        if time.monotonic() - saved > AUTOSAVE_SECONDS:
            saver.autosave(session)
            saved = time.monotonic()
    for kind, fields in news.of(None):
        show.tell(kind, fields)
    if not (under_way.problem or under_way.manner.in_record):  # else it has told so itself
        pace = under_way.pace
        show.tell("finished", {"stage": stage, "step": pace.step, "tokens": pace.tokens, "seconds": pace.seconds})
    return str(under_way.problem or "")


def milestone_fields(mark: MilestoneMark) -> dict[str, object]:
    """A milestone as a line of JSON has it: what was measured is one text."""
    told = {name: value for name, value in asdict(mark).items() if name != "values"}
    return told | {"measured": mark.measured.format(**mark.values)}


def _tuner(session: Session) -> ThreadTuner | None:
    """What decides how many cores compute; None where that is to stay as it is."""
    if session.settings.steps is not None or session.precision.device != "cpu":
        return None
    return ThreadTuner(torch.get_num_threads(), torch.set_num_threads)


def _check_folder(out: Path, *, overwrite: bool) -> bool:
    """Refuse a place that cannot be written to, or that holds a run already; return whether the folder is new."""
    is_new = check_writable(out, "--out")
    if (out / "run.json").exists() and not overwrite:
        raise CommandError(f"--out: {out} already holds a run. Name another folder, or add --overwrite.", exit_code=2)
    return is_new
