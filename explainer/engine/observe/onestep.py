"""One optimiser step, looked at closely: the frame of what ``training.stepprobe`` measured round it."""

from __future__ import annotations

from explainer.engine.frames import OneStep
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.context import ObservationContext


def one_step_frame(context: ObservationContext) -> OneStep | None:
    """The last step that was looked at, or None where none was."""
    run, record = context.history.course.run, context.history.record
    report = record.close_up
    if report is None:
        return None
    return OneStep(
        **context.stamp(),
        number=report.step.step,
        ids=frozen(report.ids),
        pieces=tuple(context.pieces[i] for i in report.ids),
        before=frozen(report.before),
        after=frozen(report.after),
        n_tokens=report.n_tokens,
        loss_before=report.loss_before,
        loss_after=report.loss_after,
        held_out_before=report.held_out_before,
        held_out_after=report.held_out_after,
        learning_rate=report.step.learning_rate,
        parts=report.parts,
        undone=record.undone,
        can_undo=run is not None and run.can_undo_step,
    )
