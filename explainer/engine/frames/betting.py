"""Frames of the Prediction view: the bets, how they form block by block, where other words would lead, and why."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.engine.frames.base import Floats, InsideFrame, Ints, PromptFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class NextToken(PromptFrame):
    """The model's bets on the token after the prompt, over the whole vocabulary.

    Attributes:
        order: (V,) token ids, likeliest first.
        probability: (V,) by token id: the model's own bets (temperature 1); sums to 1.
        shaped: (V,) by token id: after temperature, top-k and top-p, as the dice will see them; sums to 1.
        kept: how many tokens have a chance left after shaping.
        entropy: of ``probability``, in nats.
        endings: (k,) of the k likeliest, in ``order``: what a piece lacks of the word it becomes where the model writes
            on greedily, “oo” for “m”; display text, "" where it is a word already or no part of one. While the model
            learns they may be a little older than the bets, or not found yet (""). () where nobody looked for them.
    """

    order: Ints
    probability: Floats
    shaped: Floats
    kept: int
    entropy: float
    endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens(InsideFrame):
    """What the model would bet if it stopped after each block: the logit lens (nostalgebraist, 2020).

    Row 0 is the embeddings (token + position) before the first block, row ``n_layer`` the finished model; each is put
    through the last layer norm and the output head.

    Attributes:
        probability: (n_layer + 1, V) by token id, after the last token seen; rows sum to 1.
        top_ids: (n_layer + 1, S) the likeliest next token at every position. top_probability: its bet, likewise.
    """

    probability: Floats
    top_ids: Ints
    top_probability: Floats


@dataclass(frozen=True, slots=True)
class Branch:
    """One way the story could go on: a first token, and what the model writes after it.

    Attributes:
        token: first token. probability: the model's own bet on it (temperature 1).
        asked: True where a person chose it, False where it is one of the likeliest.
        pieces: display texts of all tokens of the branch, the first included, the end marker left out.
        ended: True where the model ended its text there.
        ending: what the first piece lacks of its word in this branch, display text; it ends with “…” where the word may
            go on. n_ending: how many pieces after the first that is.
    """

    token: int
    probability: float
    asked: bool
    pieces: tuple[str, ...]
    ended: bool
    ending: str = ""
    n_ending: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches(PromptFrame):
    """Continuations side by side: different first tokens, then the same sampling and the same dice for all.

    Attributes:
        entries: the tokens asked for first, then the likeliest others.
        length: tokens a branch has at the most.
        sampling: (temperature, top-k, top-p, dice number) with which all were written.
        complete: False while they are still being written, in answer to a new question.
    """

    entries: tuple[Branch, ...]
    length: int
    sampling: tuple[float, int, float, int]
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Why(InsideFrame):
    """How the bet on one token changes when one piece of the prompt is left out: measured, piece by piece.

    Attributes:
        token: the token asked about (the likeliest where none was chosen). probability: the bet on it now.
        first: index into ``seen_ids`` of the first piece that was tried; earlier ones are too many to try.
        without: (S - first,) the bet on ``token`` when that piece is left out of the text.
    """

    token: int
    probability: float
    first: int
    without: Floats
