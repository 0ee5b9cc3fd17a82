"""Byte-level BPE: text in, token ids out, trained on the spot in about a second.

The alphabet is the 256 bytes, so any Unicode text can be written and read back; the merges found in the training text
make frequent words one token. Training and encoding are Hugging Face `tokenizers`' (Sennrich et al. 2016,
arXiv 1508.07909, on bytes as in GPT-2). Four markers stand outside the text: end of text, and three for chat. They
enter only as ids: `<|end|>` typed by a user is encoded as the eight characters it is.

Decision: no cache of words. `tokenizers` 0.23 keeps one for each thread, and it outlives the tokenizer: .4 MB stayed
behind with every new model, hour after hour. Without it encoding takes about a sixth longer.

Decision: of a file only the vocabulary and its merges are taken, and both are checked. The rest of what `tokenizers`
would read (regular expressions, normalisers, padding, pieces that are matched before all others) could hang, fill the
memory or change texts, and `train` never writes it.
"""

import json
import re
import stat
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer as HFTokenizer
from tokenizers import decoders, models, pre_tokenizers, trainers

from explainer.marking import Problem, mark
from explainer.text.markers import SPECIALS
from explainer.text.names import readable

_N_BYTES = 256
_MIN_VOCAB = _N_BYTES + len(SPECIALS)
_MOST_BYTES = 64_000_000  # of a file: a vocabulary of half a million pieces
_PARTS = ("pre_tokenizer", "decoder")
_MOST_FITTING, _MOST_VOCAB = 4, 8192  # times what was wanted, and in all: a larger one makes steps slow
_FEW_PARTS = 0.1  # share of tokens that may be parts of characters: 37 % of 300 Tang poems with 1,024, 7 % with 3,800
_COUNTED_CHARS = 100_000
_LONG_WORD, _PART = re.compile(r"\w{256}"), 128


