"""Frames of the Three minds view: one question put to every age of the model, votes, the judge, and feedback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explainer.engine.frames.base import Floats, Frame, Ints, PromptFrame
from explainer.training.reports import Stage


@dataclass(frozen=True, slots=True)
class Rating:
    """What is to be said of an answer; None where it cannot be told (no judge yet, a question nobody can check).

    Attributes:
        score: the judge's (reward model's), 0 on average for the fine-tuned model's answers, in their standard
            deviations.
        utility: the labeller's true points (``storyland.chat.Taste``).
        wellformed, correct, kind: by the strict check.
    """

    score: float | None = None
    utility: float | None = None
    wellformed: bool | None = None
    correct: bool | None = None
    kind: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one mind answers, as far as it has come.

    Attributes:
        pieces: display texts of its n tokens. text: the same as plain text.
        done: whether it is complete. ended: whether the model ended it itself (and was not cut off).
        first: the likeliest first pieces and the bets on them at temperature 1, likeliest first.
        first_rest: the bet on all other pieces together.
        first_endings: what each of ``first`` lacks of the word it becomes, as in ``NextToken``.
        given: display texts of the tokens it was given before it answered: the question between its markers, or bare.
        end: that of the token with which it ended, or "" as long as it has not.
        step: steps or rounds of its stage that the mind had behind it when it began.
        bets: (n,) this mind's bet on each of its pieces, at temperature 1.
        bets_before: (n,) the bet of the mind before on the same piece at the same place; None for the first mind.
        kl: (n,) exact KL divergence of the two minds' bets at each piece, KL(this ‖ the one before), nats; None
            likewise.
        rating: once it is done; None until then.
    """

    pieces: tuple[str, ...]
    text: str
    done: bool
    ended: bool
    first: tuple[tuple[str, float], ...]
    first_rest: float
    bets: Floats
    bets_before: Floats | None
    kl: Floats | None
    rating: Rating | None
    first_endings: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    end: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Mind:
    """One age of the model.

    Attributes:
        id: stable within a run: ``base``, ``sft``, ``rlhf``, ``rlhf.no_leash``, …
        stage: at whose end it is (or will be).
        recipe: how that stage was done: ``honest``, or another id of ``recipes``.
        step: steps or rounds of its stage it has behind it.
        live: whether it is the one being trained.
        compared_with: id of the mind it is compared with, or "".
        answer: None until its first piece is there.
        votes: those by hand and the simulated ones that the judge has learnt from whose score it was practised for;
            None where there was none, or where it is not known.
    """

    id: str
    stage: Stage
    recipe: str
    step: int
    live: bool
    compared_with: str
    answer: Answer | None
    votes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minds(PromptFrame):
    """The same question to all minds there are, in the order of the stages.

    Attributes:
        minds: at least one.
        dice: the number of the dice; the same for all.
        checkable: whether the question is one that the strict check knows.
    """

    minds: tuple[Mind, ...]
    dice: int
    checkable: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """A question that is asked again and again while the model is fine-tuned: (step, answer, rating), oldest first."""

    question: str
    group: str  # shown, voted or read: see ``storyland.groups``; ``UNKNOWABLE``; "" for a user's own text
    answers: tuple[tuple[int, str, Rating], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """How many of the answers to fixed questions were so, at one step.

    Attributes:
        step: of the stage. group: of the questions, or "" for all.
        n: questions asked. wellformed, correct, kind, good: answers that were (good = kind and correct).
    """

    step: int
    group: str
    n: int
    wellformed: int
    correct: int
    kind: int
    good: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning(Frame):
    """Fine-tuning: what is trained on, how wrong it is, and what it answers by now.

    Attributes:
        n_shown: demonstrations there are. manners: how many of each manner, by ``storyland.chat.Manner`` value.
        steps: of the whole stage. at: (n,) steps of the curve. loss: (n,) on answers' pieces, nats a token.
        rehearsal: (n,) loss on the rehearsed pretraining text, or None.
        pieces: of one demonstration of the last step, prompt first. n_prompt: how many of these are the prompt, which
            is not trained on. surprise: (len(pieces) - n_prompt,) nats for each piece of the answer.
        probes: questions asked again and again. results: by step and group.
        demonstrations: some of those there are: (question, answer, manner).
        source: plain words for where the demonstrations come from.
    """

    n_shown: int
    manners: Mapping[str, int]
    steps: int
    at: Ints
    loss: Floats
    rehearsal: Floats | None
    pieces: tuple[str, ...]
    n_prompt: int
    surprise: Floats
    probes: tuple[Probe, ...]
    results: tuple[Result, ...]
    demonstrations: tuple[tuple[str, str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote by hand, as it stands in ``preferences.jsonl``.

    Attributes:
        id: counted from 1 within a run.
        question: what was asked. answers: the answers that were compared, best first; one for a thumb.
        kind: ``pair``, ``rank``, ``up`` or ``down``.
        used: whether the judge has been trained with it.
        ratings: of the answers, in the same order, by the judge there was when the vote was given; empty where nothing
            can be told. They stand here and not on the ballot: whoever votes must not see them before.
    """

    id: int
    question: str
    answers: tuple[str, ...]
    kind: str
    used: bool
    ratings: tuple[Rating, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot(Frame):
    """Answers to vote on, and the votes so far.

    Attributes:
        serial: identifies the ballot; a vote names it.
        question: asked of the present model. answers: their texts as far as written. done: whether all are complete.
        n_hand: votes by hand. n_pairs: comparisons that follow from these. n_unused: votes by hand that the judge has
            not seen yet.
        n_simulated: votes of the simulated labeller that have been given to learn from. n_wanted: how many were or will
            be asked for; where a model gives the same answer again there is no pair to vote on.
        judge_is_new: whether a judge trained now would come to the one there is: it would learn from the same votes.
        hand_weight: how many simulated votes one vote by hand counts for.
        taste: id of the labeller's taste, or ``custom``. formula: its true utility, written out.
        tastes: (id, formula) of all that apply to this text. custom: the weights of ``custom`` by name.
        agreement: how often the simulated labeller's votes go with its own true utility, 0 to 1, or None before any.
        recent: the last votes by hand, newest first.
        path: where votes are stored.
    """

    serial: int
    question: str
    answers: tuple[str, ...]
    done: bool
    n_hand: int
    n_pairs: int
    n_unused: int
    n_simulated: int
    n_wanted: int
    judge_is_new: bool
    hand_weight: float
    taste: str
    formula: str
    tastes: tuple[tuple[str, str], ...]
    custom: Mapping[str, float]
    agreement: float | None
    recent: tuple[Vote, ...]
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge(Frame):
    """The judge (reward model): how it was trained and what it sees.

    Attributes:
        trained: whether there is one. training: whether it is being trained now; then ``n_hand``, ``n_simulated``,
            ``at`` and what was measured at ``votes_seen`` are of the new one, and the rest of the one there was.
        doing: what goes on: ``votes`` are collected, the ``judge`` is trained, or "". share: how far that is, 0 to 1.
        taste: whose simulated votes it learned from: id of the labeller's taste, ``custom``, or "".
        n_hand, n_simulated: votes it was trained on.
        at: (n,) steps of its training. steps: planned, or 0 where that is not known (yet).
        loss: (n,) nats a comparison. guessing: loss of a coin, ln 2.
        votes_seen: (m,) numbers of votes at which its agreement was measured. agreement: (m,) with held-out votes.
            true_agreement: (m,) with the labeller's true utility on the same pairs (without ties).
        hand_before, hand_after: share of the votes by hand with which the judge agreed before it was trained with them
            and after; None without such votes.
        sees: what it tells apart: (what, share of pairs in which it prefers the better, pairs), for pairs that differ
            in this alone, e.g. ``kind`` tone or ``correct``.
        samples: answers with its score and the true utility, (question, answer, score, utility), best first.
    """

    trained: bool
    training: bool
    doing: str
    share: float
    taste: str
    n_hand: int
    n_simulated: int
    at: Ints
    steps: int
    loss: Floats
    guessing: float
    votes_seen: Ints
    agreement: Floats
    true_agreement: Floats
    hand_before: float | None
    hand_after: float | None
    sees: tuple[tuple[str, float, int], ...]
    samples: tuple[tuple[str, str, float, float | None], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of feedback ended, by what was measured.

    Attributes:
        recipe: ``honest`` or another id of ``recipes``. rounds: done.
        score_before, score_after: the judge's mean. utility_before, utility_after: true points, mean, or None.
        good_before, good_after: share of kind and correct answers, or None. correct_before, correct_after: likewise.
        kl: exact KL from the fine-tuned model, nats an answer, at the end.
        sentence: English template of a ``Sentence`` with its values in ``values``.
    """

    recipe: str
    rounds: int
    score_before: float
    score_after: float
    utility_before: float | None
    utility_after: float | None
    good_before: float | None
    good_after: float | None
    correct_before: float | None
    correct_after: float | None
    kl: float
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedbackCurve:
    """The rounds of one recipe, (n,) each: answers tried by the end of each, mean score, mean points, drift in nats."""

    answers: Ints
    score: Floats
    utility: Floats
    kl: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Frame):
    """Learning from the judge: is it really getting better?

    Attributes:
        recipe: of the run under way, or of the last one. running: whether it is under way.
        doing: what it does right now: ``votes``, ``judge``, ``writing``, ``judging``, ``learning``, ``examining`` (the
            same questions before and after) or "".
        done, of: how far that is.
        rounds: planned. answers: (n,) answers tried by the end of each round.
        series: by name, (n,) each, NaN where a round has no such number: ``score``, ``utility``, ``good``, ``correct``,
            ``kind``, ``kl``, ``kl_per_token``, ``length``, ``ended``, ``distinct_2``, ``entropy``, ``ratio_max``,
            ``clip_fraction``, ``value_loss``, ``explained_variance``, ``approx_kl``, ``policy_loss``,
            ``kl_coefficient``.
        kl_coefficient: in force. kl_target: nats an answer that an adaptive leash aims at, or None.
        tried: some answers of the last round: (question, answer, score, utility or None), best score first.
        outcomes: of all runs of feedback so far, in their order.
        can_judge: whether true utility can be measured here (Storyland).
        courses: the rounds of every recipe that was tried, by its id.
    """

    recipe: str
    running: bool
    doing: str
    done: int
    of: int
    rounds: int
    answers: Ints
    series: Mapping[str, Floats]
    kl_coefficient: float
    kl_target: float | None
    tried: tuple[tuple[str, str, float, float | None], ...]
    outcomes: tuple[Outcome, ...]
    can_judge: bool
    courses: Mapping[str, FeedbackCurve] = field(default_factory=dict)
