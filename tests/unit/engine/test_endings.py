"""The words that pieces become are what the model writes greedily after them, and cost little."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from explainer.engine.commands import Pause, SetDemand, SetPrompt, SetSampling, Start, StepOnce
from explainer.engine.frames import NextToken, Topic
from explainer.engine.observe import context
from explainer.engine.observe import endings as endings_module
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.endings import REST, SHOWN, Endings, find_endings
from explainer.model.cache import KVCache
from explainer.model.generate import generate
from explainer.text.tokenizer import Tokenizer
from explainer.text.wordend import MOST_PIECES, WordEnd

LETTERS = Tokenizer.train(["x"], 260)  # every piece is one byte
V = LETTERS.vocab_size


def _id(letter: str) -> int:
    return next(t for t in range(V) if LETTERS.piece(t) == letter and t not in LETTERS.markers)


@dataclass
class Scripted:
    """Stands for a GPT: after each letter it bets on another, whatever came before."""

    after: dict[str, str]
    n_ctx: int = 64
    broken: frozenset[str] = frozenset()  # letters after which it gives no number
    read: list[tuple[int, int]] = field(default_factory=list)  # shapes

    @property
    def device(self) -> torch.device:
        return torch.device("cpu")

    @property
    def config(self) -> SimpleNamespace:
        return SimpleNamespace(n_ctx=self.n_ctx)

    def __call__(self, ids: torch.Tensor, *, cache: KVCache, padding: torch.Tensor | None = None) -> torch.Tensor:
        self.read.append(tuple(ids.shape))
        assert padding is None, "all pieces stand after the same text"
        assert cache.length + ids.shape[1] <= self.n_ctx
        kv = torch.zeros(len(ids), 1, ids.shape[1], 1)
        cache.extend(0, kv, kv)
        logits = torch.zeros(*ids.shape, V)
        for row, column in np.ndindex(*ids.shape):
            letter = LETTERS.piece(int(ids[row, column]))
            logits[row, column, _id(self.after.get(letter, " "))] = 9.0
            if letter in self.broken:
                logits[row, column] = torch.nan
        return logits


def found(model: Scripted, *letters: str, beginning: KVCache | None = None) -> tuple[str, ...]:
    return find_endings(model, beginning or KVCache(), [_id(x) for x in letters], LETTERS)  # type: ignore[arg-type]


COW = {"m": "o", "o": "z", "z": ".", "q": "u"}


def test_each_piece_is_written_on_until_its_word_ends() -> None:
    assert found(Scripted(COW), "m", "o", "z", "u", "q", ".") == ("oz", "z", "", "", "u", "")


def test_all_are_written_in_one_batch_a_step_and_those_that_have_ended_no_longer() -> None:
    model = Scripted(COW)
    found(model, "m", ".", "z", "q")
    assert model.read == [(3, 1), (2, 1), (1, 1)], "the sign is never read; then z, then q has ended"


def test_where_every_piece_is_a_word_the_model_is_not_asked() -> None:
    model = Scripted(COW)
    assert found(model, ".", "\n", "!") == ("", "", "")
    assert found(model) == ()
    assert model.read == []


def test_a_word_that_never_ends_is_left_after_six_pieces() -> None:
    model = Scripted({"a": "a"})
    assert found(model, "a") == ("aaaaaa…",)
    assert len(model.read) == MOST_PIECES == 6


def test_a_space_becomes_the_word_it_begins() -> None:
    assert found(Scripted({" ": "m", "m": "u", "u": "."}), " ") == ("mu",)


def test_a_marker_ends_the_word_and_is_none() -> None:
    eot = LETTERS.eot
    model = Scripted({})
    assert find_endings(model, KVCache(), [eot, *LETTERS.markers], LETTERS) == ("",) * 5  # type: ignore[arg-type]
    assert model.read == []


def test_a_model_that_gives_no_numbers_has_no_endings() -> None:
    assert found(Scripted(COW, broken=frozenset("mq")), "m", "o", "q") == ("", "z", "")
    assert found(Scripted(COW, broken=frozenset("o")), "m", "q") == ("o…", "u"), "as far as it could be followed"


@pytest.mark.parametrize(("room", "ending"), [(0, ""), (1, "o…"), (2, "oz…"), (3, "oz")])
def test_no_more_is_read_than_the_context_holds(room: int, ending: str) -> None:
    model = Scripted(COW, n_ctx=5 + room)
    full = KVCache(keys=[torch.zeros(1, 1, 5, 1)], values=[torch.zeros(1, 1, 5, 1)])
    assert found(model, "m", beginning=full) == (ending,)
    assert full.length == 5, "what was read before is not touched"


# ---- kept while they are true, or nearly ----------------------------------------------------------------------------


@dataclass
class Clock:
    now: float = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(endings_module, "time", made)
    return made


def test_they_are_found_once_and_while_training_goes_on_at_most_a_fiftieth_of_the_time(clock: Clock) -> None:
    kept, asked = Endings(), []

    def find(tokens: list[int]) -> list[str]:
        clock.now += 0.010
        asked.append(tokens)
        return [f"{len(asked)}.{token}" for token in tokens]

    assert kept.of([1, 2], [7], find, moving=True) == ("1.1", "1.2")
    kept.forget()
    assert kept.of([2, 3], [7], find, moving=True) == ("1.2", ""), "another piece waits"
    clock.now += REST * 0.010 + 0.001
    assert kept.of([2, 3], [7], find, moving=True) == ("2.2", "2.3")
    kept.forget()
    assert kept.of([2], [7, 8], find, moving=True) == ("3.2",), "another text is answered at once"
    kept.forget()
    assert kept.of([2, 4], [7, 8], find, moving=False) == ("4.2", "4.4"), "a model that stands still too"
    assert kept.of([2, 5], [7, 8], find, moving=False) == ("4.2", "5.5"), "only what is new is looked for"
    assert asked == [[1, 2], [2, 3], [2], [2, 4], [5]]


# ---- in the frames ---------------------------------------------------------------------------------------------------

LONG = "The cat sat on the mat. " * 20
TEXTS = ["The cat", "", "x", "👩‍🚀🐈 é", LONG, "The cat sat on", "The cat ", "Oh!\n", "caf\u00e9 \ud83d"]


@pytest.fixture
def trained(show):
    show.do(SetDemand(frozenset({Topic.NEXT_TOKEN, Topic.TRIP})))
    show.do(*[StepOnce()] * 3)
    show.settle()
    show.tick(3)
    show.mailbox.take()
    with torch.no_grad():  # big enough that it does not always bet on the same piece
        for p in show.session.model.parameters():
            p.add_(0.3 * torch.randn(p.shape, generator=torch.Generator().manual_seed(p.numel())))
    return show


def written(session, ids: list[int], token: int) -> str:
    """The ending by another way: the text written on by ``generate``, a whole run for one piece."""
    seen = ids[-(session.config.n_ctx - MOST_PIECES) :]
    (rest,) = generate(session.model, [[*seen, token]], max_new_tokens=MOST_PIECES, use_cache=False)
    word = WordEnd(session.tokenizer, token)
    for piece in rest:
        word.take(piece)
    return word.ending


def _by_hand(show, frame: NextToken) -> tuple[str, ...]:
    return tuple(written(show.session, frame.ids.tolist(), token) for token in frame.order[:SHOWN].tolist())


@pytest.mark.parametrize("text", TEXTS)
def test_endings_are_what_the_model_writes_greedily_after_each_piece(trained, text):
    trained.do(SetSampling(temperature=1.7, seed=3), SetPrompt(text, serial=3))
    frames = trained.mailbox.take()
    frame = frames[Topic.NEXT_TOKEN]
    assert len(frame.endings) == SHOWN and isinstance(frame.endings, tuple)
    assert frame.endings == _by_hand(trained, frame)
    trip = frames[Topic.TRIP]
    assert trip.endings == frame.endings[: len(trip.bet_ids)]


def test_this_model_does_begin_words_with_pieces(trained):
    found = set()
    for text in TEXTS:
        trained.do(SetPrompt(text))
        found |= set(trained.mailbox.take()[Topic.NEXT_TOKEN].endings)
    assert len(found) > 5


def test_they_are_the_same_where_only_the_trip_is_wanted(trained):
    trained.do(SetPrompt("The cat sat"))
    both = trained.mailbox.take()
    trained.do(SetDemand(frozenset({Topic.TRIP})), SetPrompt("The dog"), SetPrompt("The cat sat"))
    assert trained.mailbox.take()[Topic.TRIP].endings == both[Topic.TRIP].endings


def test_a_broken_model_has_no_endings_and_still_has_frames(trained):
    with torch.no_grad():
        trained.session.model.ln_f.weight.fill_(torch.nan)
    told = trained.do(SetPrompt("The cat"))
    frames = trained.mailbox.take()
    assert not [event for event in told if "Failed" in type(event).__name__]
    assert frames[Topic.NEXT_TOKEN].endings == ("",) * SHOWN
    assert frames[Topic.TRIP].endings == ("",) * len(frames[Topic.TRIP].bet_ids)


def test_a_model_that_learns_is_shown_with_its_own_endings_once_it_stands_still(trained, monkeypatch):
    """However long they may rest while it learns. Each ending is the step here at which it was found."""
    monkeypatch.setattr(endings_module, "REST", 1e9)
    monkeypatch.setattr(context, "find_endings", lambda model, read, some, _: (str(trained.present.step),) * len(some))
    trained.do(SetPrompt("The dog"), Start())
    for _ in range(5):
        trained.worker.at.publisher.all_due()
        trained.tick()
    last = trained.mailbox.take()[Topic.NEXT_TOKEN]
    assert int(last.endings[0]) < last.step, "they are those of the model as it was"
    trained.do(Pause())
    for _ in range(10):
        time.sleep(0.05)
        trained.tick()
        last = trained.mailbox.take().get(Topic.NEXT_TOKEN, last)
    assert int(last.endings[0]) == last.step == trained.step > 3
    trained.do(StepOnce())
    for _ in range(10):
        time.sleep(0.05)
        trained.tick()
        last = trained.mailbox.take().get(Topic.NEXT_TOKEN, last)
    assert int(last.endings[0]) == last.step == trained.step


def test_nothing_is_looked_for_where_nobody_looks(trained, monkeypatch):
    asked = defaultdict(int)
    find = ObservationContext.endings
    monkeypatch.setattr(ObservationContext, "endings", lambda *args: asked.update(n=asked["n"] + 1) or find(*args))
    trained.do(SetDemand(frozenset({Topic.LOSS})), SetPrompt("The dog"))
    trained.do(StepOnce())
    trained.tick(3)
    assert not asked
    trained.do(SetDemand(frozenset({Topic.NEXT_TOKEN})))
    assert asked["n"] == 1