def _byte_of_symbol() -> dict[str, int]:
    """Return GPT-2's printable symbol for each byte, turned around.

    Printable bytes stand for themselves; the others are written, in order, as the characters from U+0100 on.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    symbols = {chr(byte): byte for byte in printable}
    hidden = [byte for byte in range(_N_BYTES) if byte not in set(printable)]
    return symbols | {chr(0x100 + i): byte for i, byte in enumerate(hidden)}


_BYTES = _byte_of_symbol()


class Tokenizer:
    """A trained vocabulary with its merges."""

    def __init__(self, core: HFTokenizer) -> None:
        """Wrap a `tokenizers` tokenizer; use `train` or `load` instead."""
        self._core = core
        self._core.encode_special_tokens = True  # a marker typed inside a text is text
        self.vocab_size: int = core.get_vocab_size(with_added_tokens=True)
        self.eot, self.user, self.assistant, self.end = (self._id(marker) for marker in SPECIALS)

    def _id(self, marker: str) -> int:
        found = self._core.token_to_id(marker)
        if found is None:
            raise ValueError(f"The tokenizer has no marker {marker}.")
        return int(found)

    @classmethod
    def train(cls, texts: Iterable[str], vocab_size: int) -> "Tokenizer":
        """Learn a vocabulary.

        Args:
            texts: documents to learn from; 1-2 MB take about a second at most.
            vocab_size: number of tokens wanted, markers and single bytes included. If the texts do not support so
                many merges, the vocabulary is smaller.

        Raises:
            ValueError: `vocab_size` has no room for the bytes and the markers.
        """
        if vocab_size < _MIN_VOCAB:
            raise ValueError(f"A vocabulary needs at least {_MIN_VOCAB} tokens, not {vocab_size}.")
        core = _byte_level(HFTokenizer(models.BPE(cache_capacity=0)))  # see the decision above
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size,
            min_frequency=2,
            special_tokens=list(SPECIALS),
            initial_alphabet=sorted(_BYTES),
            show_progress=False,
        )
        core.train_from_iterator((part for text in texts for part in _in_short_words(readable(text))), trainer)
        return cls(core)

    @classmethod
    def fitting(cls, texts: Sequence[str], vocab_size: int) -> "Tokenizer":
        """Learn a vocabulary of `vocab_size` tokens, or of up to four times as many where the script needs them.

        Where many tokens of a text are only parts of characters, as with a thousand Chinese ones, a model bets on bytes
        that nobody can read. So the vocabulary is doubled until few are. Latin, Cyrillic or Thai texts never need that.
        """
        tokenizer = cls.train(texts, vocab_size)
        most = min(_MOST_FITTING * vocab_size, max(vocab_size, _MOST_VOCAB))
        wanted = vocab_size
        while tokenizer.vocab_size == wanted < most and tokenizer.share_of_parts(texts) > _FEW_PARTS:
            wanted = min(2 * wanted, most)
            tokenizer = cls.train(texts, wanted)
        return tokenizer

    def share_of_parts(self, texts: Sequence[str]) -> float:
        """Return the share of tokens of `texts`, or of the first of them, that are only part of a character, 0 to 1."""
        some: list[str] = []
        for text in texts:
            some.append(text)
            if sum(map(len, some)) > _COUNTED_CHARS:
                break
        counts = np.bincount(np.concatenate(self.encode_batch(some) or [np.zeros(0, int)]), minlength=self.vocab_size)
        parts = sum(int(n) for token, n in enumerate(counts) if n and self.is_part(token))
        return parts / max(1, int(counts.sum()))

    def is_part(self, token: int) -> bool:
        """Whether a token is only part of a character, or ends within one."""
        try:
            self.piece_bytes(token).decode("utf-8")
        except UnicodeDecodeError:
            return True
        return False

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text; markers inside it are plain text, and half a character reads as “?”."""
        return list(self._core.encode(readable(text), add_special_tokens=False).ids)

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        """Return the ids of many texts, each as an array of `dtype`; much faster than one after the other."""
        encodings = self._core.encode_batch_fast([readable(text) for text in texts], add_special_tokens=False)
        return [np.array(encoding.ids, dtype=self.dtype) for encoding in encodings]

    @property
    def dtype(self) -> type[np.uint16] | type[np.int32]:
        """The smallest type that holds every id: uint16 up to 65,536 tokens, else int32."""
        return np.uint16 if self.vocab_size <= 1 << 16 else np.int32

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of ids; bytes that are no complete character become U+FFFD, markers are written out."""
        return b"".join(self.piece_bytes(int(token)) for token in ids).decode("utf-8", errors="replace")

    @cached_property
    def _pieces(self) -> list[bytes]:
        pieces = [b""] * self.vocab_size
        for symbols, token in self._core.get_vocab(with_added_tokens=True).items():
            if symbols in SPECIALS:
                pieces[token] = symbols.encode()
            else:
                pieces[token] = bytes(_BYTES[symbol] for symbol in symbols)
        return pieces

    def piece_bytes(self, token: int) -> bytes:
        """Return the bytes of one token; a marker's are its name.

        Raises:
            IndexError: there is no such token.
        """
        if not 0 <= token < self.vocab_size:
            raise IndexError(f"There is no token {token}; ids run from 0 to {self.vocab_size - 1}.")
        return self._pieces[token]

    def piece(self, token: int) -> str:
        """Return one token as text to show; bytes that are only part of a character look like ⟨E2⟩."""
        raw = self.piece_bytes(token)
        return raw.decode("utf-8", errors="surrogateescape").translate(_ESCAPES)

    @cached_property
    def merges(self) -> tuple[tuple[bytes, bytes], ...]:
        """The pairs that were merged, most frequent first; each makes one new token."""
        found = []
        for merge in json.loads(self._core.to_str())["model"]["merges"]:
            left, right = merge.split(" ") if isinstance(merge, str) else merge
            found.append((bytes(_BYTES[symbol] for symbol in left), bytes(_BYTES[symbol] for symbol in right)))
        return tuple(found)

    @cached_property
    def merge_ids(self) -> tuple[tuple[int, int, int], ...]:
        """The merges in the order in which they were learned, as ids: left, right, and the piece they make."""
        token_of = {raw: token for token, raw in enumerate(self._pieces) if token not in self.markers}
        return tuple((token_of[left], token_of[right], token_of[left + right]) for left, right in self.merges)

    @property
    def markers(self) -> tuple[int, ...]:
        """The ids that stand outside the text."""
        return (self.eot, self.user, self.assistant, self.end)

    def marker(self, name: str) -> int:
        """Return the id of the marker called ``name``, one of ``markers.SPECIALS``."""
        return self.markers[SPECIALS.index(name)]

    def words(self, text: str) -> list[bytes]:
        """Return the words that merges never cross (GPT-2's pre-tokens), as bytes; joined they are the text."""
        found = self._core.pre_tokenizer.pre_tokenize_str(readable(text))
        return [bytes(_BYTES[symbol] for symbol in symbols) for symbols, _place in found]

    def count_words(self, texts: Iterable[str]) -> Counter[bytes]:
        """Return how often each word (see `words`) stands in `texts`; faster than asking for them all."""
        cut = self._core.pre_tokenizer.pre_tokenize_str
        counts = Counter(symbols for text in texts for symbols, _ in cut(readable(text)))
        return Counter({bytes(_BYTES[symbol] for symbol in symbols): n for symbols, n in counts.items()})

    def to_json(self) -> str:
        """Return the tokenizer as JSON in Hugging Face's `tokenizer.json` format."""
        return str(self._core.to_str(pretty=True))

    def save(self, path: Path) -> None:
        """Write `to_json` to a file."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        """Read a tokenizer that `save` wrote.

        Raises:
            Problem: the file cannot be read or is not such a tokenizer; it says which file and why.
        """
        try:
            core = _core_of(_json_of(Path(path)))
        except FileNotFoundError as error:
            missing = mark(
                "engine",
                "The tokenizer file {path} cannot be read: it is not there. Copy the run again, or open another "
                "folder.",
            )
            raise Problem(missing, path=path) from error
        except OSError as error:
            unread = mark(
                "engine",
                "The tokenizer file {path} cannot be read: {why}. Copy the run again, or open another folder.",
            )
            why = error.strerror or mark("engine", "its folder cannot be entered")
            raise Problem(unread, path=path, why=why) from error
        except _NotOurs as error:
            other = mark(
                "engine", "{path} is not a tokenizer of this program ({why}); choose a run folder's tokenizer.json."
            )
            raise Problem(other, path=path, why=error.sentence) from error
        return cls(core)


class _NotOurs(Problem):
    """Why a file is no tokenizer of this program, in a few words."""


def _json_of(path: Path) -> dict[str, Any]:
    """The content of a file of JSON.

    Raises:
        OSError: it cannot be read.
        _NotOurs: it is something else.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        raise _NotOurs(mark("engine", "it is not a file"))
    if found.st_size > _MOST_BYTES:
        raise _NotOurs(mark("engine", "it has {n:,} bytes, far more than any vocabulary"), n=found.st_size)
    try:
        data = json.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _NotOurs(mark("engine", "it is not a text file")) from error
    except (ValueError, RecursionError) as error:
        raise _NotOurs(mark("engine", "it is not JSON")) from error
    if not isinstance(data, dict) or not isinstance(data.get("model"), dict):
        raise _NotOurs(mark("engine", "it describes none"))
    return data


def _core_of(data: Mapping[str, Any]) -> HFTokenizer:
    """Make a tokenizer of the vocabulary and the merges in a file, whatever else stands there.

    Raises:
        _NotOurs: it is of another kind, or they do not fit together.
    """
    model = data["model"]
    kinds = [part.get("type") if isinstance(part, dict) else None for part in map(data.get, _PARTS)]
    if model.get("type", "BPE") != "BPE" or kinds != ["ByteLevel", "ByteLevel"] or data.get("normalizer") is not None:
        raise _NotOurs(mark("engine", "it is of another kind than byte-level BPE"))
    vocab, merges = model.get("vocab"), model.get("merges")
    if not isinstance(vocab, dict) or not isinstance(merges, list):
        raise _NotOurs(mark("engine", "it has no vocabulary with merges"))
    ids = list(vocab.values())
    if any(type(token) is not int for token in ids) or sorted(ids) != list(range(len(ids))):
        raise _NotOurs(mark("engine", "its pieces are not numbered from 0 on"))
    if missing := [marker for marker in SPECIALS if marker not in vocab]:
        raise _NotOurs(mark("engine", "it has no marker {marker}"), marker=missing[0])
    if not _BYTES.keys() <= vocab.keys():
        raise _NotOurs(mark("engine", "it does not have all 256 bytes"))
    learned = [pair for merge in merges if (pair := _pair(merge, vocab))]
    if len(learned) != len(merges):
        raise _NotOurs(mark("engine", "it has a merge of pieces that it does not have"))
    made = {left + right for left, right in learned}
    if vocab.keys() != {*SPECIALS, *_BYTES, *made}:
        raise _NotOurs(mark("engine", "it has a piece that no merge makes"))
    core = HFTokenizer(models.BPE(vocab=vocab, merges=learned, cache_capacity=0))  # see the decision above
    core.add_special_tokens(list(SPECIALS))
    return _byte_level(core)


def _pair(merge: object, vocab: Mapping[str, int]) -> tuple[str, str] | None:
    """The two pieces of a merge, or None where there are none such; older files have them in one text."""
    pair = merge.split(" ") if isinstance(merge, str) else merge
    match pair:
        case [str(left), str(right)] if {left, right, left + right} <= vocab.keys() - {*SPECIALS}:
            return left, right
    return None


def _byte_level(core: HFTokenizer) -> HFTokenizer:
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    return core


def _in_short_words(text: str) -> Iterable[str]:
    """Return a text to count pairs in: as it is, or in parts where it has words of hundreds of letters.

    Each merge looks through all of a word that has its pair: of a genome, which is one word, seconds went into this.
    """
    if _LONG_WORD.search(text) is None:
        return (text,)
    return (text[i : i + _PART] for i in range(0, len(text), _PART))


#: Bytes that are no character, as `surrogateescape` gives them, and how they are shown.
_ESCAPES = {0xDC00 + byte: f"⟨{byte:02X}⟩" for byte in range(0x80, 0x100)}
