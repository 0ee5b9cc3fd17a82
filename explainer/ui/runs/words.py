"""What is said of a run in a line: its text and size, how far it is, when that was; and the name it is offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

from explainer.training.reports import Stage
from explainer.ui.filenames import clean_name
from explainer.ui.numbers import count
from explainer.ui.translate import mark, translate, translated
from explainer.ui.widgets.export import why

STAGES = {
    Stage.PRETRAIN: mark("Runs", "pretraining"),
    Stage.SFT: mark("Runs", "fine-tuning"),
    Stage.RLHF: mark("Runs", "human feedback"),
}
MINUTE, HOUR, DAY = 60, 3600, 86400


def what(corpus: str, preset: str) -> str:
    """Text and size: ``Storyland, size s``."""
    return translate("Runs", "{corpus}, size {preset}").format(corpus=corpus, preset=preset)


def how_far(stage: Stage, step: int, planned: int | None, *, complete: bool) -> str:
    """How far it is: ``fine-tuning, step 120 of 340``; in human feedback a step is a round."""
    name = translated(STAGES[stage])
    if step == 0 and not complete:
        return name
    rounds = stage is Stage.RLHF
    if complete:
        told = translate("Runs", "{stage} done, {n} rounds") if rounds else translate("Runs", "{stage} done, {n} steps")
    elif planned is not None and planned >= step:
        told = (
            translate("Runs", "{stage}, round {n} of {planned}")
            if rounds
            else translate("Runs", "{stage}, step {n} of {planned}")
        )
    else:
        told = translate("Runs", "{stage}, round {n}") if rounds else translate("Runs", "{stage}, step {n}")
    return told.format(stage=name, n=count(step), planned=count(planned or 0))


def gone(folder: str) -> str:
    """That a run is not where it was."""
    return translate("Runs", "It is not in {folder} any more").format(folder=folder)


def gone_run(name: str, folder: str) -> str:
    """That a run cannot be opened because it is not where it was."""
    return translate("Runs", "“{name}” is not in {folder} any more.").format(name=name, folder=folder)


def ago(when: float, now: float) -> str:
    """When that was: ``4 minutes ago``, ``yesterday``, ``30 Nov 2026``. Both are seconds since 1970."""
    passed = max(0.0, now - when)  # a clock may have been put back
    if passed < MINUTE:
        return translate("Runs", "just now")
    if passed < HOUR:
        n = int(passed // MINUTE)
        return translate("Runs", "1 minute ago") if n == 1 else translate("Runs", "{n} minutes ago").format(n=n)
    if passed < DAY:
        n = int(passed // HOUR)
        return translate("Runs", "1 hour ago") if n == 1 else translate("Runs", "{n} hours ago").format(n=n)
    n = int(passed // DAY)
    if n < 7:
        return translate("Runs", "yesterday") if n == 1 else translate("Runs", "{n} days ago").format(n=n)
    return QLocale.c().toString(QDateTime.fromSecsSinceEpoch(int(when)).date(), "d MMM yyyy")


def suggested_name(corpus: str, when: datetime, taken: Callable[[str], bool]) -> str:
    """A free name for a run: ``Storyland, 30 Nov, 06.40``; no colon, since Windows and others allow none in names."""
    moment = QLocale.c().toString(QDateTime.fromSecsSinceEpoch(int(when.timestamp())), "d MMM, HH.mm")
    stem = f"{clean_name(corpus, 'Run')[:40].rstrip(' .')}, {moment}"
    name, n = stem, 2
    while taken(name):
        name, n = f"{stem} ({n})", n + 1
    return name


def reason(error: OSError) -> str:
    """Why the system would not do something, in plain words."""
    return why(error)


def line(*parts: str) -> str:
    """Parts of one line, with points between them; empty ones are left out."""
    return " · ".join(part for part in parts if part)
