"""Token arrays to learn from and to be examined on: from Storyland, or from the user's own text files.

The training array grows: `ensure(n)` makes and encodes just enough text for `n` tokens, so that training begins after
the first second while most of the text does not exist yet. Documents are joined by the end-of-text token. Validation
text never occurs in training: Storyland takes another seed for it, a user's text gives up some 5 % (`holdout`).
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.marking import Sentence, mark
from explainer.text.holdout import hold_out
from explainer.text.names import shown
from explainer.text.storyland import RICHNESS, Richness, documents
from explainer.text.textfiles import CorpusError, names_of, read_documents
from explainer.text.tokenizer import Tokenizer

__all__ = ["Corpus", "CorpusError"]

Ids = npt.NDArray[Any]  # uint16 or int32, see Tokenizer.dtype

_BATCH_CHARS = (
    80_000  # text that is made and encoded at a time: about 25,000 tokens, 0.06 s, so that a show does not stutter
)
_TOKENIZER_CHARS = 600_000  # text from which the vocabulary is learned
_VAL_CHARS = 80_000  # about 20,000 tokens of validation text
_FIRST_TOKENS = 150_000  # training tokens that are there when a corpus is returned
_LEAST_NEW = 0.1  # of a user's text that must be left when what is kept for validation is learned from nowhere
_VAL_SEED = 1_000_003  # added to the seed for Storyland's validation text


class _Growing:
    """An array that doubles its room when full, so that appending is cheap."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room = np.empty(1 << 18, dtype=dtype)
        self.size = 0

    def append(self, ids: Ids) -> None:
        if self.size + len(ids) > len(self._room):
            room = np.empty(max(2 * len(self._room), self.size + len(ids)), dtype=self._room.dtype)
            room[: self.size] = self._room[: self.size]
            self._room = room
        self._room[self.size : self.size + len(ids)] = ids
        self.size += len(ids)

    def view(self) -> Ids:
        found = self._room[: self.size]
        found.flags.writeable = False
        return found


