"""Frames of the views that look inside: Overview, Tokens, Meaning, Attention."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.engine.frames.base import Floats, Frame, InsideFrame, Ints, PromptFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip(InsideFrame):
    """One trip through the model. Letters as in ``model.gpt``; L = n_layer, H = n_head.

    Attributes:
        token: (S, C) token embeddings. position: (S, C) position embeddings.
        resid: (L + 1, S, C) the stream before the first block and after each.
        pattern: (L, H, S, S) attention weights; row = the piece that looks, rows sum to 1.
        attn_out, mlp_out: (L, S, C) what each part adds to the stream.
        neurons: (L, S, 4C) feed-forward activations after GELU.
        bet_ids, bets: (k,) the likeliest next tokens and the model's own bets on them, likeliest first.
        endings: (k,) what each of them lacks of the word it becomes, as in ``NextToken``.
    """

    token: Floats
    position: Floats
    resid: Floats
    pattern: Floats
    attn_out: Floats
    mlp_out: Floats
    neurons: Floats
    bet_ids: Ints
    bets: Floats
    endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention(InsideFrame):
    """Who looks at whom, in every head.

    Attributes:
        pattern: (L, H, S, S) attention weights; row = the piece that looks, rows sum to 1.
        q, k: (L, H, S, d_head) queries and keys; q·k / √d_head is the score before the mask.
    """

    pattern: Floats
    q: Floats
    k: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads(Frame):
    """What each head was measured to do, on validation text. Arrays are (L, H); NaN where not measured yet.

    The scores are mean attention weights, 0 to 1, over the positions where the question makes sense; beside each stands
    what a head that looks everywhere equally would score on the same positions.

    Attributes:
        n_tokens: validation tokens each figure rests on; 0 where the text cannot be had.
        measured_at: (L, H) optimiser steps at which ``loss_rise`` was measured; -1 where it was not.
        loss_rise: nats a token by which validation loss rises when only this head is muted.
        previous: weight on the piece just before. first: on the first piece of the window. itself: on itself.
        same: on earlier occurrences of the same piece, where there are any.
        induction: on the piece after the last occurrence of the present one, in texts of random pieces written twice
            (Olsson et al., 2022).
        even: what looking everywhere equally scores for (previous, first, itself, same, induction).
    """

    n_tokens: int
    measured_at: Ints
    loss_rise: Floats
    previous: Floats
    first: Floats
    itself: Floats
    same: Floats
    induction: Floats
    even: tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Muting(PromptFrame):
    """What the model would lose without the heads that people muted. Training goes on with all of them.

    Attributes:
        muted: (block, head) pairs, both from 0, sorted.
        n_tokens: validation tokens the losses rest on; 0 where the text cannot be had.
        measured_at: optimiser steps at which the losses were measured, -1 where they were not: while the model trains
            they may be a little older than the bets.
        loss, muted_loss: validation loss in nats a token with all heads, and without the muted ones.
        probability, muted_probability: (V,) bets on the next token after the prompt, likewise.
    """

    muted: tuple[tuple[int, int], ...]
    n_tokens: int
    measured_at: int
    loss: float
    muted_loss: float
    probability: Floats
    muted_probability: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(PromptFrame):
    """How the prompt was cut into pieces.

    Attributes:
        raw: T byte strings, one a token; joined they are the prompt in UTF-8.
        words: the prompt in the byte strings within which merges may happen (GPT-2's pre-tokens), in order.
    """

    raw: tuple[bytes, ...]
    words: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the prompt that stands word for word in the text.

    Attributes:
        start, end: pieces of ``Copied.cut_pieces``, ``end`` exclusive. times: how often it stands in the text.
        before, after: some words around the place where it stands first.
    """

    start: int
    end: int
    times: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied(PromptFrame):
    """What of the prompt stands word for word in the text that is learned from.

    Attributes:
        cut, cut_pieces: (n,) the prompt's tokens as they were looked for, and their display texts; the first word may
            be cut as one within a text is.
        stretches: those that stand in the text, in order, apart from each other, of three pieces at least.
        unknown: words of the prompt that stand nowhere in the text, in order; each once.
        n_text: tokens of the text that were searched, all that has been made of it; 0 where it cannot be had.
    """

    cut: Ints
    cut_pieces: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    unknown: tuple[str, ...]
    n_text: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary(Frame):
    """How the vocabulary was built, and how often each piece occurs.

    Comes once without counts, which take a moment, and once with them: until then, and where the text of an opened run
    cannot be had any more, ``text_bytes``, ``n_tokens`` and all that is counted are 0.

    Attributes:
        raw: V byte strings: what each token id stands for (the name, for a marker).
        n_markers: the first ids, which are markers; then come the single bytes, then the merges in order.
        merges: (M, 3) left, right and new token id, in the order in which they were learned.
        counts: (M,) how often the pair stood in the text when it was merged.
        lengths: (M + 1,) tokens of that text before the first merge and after each.
        text_bytes: bytes of the text the merges were learned from.
        text_gone: whether that text cannot be had any more.
        frequency: (V,) occurrences of each token in the first ``n_tokens`` training tokens.
        n_tokens: tokens counted for ``frequency``.
    """

    raw: tuple[bytes, ...]
    n_markers: int
    merges: Ints
    counts: Ints
    lengths: Ints
    text_bytes: int
    text_gone: bool = False
    frequency: Ints
    n_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings(Frame):
    """What the model holds each piece to mean: its token embeddings, and a map of the whole words among them.

    The map is of directions, as the cosine is: embeddings at length 1, less the mean of those of the words, projected
    on a plane that follows the words' two principal components from frame to frame without jumping or flipping. Fitted
    to all pieces, as they are, its first axis would tell no more than which pieces the text never uses.

    Attributes:
        vectors: (V, C) token embeddings, as the model has them.
        words: (n,) ids of the pieces that are a whole word more often than not, most frequent first; the map is fitted
            to these. Where a text has hardly any, all pieces with a letter that it uses.
        xy: (V, 2) the place of every piece on the map.
        explained: share of the variance of the words' directions that the map shows, 0 to 1.
        best_explained: the share that the exact two principal components would show.
        kinds: V kinds of word, such as ``animal``; empty where unknown.
        frequency: (V,) occurrences in the first ``n_tokens`` training tokens; all 0 where the text is gone.
        n_tokens: tokens counted.
    """

    vectors: Floats
    words: Ints
    xy: Floats
    explained: float
    best_explained: float
    kinds: tuple[str, ...]
    frequency: Ints
    n_tokens: int


@dataclass(frozen=True, slots=True)
class InContext:
    """One of the texts that are compared: its pieces, and the stream at each of them.

    Attributes:
        text: as typed. ids: (S,) its last tokens that fit the context; where it is empty, the end-of-text token alone.
        pieces: S display texts. n_dropped: how many of its first tokens did not fit.
        resid: (L + 1, S, C) the stream before the first block and after each.
        bet_ids, bets: (S, k) the likeliest next tokens after each piece, and the finished model's bets on them.
    """

    text: str
    ids: Ints
    pieces: tuple[str, ...]
    n_dropped: int
    resid: Floats
    bet_ids: Ints
    bets: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexts(Frame):
    """The same word in two texts, and in a third as control.

    Attributes:
        first, second: texts in which it means two things.
        control: another in which it means what it means in the first; empty where nobody gave one.
        suggestions: (first, second, control, word) to try.
        from_text: whether the suggestions are passages of the user's own text. What a word means in them nobody knows.
    """

    first: InContext
    second: InContext
    control: InContext
    suggestions: tuple[tuple[str, str, str, str], ...]
    from_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions(Frame):
    """The position embeddings.

    Attributes:
        vectors: (n_ctx, C). similarity: (n_ctx, n_ctx) cosines between them.
        xy: (n_ctx, 2) a map that follows their principal components as ``Embeddings.xy`` does.
        explained: share of the variance that map shows, 0 to 1.
    """

    vectors: Floats
    similarity: Floats
    xy: Floats
    explained: float
