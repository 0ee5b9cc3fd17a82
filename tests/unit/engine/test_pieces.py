"""How the prompt is cut, and how the vocabulary was built: the counts are those by which BPE chose, and cost little."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.engine.commands import Prepare, SetDemand, SetPrompt, StepOnce, WriteOn
from explainer.engine.frames import Topic
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.pieces import VocabularyObserver, cut_frame
from explainer.engine.queries import ViewQueries
from explainer.engine.settings import RunSettings
from explainer.engine.texts import make_corpus
from explainer.model.config import PRESETS
from explainer.text.corpus import Corpus, CorpusError

BOTH = frozenset({Topic.CUT, Topic.VOCABULARY})


def _made(context: ObservationContext, calls: int = 10_000):
    """The last frame, after the observer has done all its work; and how often it was called."""
    observer = VocabularyObserver()
    frames = []
    for n in range(1, calls):
        frame = observer(context)
        if frame is not None:
            frames.append(frame)
        if not observer.unfinished:
            return frames, n
    raise AssertionError("it never finishes")


@pytest.fixture
def context(new_session) -> ObservationContext:
    return ObservationContext(new_session(), ViewQueries())


def _merged(ids: list[int], left: int, right: int, new: int) -> list[int]:
    out: list[int] = []
    for token in ids:
        if out and (out[-1], token) == (left, right):
            out[-1] = new
        else:
            out.append(token)
    return out


def _check_against_paper(frame, corpus: Corpus) -> None:
    """Count everything anew, as on paper: all words of the text, merge after merge."""
    tokenizer = corpus.tokenizer
    byte = {raw: token for token, raw in enumerate(frame.raw) if len(raw) == 1}
    times = Counter(word for text in corpus.learned_from for word in tokenizer.words(text))
    words = {word: [byte[bytes([b])] for b in word] for word in times}
    assert frame.lengths[0] == frame.text_bytes == sum(len(text.encode()) for text in corpus.learned_from)
    for rank, (left, right, new) in enumerate(frame.merges.tolist()):
        pairs: Counter[tuple[int, int]] = Counter()
        for word, ids in words.items():
            for pair in itertools.pairwise(ids):
                pairs[pair] += times[word]
        assert frame.counts[rank] == pairs[left, right] == max(pairs.values()), "BPE takes the most frequent pair"
        words = {word: _merged(ids, left, right, new) for word, ids in words.items()}
        assert frame.lengths[rank + 1] == sum(len(ids) * times[word] for word, ids in words.items())


def test_counts_and_lengths_are_those_of_the_text_the_tokenizer_learned_from(context: ObservationContext) -> None:
    frames, _calls = _made(context)
    _check_against_paper(frames[-1], context.corpus)


def test_in_storyland_each_merge_was_of_the_most_frequent_pair(context: ObservationContext) -> None:
    corpus = make_corpus(RunSettings(preset="xs"), PRESETS["xs"])
    session = replace(context._session, tokenizer=corpus.tokenizer, make_corpus=lambda: corpus, _corpus=corpus)
    frames, _calls = _made(ObservationContext(session, ViewQueries()))
    assert len(frames[-1].merges) == 512 - 260
    _check_against_paper(frames[-1], corpus)
    total = sum(len(corpus.tokenizer.encode(text)) for text in corpus.learned_from)
    assert frames[-1].lengths[-1] == total


def test_frequency_counts_the_training_tokens(context: ObservationContext) -> None:
    frame = _made(context)[0][-1]
    seen = context.corpus.train[: frame.n_tokens].tolist()
    assert frame.n_tokens == len(seen) > 0
    assert {t: n for t, n in enumerate(frame.frequency.tolist()) if n} == dict(Counter(seen))


def test_pieces_are_the_tokenizers_own(context: ObservationContext) -> None:
    frame = _made(context)[0][-1]
    tokenizer = context.tokenizer
    assert list(frame.raw) == [tokenizer.piece_bytes(i) for i in range(tokenizer.vocab_size)]
    assert frame.n_markers == 4
    assert [(frame.raw[a], frame.raw[b]) for a, b, _ in frame.merges.tolist()] == list(tokenizer.merges)
    assert all(frame.raw[a] + frame.raw[b] == frame.raw[c] for a, b, c in frame.merges.tolist())


def test_the_merges_come_at_once_and_the_counts_later(
    context: ObservationContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PART_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(f"explainer.engine.observe.pieces.{name}", 1e-9)
    frames, calls = _made(context)
    first, last = frames[0], frames[-1]
    assert calls > 5, "in parts"
    assert first.text_bytes == first.n_tokens == 0 and not first.counts.any() and not first.lengths.any()
    assert not first.text_gone and first.merges.tolist() == last.merges.tolist()
    assert last.text_bytes > 0 and last.counts.all()
    for frame in frames:
        for array in (frame.merges, frame.counts, frame.lengths, frame.frequency):
            assert not array.flags.writeable


def test_a_text_that_is_gone_leaves_the_merges(context: ObservationContext) -> None:
    def gone() -> Corpus:
        raise CorpusError("The file was not found.")

    session = replace(context._session, make_corpus=gone, _corpus=None)
    last = _made(ObservationContext(session, ViewQueries()))[0][-1]
    assert last.text_gone and last.text_bytes == 0 and len(last.merges)
    assert np.isfinite(last.counts).all() and not last.frequency.any()


def test_a_vocabulary_without_merges_is_told_as_it_is(context: ObservationContext) -> None:
    from explainer.text.tokenizer import Tokenizer

    empty = Tokenizer.train([], 300)
    corpus = Corpus(["ab" * 50], ["ab"], empty, "x", {}, 1000, learned_from=["ab"])
    session = replace(context._session, tokenizer=empty, make_corpus=lambda: corpus, _corpus=corpus)
    last = _made(ObservationContext(session, ViewQueries()))[0][-1]
    assert last.merges.shape == (0, 3) and last.lengths.tolist() == [2] and last.text_bytes == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_the_cut_is_that_of_the_prompt(context: ObservationContext, text: str) -> None:
    context.queries.prompt.set(text, 7, context.tokenizer)
    frame = cut_frame(context)
    readable = text.encode("utf-8", "replace")
    assert b"".join(frame.raw) == b"".join(frame.words) == readable
    assert frame.ids.tolist() == context.tokenizer.encode(readable.decode())
    assert (frame.prompt, frame.serial) == (text, 7)


def test_half_a_character_in_the_prompt_reads_as_a_question_mark(context: ObservationContext) -> None:
    context.queries.prompt.set("a\ud83d", 1, context.tokenizer)
    assert cut_frame(context).words == (b"a", b"?")


def test_pieces_the_model_wrote_are_told_as_they_are(show) -> None:
    show.do(SetDemand(BOTH), StepOnce())
    show.settle()
    show.tick(2)
    show.do(SetPrompt("The"))
    for _ in range(12):
        show.do(WriteOn())
    frame = show.mailbox.take()[Topic.CUT]
    tokenizer = show.session.tokenizer
    assert list(frame.raw) == [tokenizer.piece_bytes(int(token)) for token in frame.ids]
    assert b"".join(frame.words).decode() == frame.prompt


def test_the_worker_counts_once_a_model_and_only_where_somebody_looks(show) -> None:
    show.do(Prepare())
    show.settle()
    assert show.mailbox.take() == {}
    show.do(SetDemand(BOTH))
    frames = show.mailbox.take()
    assert len(frames[Topic.VOCABULARY].merges)
    for _ in range(200):
        show.worker.at.publisher.publish(1e9 + _, moving=False)
    last = show.mailbox.take()[Topic.VOCABULARY]
    assert last.text_bytes > 0
    show.do(StepOnce())
    show.tick(3)
    assert Topic.VOCABULARY not in show.mailbox.take(), "training does not change it"
    show.do(SetDemand(frozenset()))
    show.do(SetDemand(BOTH))
    assert show.mailbox.take()[Topic.VOCABULARY] is last, "a page that is opened again sees it at once"
