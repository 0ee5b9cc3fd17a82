"""Words for fine-tuning: groups of questions, manners of answers, marks, and what the results bear out. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explainer.engine.frames.minds import Probe, Rating, Result, Tuning
from explainer.text.storyland.chat import UNKNOWABLE, Exposure
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, isolated, percent, unbroken
from explainer.ui.translate import mark, translate, translated

ENOUGH = 20  # questions, below which a share says too little for a general sentence
MOSTLY, HARDLY = 0.5, 0.5  # right now, and well formed at the beginning against now: what the sentence asks for


class AnswerVerdict(NamedTuple):
    """What is to be said of an answer, a sign and a word, and in which colour; "" where nobody can tell."""

    words: str
    colour: str


_GROUPS = {
    Exposure.SHOWN: (
        mark("Tuning", "Shown in examples"),
        mark("Tuning", "Questions about facts that the demonstrations ask for too."),
    ),
    Exposure.VOTED: (
        mark("Tuning", "Kept for stage 3"),
        mark("Tuning", "No demonstration asks for these facts. Practice with the judge, in stage 3, does."),
    ),
    Exposure.READ: (
        mark("Tuning", "Only read about"),
        mark("Tuning", "No demonstration and no practice is about these facts: the model has only read of them."),
    ),
    UNKNOWABLE: (
        mark("Tuning", "Cannot be known"),
        mark("Tuning", "Nothing that the model has read is about this."),
    ),
    "": (mark("Tuning", "Other questions"), mark("Tuning", "Questions of no group.")),
}
_MANNERS = {
    "curt": mark("Tuning", "curt"),
    "plain": mark("Tuning", "plain"),
    "rude": mark("Tuning", "rude"),
    "rambling": mark("Tuning", "rambling"),
    "kind": mark("Tuning", "kind"),
}


def group_title(group: str) -> str:
    """Where the model meets what such a question is about."""
    return translated(_GROUPS.get(group, _GROUPS[""])[0])


def group_tip(group: str) -> str:
    """The same in a sentence."""
    return translated(_GROUPS.get(group, _GROUPS[""])[1])


def manner_name(manner: str) -> str:
    """How an answer sounds, in one word."""
    return translated(_MANNERS[manner]) if manner in _MANNERS else manner


def counted(frame: Tuning | None) -> list[tuple[int, int, int]]:
    """How many of the fixed questions were answered right, over all groups: (step, right, asked), oldest first."""
    found = []
    for step in sorted({r.step for r in frame.results if r.n > 0} if frame is not None else ()):
        rows = [r for r in frame.results if r.step == step] if frame is not None else []
        rows = [r for r in rows if r.group] or rows  # "" stands for all of them together
        found.append((step, sum(r.correct for r in rows), sum(r.n for r in rows)))
    return found


def right_by_now(frame: Tuning | None) -> str:
    """How many of the fixed questions it answers right, and how many it did at first: in one or two sentences."""
    if frame is None:
        return translate("Tuning", "Nothing has been counted yet.")
    if not can_be_checked(frame):
        return translate("Tuning", "Whether an answer is right, no program can tell on a text of your own.")
    found = counted(frame)
    if not found:
        return translate("Tuning", "Its answers have not been counted yet.")
    step, right, n = found[-1]
    told = translate("Tuning", "After {step} steps it answers **{right} of {n} questions** right.")
    told = told.format(step=count(step), right=count(right), n=count(n))
    if step > 0 and found[0][0] == 0:
        before = translate("Tuning", "Before it was shown any answer: {right}.")
        told += " " + before.format(right=count(found[0][1]))
    return told


def of_its_examples(frame: Tuning | None) -> str:
    """How many of the fixed questions are about facts that its examples told; "" where that is not known."""
    found = counted(frame)
    told = (
        [r.n for r in frame.results if r.group == Exposure.SHOWN and r.step == found[-1][0]] if frame and found else []
    )
    if not told:
        return ""
    words = translate("Tuning", "{n} of these {of} questions are about facts that its examples told.")
    return words.format(n=count(told[0]), of=count(found[-1][2]))


def verdict(rating: Rating) -> AnswerVerdict:
    """Right, wrong or not an answer, by the strict check."""
    if rating.wellformed is None:
        return AnswerVerdict("", "ink2")
    if not rating.wellformed:
        return AnswerVerdict("~ " + translate("Tuning", "not an answer"), "ink2")
    if rating.correct:
        return AnswerVerdict("✓ " + translate("Tuning", "right"), "ink")
    return AnswerVerdict("✗ " + translate("Tuning", "wrong"), "key")


def plain(text: str) -> str:
    """An answer on one line; bytes that are no text are marked as such."""
    shown = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
    return " ".join(shown.split()) or "…"


def manners_line(manners: Sequence[tuple[str, int]]) -> str:
    """How many examples there are of each manner."""
    told = " · ".join(f"{count(n)} {manner_name(manner)}" for manner, n in manners)
    return translate("Tuning", "Mixed on purpose: {manners}").format(manners=told) if told else ""


def groups_of(some: Sequence[Probe] | Sequence[Result]) -> list[str]:
    """The groups that occur, in the order in which they are told; what is in none of them comes last."""
    known = {item.group for item in some}
    return [*(str(group) for group in Exposure if group in known), *sorted(known - set(Exposure))]


def course(results: Sequence[Result], group: str) -> list[Result]:
    """The results of a group, oldest first."""
    return sorted((r for r in results if r.group == group and r.n > 0), key=lambda r: r.step)


def can_be_checked(frame: Tuning) -> bool:
    """Whether it is known which answers are right, as far as any have been given."""
    ratings = [rating for probe in frame.probes for _, _, rating in probe.answers]
    return not ratings or any(rating.wellformed is not None for rating in ratings)


def made_up(frame: Tuning | None) -> dict[str, str]:
    """A question that it cannot know and what it last answered, for stories; "" where it was not taught or asked."""
    asked = [probe for probe in (frame.probes if frame is not None else ()) if probe.group == UNKNOWABLE]
    answer = asked[0].answers[-1] if asked and asked[0].answers else (0, "", None)
    taught = answer[0] > 0 and answer[1].strip()
    return {
        "cannot_know": safe(asked[0].question) if taught else "",
        "made_up": safe(isolated(plain(answer[1]))) if taught else "",
    }


def what_it_shows(results: Sequence[Result]) -> str:
    """What the group that was only read about proves, as far as it has been measured; "" before that."""
    read = course(results, Exposure.READ)
    if not read or read[-1].step == 0:
        return ""
    first, last = read[0], read[-1]
    measured = translate("Tuning", "Of {n} questions about facts in no example, it answers {share} right.").format(
        n=count(last.n), share=unbroken(percent(last.correct / last.n))
    )
    formed = last.wellformed / last.n
    form_came = first.step == 0 and formed >= 0.8 and first.wellformed / first.n <= HARDLY * formed
    if last.n < ENOUGH or last.correct / last.n < MOSTLY or not form_came:
        return measured
    return measured + " " + translate("Tuning", "Here knowing comes from reading, form from examples.")
