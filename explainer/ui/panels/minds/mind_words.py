"""What the minds are called, and what is said of them and of their answers. Words only, no painting."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.engine.frames import Copied, Judge, Mind, Minds, Rating
from explainer.engine.recipes import HONEST, MISHAPS, RECIPES
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, isolated, percent, unbroken
from explainer.ui.panels.minds.judge_words import ENOUGH, program
from explainer.ui.translate import mark, named, translate, translated

# The id of the honest mind at the end of each stage.
HONEST_IDS = {Stage.PRETRAIN: "base", Stage.SFT: "sft", Stage.RLHF: "rlhf"}
TITLES = {
    Stage.PRETRAIN: mark("Minds", "Base model"),
    Stage.SFT: mark("Minds", "Fine-tuned"),
    Stage.RLHF: mark("Minds", "After human feedback"),
}
YES, NO = "✓", "✗"
MOST_UNKNOWN = 3  # words that are named


def stage_title(stage: Stage) -> str:
    """What the honest mind at the end of ``stage`` is called."""
    return translated(TITLES[stage])


def title_of(mind: Mind) -> str:
    """What a mind is called."""
    if mind.id == HONEST_IDS[mind.stage]:
        return stage_title(mind.stage)
    if mind.recipe != HONEST:
        recipe = RECIPES.get(mind.recipe)
        return named(recipe.title) if recipe is not None else mind.recipe
    return translate("Minds", "{mind} at step {step}").format(mind=stage_title(mind.stage), step=count(mind.step))


def caption_of(mind: Mind, n_shown: int | None) -> str:
    """What it has behind it; ``n_shown`` example answers, where that is known."""
    if mind.live and mind.stage is Stage.RLHF:
        return translate("Minds", "is learning right now: round {n}").format(n=count(mind.step))
    if mind.live and mind.stage is Stage.SFT:
        return translate("Minds", "is learning right now: step {n}").format(n=count(mind.step))
    if mind.recipe != HONEST:
        recipe = RECIPES.get(mind.recipe)
        return named(recipe.what) if recipe is not None else ""
    if mind.stage is Stage.PRETRAIN:
        return translate("Minds", "has only read text")
    if mind.stage is Stage.RLHF:
        return practised_for(mind.votes)
    if n_shown is None:
        return translate("Minds", "has seen example answers")
    return translate("Minds", "has seen {n} example answers").format(n=count(n_shown))


def practised_for(votes: tuple[int, int] | None) -> str:
    """What the mind after human feedback was rewarded by, with the votes that this judge has learnt from."""
    by_hand, simulated = votes or (0, 0)
    if by_hand and simulated:
        words = translate("Minds", "its judge read {hand} votes by hand and {simulated} by a program")
    elif by_hand:
        words = translate("Minds", "its judge read {hand} votes by hand")
    elif simulated:
        words = translate("Minds", "its judge: {simulated} votes by a program")
    else:
        words = translate("Minds", "rewarded by a judge’s score")
    return words.format(hand=count(by_hand), simulated=count(simulated))


def marks_of(rating: Rating | None, *, checkable: bool) -> str:
    """What the strict check says of a complete answer."""
    if rating is None:
        return ""
    if not checkable or rating.correct is None:
        return translate("Minds", "no program can check it")
    if rating.wellformed is False:
        return "~ " + translate("Minds", "not an answer")
    words = [YES + " " + translate("Minds", "right") if rating.correct else NO + " " + translate("Minds", "wrong")]
    if rating.kind is not None:
        words.append(
            YES + " " + translate("Minds", "kind") if rating.kind else NO + " " + translate("Minds", "not kind")
        )
    return " · ".join(words)


def signed(value: float | None) -> str:
    """A score or points with one digit and a true minus sign: ``1.9``, ``−0.4``; "" where there is none."""
    if value is None:
        return ""
    return f"{value:.1f}".replace("-0.0", "0.0").replace("-", "−")


def what_numbers_are(frame: Minds | None, taste: str, formula: str) -> str:
    """What score and points are, where an answer has them; "" where none has.

    ``taste`` and ``formula`` are the labeller's.
    """
    minds = frame.minds if frame is not None else ()
    ratings = [mind.answer.rating for mind in minds if mind.answer is not None and mind.answer.rating is not None]
    told = []
    if any(rating.score is not None for rating in ratings):
        told.append(translate("Minds", "**Score**: how much the judge likes it, on average 0 after fine-tuning."))
    if any(rating.utility is not None for rating in ratings):
        words = translate("Minds", "**Points** come from {program}: {formula}.")
        told.append(words.format(program=program(taste), formula=safe(formula.replace(" · ", " for "))))
    return " ".join(told)


def judge_misled(minds: Sequence[Mind], judge: Judge | None) -> str:
    """That the judge likes a wrong answer here more than a right one, where it does, and what it was measured to see.

    "" where it does not, or nothing is rated.
    """
    rated = [
        (mind, mind.answer.rating, mind.answer.rating.score)
        for mind in minds
        if mind.answer is not None and mind.answer.rating is not None and mind.answer.rating.score is not None
    ]
    right = min((one for one in rated if one[1].correct), key=lambda one: one[2], default=None)
    wrong = max((one for one in rated if one[1].correct is False), key=lambda one: one[2], default=None)
    if right is None or wrong is None or wrong[2] <= right[2]:
        return ""
    told = translate(
        "Minds", "Here the judge likes a wrong answer ({wrong}, **{high}**) more than a right one ({right}, **{low}**)."
    ).format(
        wrong=title_of(wrong[0]), high=signed(wrong[2]), right=title_of(right[0]), low=signed(right[2])
    )  # fmt: skip
    if wrong[0].stage is Stage.PRETRAIN and any(mind.stage is Stage.SFT for mind in minds):
        told += " " + translate("Minds", "It was taught on the fine-tuned model’s answers, not on texts like this one.")
    sees = {what: (share, n) for what, share, n in (judge.sees if judge is not None else ()) if n >= ENOUGH}
    if {"kind", "truth"} <= set(sees):
        kind, true = (unbroken(percent(sees[what][0])) for what in ("kind", "truth"))
        words = translate(
            "Minds",
            "Tested on pairs, it chose the kinder answer in **{kind}**, the true one in **{true}** (a coin: 50 %).",
        )
        told += " " + words.format(kind=kind, true=true)
    return told


def dials_told(minds: Sequence[Mind]) -> str:
    """Whether a dial was turned since these minds began to answer, by their steps then and now; "" before that."""
    asked = [(mind.answer.step, mind.step) for mind in minds if mind.answer is not None]
    if not asked:
        return ""
    if all(before == now for before, now in asked):
        return translate("Minds", "Asking has turned none of their dials.")
    return translate("Minds", "One of them is being trained meanwhile; your question is no part of that.")


def colour_of(recipe: str) -> str:
    """The theme's colour of a run of feedback: a mishap warns, another way is only another way."""
    return "rlhf" if recipe == HONEST else "warning" if recipe in MISHAPS else "ink2"


def unheard_of(copied: Copied | None, frame: Minds) -> str:
    """That words of the question stand nowhere in the text it learns from, where some do; "" where none or unknown."""
    if copied is None or copied.prompt != frame.prompt or not copied.n_text or not copied.unknown:
        return ""
    many = len(copied.unknown) > MOST_UNKNOWN
    told = (
        translate("Minds", "It never read {words} and others.")
        if many
        else translate("Minds", "It never read {words}.")
    )
    told = told.format(words=", ".join(f"“{isolated(word)}”" for word in copied.unknown[:MOST_UNKNOWN]))
    if any(mind.answer is not None and mind.answer.text.strip() for mind in frame.minds):
        told += " " + translate("Minds", "It answers all the same: it always bets on something.")
    return told


def quoted(text: str) -> str:
    """An answer as one line, for a sentence."""
    return isolated(" ".join(text.split()))
