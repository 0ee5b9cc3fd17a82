"""The words that pieces become: after a bet on “m” the model would write “moo”.

A bet is on a piece, and a piece may be the beginning of a word only. So every piece that is shown is put after the
prompt, and the model writes on greedily, its likeliest piece each time, until the word has ended (``text.wordend``), at
most ``MOST_PIECES`` pieces. All pieces are written on in one batch with a key-value cache, one token a step, for as
long as one of them goes on. The dice play no part: it is the likeliest end of the word, and there are others.

Past the context: where the prompt leaves too little room, only its last tokens are read, as many as leave enough.

Cost: about that of two to four readings of the prompt, most of it one step after the other. Preset s, one busy core:
3 to 14 ms after a few words, 18 to 30 ms after a hundred pieces. Hence ``REST``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import torch

from explainer.model.cache import KVCache
from explainer.model.generate import generate_stream
from explainer.model.gpt import GPT
from explainer.text.tokenizer import Tokenizer
from explainer.text.wordend import MOST_PIECES, WordEnd

SHOWN = 16  # likeliest pieces whose words are looked for: as many bars as a window of 1440x900 shows
REST = 50.0  # times as long as the last search took, before the next while training goes on: 2 % of the time


@torch.inference_mode()
def find_endings(model: GPT, beginning: KVCache, tokens: Sequence[int], tokenizer: Tokenizer) -> tuple[str, ...]:
    """Return what each of ``tokens`` lacks of the word it becomes where ``model`` writes on greedily after it.

    Args:
        model: the GPT.
        beginning: of the text before them, one row, not changed; an empty one where there is none.
        tokens: first pieces, (k,), each for itself.
        tokenizer: the model's.

    Returns:
        k endings, display texts of letters; "" where the piece is a word, is no part of any (a sign, a marker), or
        where the model gives no number to go by (NaN).
    """
    words = [WordEnd(tokenizer, token) for token in tokens]
    going = [i for i, word in enumerate(words) if word.open]
    read = [0] * beginning.length  # which tokens these were does not matter any more
    room = model.config.n_ctx - beginning.length
    for step in generate_stream(
        model, [[*read, tokens[i]] for i in going], max_new_tokens=min(MOST_PIECES, room), beginning=beginning
    ):
        sound = step.logits.isfinite().all(dim=-1).tolist()
        for row, token, number in zip(step.rows, step.tokens, sound, strict=True):
            word = words[going[row]]
            if number:
                word.take(token)
            if not (number and word.open):
                step.ended.add(row)
    return tuple(word.ending for word in words)


class Endings:
    """The endings found for one prompt, kept until it or the model changes.

    While training goes on the weights change many times a second, and other pieces become the likeliest. Then no search
    is made for ``REST`` times as long as the last one took: endings may be that much older than the bets beside them,
    and a piece that has only just come up waits for its own.
    """

    def __init__(self) -> None:
        self._ids: tuple[int, ...] = ()
        self._found: dict[int, str] = {}
        self._old = False  # of other weights than there are now
        self._next = 0.0  # when it is time again, while training goes on

    def forget(self) -> None:
        """The weights may have changed."""
        self._old = True

    def of(
        self, tokens: Sequence[int], ids: Sequence[int], find: Callable[[list[int]], Sequence[str]], *, moving: bool
    ) -> tuple[str, ...]:
        """Return the endings of ``tokens`` after the prompt ``ids``.

        Args:
            tokens: (k,) first pieces.
            ids: the prompt.
            find: finds the endings of some tokens.
            moving: whether training goes on.
        """
        began = time.perf_counter()
        other = tuple(ids) != self._ids
        if not (other or not moving or began >= self._next):
            return tuple(self._found.get(token, "") for token in tokens)
        if other or self._old:
            self._ids, self._found, self._old = tuple(ids), {}, False
        missing = [token for token in tokens if token not in self._found]
        if missing:
            self._found.update(zip(missing, find(missing), strict=True))
            now = time.perf_counter()
            self._next = now + REST * (now - began)
        return tuple(self._found[token] for token in tokens)
