"""The loss curve as the chart draws it: what it reads, text it never reads, pure guessing, and what was measured.

The axis of tokens is the whole planned run, entered in stages (1/64, 1/16, 1/4, all of it), so that the first steps are
seen as well as the last; between those moments nothing moves but the curve. While the loss on what it reads falls and
the other one rises, the model learns its own text by heart: a line stands at the turning point
(``LossCurve.by_heart_from``).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import LossCurve, MilestoneMark
from explainer.marking import Marked, Sentence
from explainer.ui.numbers import choices_text, count
from explainer.ui.pictures.curves import axis_end, smooth
from explainer.ui.translate import named, say, translate
from explainer.ui.widgets.chart import Guide, Line, Mark, Numbers, Plot, Scale

SMOOTHER = 80  # the curve is averaged over an 80th of its points to each side
MEASURED, FLAT = 8, 0.1  # measurements and share: see ``slowed``
NAMES = 0.2  # of the width at most: the milestones need the rest


def learnt_by_heart(frame: LossCurve | None, *, shortly: bool = False) -> str:
    """That it learns by heart, in a sentence with its numbers; nothing where it does not."""
    turn = frame.by_heart_from if frame is not None else None
    if frame is None or turn is None:
        return ""
    text = translate(
        "LossChart",
        "It learns its text by heart now: on text it never read it was surest after {tokens} pieces, as unsure as "
        "among {low} pieces; it has become less sure since, as among {now}.",
    )
    if shortly:
        text = translate("LossChart", "It learns by heart: on unread text as unsure as among {now} pieces, once {low}.")
    low, now = choices_text(float(frame.val_loss.min())), choices_text(float(frame.val_loss[-1]))
    return text.format(tokens=count(turn), low=low, now=now)


def slowed(tokens: npt.NDArray[np.integer], losses: npt.NDArray[np.floating]) -> float | None:
    """By what share it got less unsure over the last third of its reading, where that is hardly any more; else None.

    Measured is among how many pieces it would choose blindly (e to the loss) on text it never reads, ``losses`` nats a
    token after ``tokens``. Hardly: by less than ``FLAT``; of the last two measurements the better one counts, so that
    no single bad one says it. 0 where it got no better.
    """
    before = losses[tokens <= tokens[-1] * 2 / 3] if len(tokens) >= MEASURED else losses[:0]
    if not len(before):
        return None
    fewer = max(0.0, -math.expm1(float(losses[-2:].min()) - float(before[-1])))
    return fewer if fewer < FLAT else None


def loss_plot(frame: LossCurve, planned: float, now: float = math.nan, *, ended: bool = False) -> Plot:
    """What is drawn of ``frame`` in a run of about ``planned`` tokens (0: not known yet).

    ``now`` is the loss in nats that the page quotes, so that the end of the curve is called the same; NaN: its own end.
    ``ended`` says that its reading lies behind it.
    """
    if not len(frame.loss):
        return Plot()
    tokens, loss = frame.tokens.astype(np.float64), frame.loss.astype(np.float64)
    smoothed = smooth(loss, len(loss) // SMOOTHER)
    now = float(smoothed[-1]) if math.isnan(now) else now
    lines = [
        Line(
            name=translate("LossChart", "at the end") if ended else translate("LossChart", "now"),
            value=choices_text(now),
            colour="pretrain",
            x=tokens,
            y=smoothed,
            raw=frame.loss,
            column=translate("LossChart", "loss on text it learns from, nats a token"),
        )
    ]
    if len(frame.val_loss):
        lines.append(
            Line(
                name=translate("LossChart", "on text it never read"),
                value=choices_text(float(frame.val_loss[-1])),
                colour="ink2",
                x=frame.val_tokens.astype(np.float64),
                y=frame.val_loss,
                dashed=True,
                thin=True,
                column=translate("LossChart", "loss on text it never read, nats a token"),
            )
        )
    turn = frame.by_heart_from
    highest = max(frame.guessing, float(loss.max()), 0.0 if turn is None else float(np.nanmax(frame.val_loss)))
    guess = translate("LossChart", "guessing: {choices}").format(choices=choices_text(frame.guessing))
    said = translate("LossChart", "After {tokens} tokens the loss is {loss}; pure guessing would be {guessing}.")
    words = said.format(tokens=count(int(tokens[-1])), loss=f"{now:.2f}", guessing=f"{frame.guessing:.2f}")
    told = translate(
        "LossChart", "After {tokens} pieces: loss {loss} nats. As unsure as choosing among {choices} pieces."
    )
    return Plot(
        lines=tuple(lines),
        guides=(Guide(name=guess, colour="warning", y=frame.guessing),),
        marks=(*milestones(frame.marks), *_turn(turn)),
        scale=Scale(
            high=highest * 1.1,
            step=math.log(10 if highest * 1.1 > 4 else 2),  # read as 1, 10, 100 pieces, or 1, 2, 4
            columns=(Numbers(text=choices_text, head=translate("LossChart", "pieces")),),
        ),
        x_end=axis_end(float(tokens[-1]), planned),
        x_words=translate("LossChart", "pieces read → {count}").format(count=count(int(tokens[-1]))),
        x_column=translate("LossChart", "tokens read"),
        tell=lambda i: told.format(tokens=count(tokens[i]), loss=f"{loss[i]:.2f}", choices=choices_text(loss[i])),
        summary=" ".join(filter(None, (words, learnt_by_heart(frame)))),
        words=NAMES,
    )


def milestones(marks: tuple[MilestoneMark, ...]) -> list[Mark]:
    """What was measured on the way; that of one moment together, as one marker with a label of several lines."""
    by_tokens: dict[int, list[MilestoneMark]] = {}
    for found in marks:
        by_tokens.setdefault(found.tokens, []).append(found)
    words = translate("LossChart", "{title}: {measured}. Step {step}, loss {loss}.")
    return [
        Mark(
            x=float(tokens),
            titles=tuple(named(m.title) for m in group),
            tip="\n".join(
                words.format(
                    title=named(m.title),
                    measured=say(Sentence(Marked(m.measured), m.values)),
                    step=count(m.step),
                    loss=f"{m.loss:.2f}",
                )
                for m in group
            ),
        )
        for tokens, group in by_tokens.items()
    ]


def _turn(tokens: int | None) -> list[Mark]:
    """The moment from which on it learns by heart."""
    words = translate("LossChart", "from here on it learns by heart")
    return [] if tokens is None else [Mark(x=float(tokens), titles=(words,), dot=False, rule=True, colour="warning")]
