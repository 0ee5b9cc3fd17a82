"""What the numbers of a word in context say, in sentences: a verdict where they carry one, else why there is none."""

from __future__ import annotations

from explainer.engine.frames import Contexts
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.numbers import isolated
from explainer.ui.panels.meaning.context_shift import CLEAR, ContextShift, ShiftVerdict, judge
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.translate import mark, translated

_SAID = {
    ShiftVerdict.UNLEARNT: mark(
        "ContextPanel", "**Nothing is learnt yet:** the blocks are random, and so is what they do to **{word}**."
    ),
    ShiftVerdict.NO_CONTROL: mark(
        "ContextPanel",
        "After block {n} the two **{word}** are alike by {first_second}. Whether it is their meaning that does that, "
        "only a third sentence can show: one that means by **{word}** what the first does, in other words.",
    ),
    ShiftVerdict.SPELT: mark(
        "ContextPanel",
        "**No verdict:** the three **{word}** are not the same piece to the model.",
    ),
    ShiftVerdict.SAME_WORDS: mark(
        "ContextPanel",
        "**No verdict:** just before **{word}** the first and the third sentence have the same words. Say the third in "
        "other words.",
    ),
    ShiftVerdict.PLACES: mark(
        "ContextPanel",
        "**No verdict:** the first and the third were as much more alike at the start already, because of their "
        "places.",
    ),
    ShiftVerdict.APART: mark(
        "ContextPanel",
        "**It tells two meanings apart:** after block {n} the 1st and the 3rd, of one meaning, are alike by "
        "**{same}**, the 2nd to them only by {first_second} and {across}.",
    ),
    ShiftVerdict.UNCLEAR: mark(
        "ContextPanel",
        "**Not clearly:** after block {n} the 1st and the 3rd, of one meaning, are alike by {same}, the 2nd to them by "
        "{first_second} and {across}. A lead of less than {clear} comes about by chance.",
    ),
    ShiftVerdict.ALIKE: mark(
        "ContextPanel",
        "**No: it hardly parts them at all.** After block {n} the 1st and the 3rd, of one meaning, are alike by "
        "{same}, the 2nd to them by {first_second} and {across}.",
    ),
    ShiftVerdict.WORDS: mark(
        "ContextPanel",
        "**No: it goes by the words just before.** After block {n} the 1st and the 3rd, of one meaning, are alike by "
        "{same}. The 2nd, of another meaning, is more alike to one of these: {other}.",
    ),
}
_IF = mark(
    "ContextPanel",
    "**If** it means one thing in the first and third sentence and another in the second, as only you can say:",
)


def verdict_text(found: ContextShift, frame: Contexts, word: str) -> str:
    """Say, as Markdown, what ``found`` shows of ``word``.

    Of sentences that are not ours only a person knows what a word means in them, and of ours only that of the one word
    they were made for: of all else the verdict is given on a condition.
    """
    said = judge(found, learnt=frame.step > 0 or frame.stage is not Stage.PRETRAIN)
    asked = (frame.first.text, frame.second.text, frame.control.text, word)
    text = translated(_SAID[said])
    if said in _OF_MEANING and (frame.from_text or asked not in frame.suggestions):
        text = f"{translated(_IF)} {text}"
    numbers = {"first_second": found.cosines, "same": found.same, "across": found.across, "other": found.other}
    return text.format(
        word=safe(isolated(word)),
        n=len(found.cosines) - 1,
        clear=cosine_text(CLEAR),
        **{name: cosine_text(float(row[-1])) for name, row in numbers.items() if row is not None},
    )


_OF_MEANING = frozenset({ShiftVerdict.APART, ShiftVerdict.UNCLEAR, ShiftVerdict.ALIKE, ShiftVerdict.WORDS})