class Corpus:
    """Text as token ids, made when asked for.

    Attributes:
        tokenizer: the vocabulary, learned from the beginning of the text.
        val: validation ids, (n,), uint16 or int32.
        name: what the text is, in plain words.
        notices: what was left out or adjusted; empty if nothing was.
        exhausted: whether all training text there is has been encoded.
        chars_ready: characters of training text encoded so far.
        learned_from: the documents from which a vocabulary of this text is learned.
    """

    def __init__(
        self,
        texts: Iterable[str],
        val_texts: Sequence[str],
        tokenizer: Tokenizer,
        name: str,
        origin: dict[str, Any],
        target_chars: int,
        notices: Sequence[Sentence] = (),
        learned_from: Sequence[str] = (),
    ) -> None:
        """Wrap a stream of training documents; use `storyland` or `from_files`.

        Args:
            texts: training documents, read as far as needed, at most `target_chars` characters.
            val_texts: validation documents.
            tokenizer: how both are encoded.
            name: plain words for the user.
            origin: what `describe` returns.
            target_chars: how much training text there shall be at most, in characters.
            notices: see the attribute.
            learned_from: see the attribute.
        """
        self.tokenizer = tokenizer
        self.name = name
        self.notices = tuple(notices)
        self.learned_from = tuple(learned_from)
        self.exhausted = False
        self.chars_ready = 0
        self._origin = origin
        self._texts = iter(texts)
        self._target_chars = target_chars
        self._train = _Growing(tokenizer.dtype)
        val = _Growing(tokenizer.dtype)
        self._append(val, val_texts)
        self.val: Ids = val.view().copy()
        self.ensure(_FIRST_TOKENS)

    @classmethod
    def storyland(
        cls,
        seed: int,
        richness: Richness | str = "s",
        vocab_size: int = 1024,
        target_chars: int = 8_000_000,
        tokenizer: Tokenizer | None = None,
    ) -> "Corpus":
        """Return the built-in world as a corpus.

        Args:
            seed: of the texts; the facts are the same for every seed.
            richness: how large the world is, or the name of a preset (xs, s, m, l).
            vocab_size: number of tokens wanted.
            target_chars: amount of training text in characters; it is made as it is needed.
            tokenizer: of a model that goes on learning; None learns a vocabulary from the text.
        """
        chosen = RICHNESS[richness] if isinstance(richness, str) else richness
        stream = (document.text for document in documents(2 * seed, chosen))
        first = list(_take(stream, _TOKENIZER_CHARS))
        tokenizer = tokenizer or Tokenizer.train(first, vocab_size)
        others = (document.text for document in documents(2 * (seed + _VAL_SEED) + 1, chosen))
        origin = {"kind": "storyland", "seed": seed, "richness": chosen.name, "chars": target_chars}
        val_texts = list(_take(others, _VAL_CHARS))
        texts = itertools.chain(first, stream)
        return cls(texts, val_texts, tokenizer, "Storyland", origin, target_chars, learned_from=first)

    @classmethod
    def from_files(
        cls,
        paths: Sequence[Path | str],
        vocab_size: int = 1024,
        seed: int = 0,
        tokenizer: Tokenizer | None = None,
    ) -> "Corpus":
        """Return the user's own text as a corpus; some 5 % of it are kept for validation.

        Args:
            paths: UTF-8 text files; documents are parted by blank lines, or by lines such as ``***`` and ``%``.
            vocab_size: number of tokens wanted; a script of very many characters gets more (`Tokenizer.fitting`).
            seed: decides what is kept for validation.
            tokenizer: of a model that goes on learning; None learns a vocabulary from the text.

        Raises:
            CorpusError: a file cannot be read as text, or there is too little text.
        """
        files = [Path(path) for path in paths]
        texts, notices = read_documents(files)
        training, val_texts = hold_out(texts, seed)
        chars = sum(map(len, training))
        if chars < _LEAST_NEW * sum(map(len, texts)):
            same = mark("engine", "“{name}” says the same thing over and over; add other text or more files.")
            raise CorpusError(same, name=shown(files[0].name))
        sample = _spread(training, _TOKENIZER_CHARS)
        if tokenizer is None:
            tokenizer = Tokenizer.fitting(sample, vocab_size)
            if tokenizer.vocab_size > vocab_size:
                more = mark(
                    "engine",
                    "The text has very many different characters, so its vocabulary has {n:,} pieces instead of "
                    "{wanted:,}.",
                )
                notices.append(Sentence(more, {"n": tokenizer.vocab_size, "wanted": vocab_size}))
        names = [shown(file.name) for file in files]
        origin = {"kind": "files", "files": names, "seed": seed, "chars": chars}
        return cls(training, val_texts, tokenizer, str(names_of(files)), origin, chars, notices, sample)

    @property
    def train(self) -> Ids:
        """Training ids so far, (n,), read-only; take it anew after `ensure`."""
        return self._train.view()

    def ensure(self, n_tokens: int) -> int:
        """Make at least `n_tokens` training tokens available, or all there are.

        Returns:
            The number of training tokens available now.
        """
        while self._train.size < n_tokens and not self.exhausted:
            left = self._target_chars - self.chars_ready
            batch = list(_take(self._texts, min(_BATCH_CHARS, left))) if left > 0 else []
            self.exhausted = not batch
            self.chars_ready += sum(map(len, batch))
            self._append(self._train, batch)
        return self._train.size

    def describe(self) -> dict[str, Any]:
        """Return what this corpus is, for a run's record: kind, seed, richness or file names, characters."""
        return dict(self._origin)

    def _append(self, array: _Growing, texts: Sequence[str]) -> None:
        for ids in self.tokenizer.encode_batch(texts):
            array.append(ids)
            array.append(np.array([self.tokenizer.eot], dtype=ids.dtype))


def _take(texts: Iterator[str], n_chars: int) -> Iterator[str]:
    """Yield texts until they hold `n_chars` characters."""
    taken = 0
    while taken < n_chars:
        text = next(texts, None)
        if text is None:
            return
        taken += len(text)
        yield text


def _spread(texts: Sequence[str], n_chars: int) -> list[str]:
    """Return texts from all over, about `n_chars` characters in all; a very long text is cut."""
    every = max(1, sum(map(len, texts)) // n_chars)
    chosen = [text[:n_chars] for text in texts[::every]]
    return list(_take(iter(chosen), n_chars))
