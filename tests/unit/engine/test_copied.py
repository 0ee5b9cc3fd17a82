"""What is told of copies is what a plain search in the very text finds."""

from __future__ import annotations

import time

import pytest

from explainer.engine.commands import SetDemand, SetPrompt, StepOnce
from explainer.engine.events import Failed, PictureFailed
from explainer.engine.frames import Copied, Topic
from explainer.text.markers import EOT


@pytest.fixture
def trained(show):
    show.do(SetDemand(frozenset({Topic.COPIED})))
    show.do(StepOnce())
    show.settle()
    show.tick(3)
    show.mailbox.take()
    return show


def made(show, *commands) -> Copied:
    told = show.do(*commands)
    for _ in range(300):
        assert not [event for event in told if isinstance(event, Failed | PictureFailed)]
        frame = show.mailbox.take().get(Topic.COPIED)
        if frame is not None:
            return frame
        time.sleep(0.011)
        told = show.tick()
    raise AssertionError("the search never comes to an end")


def text_of(show) -> str:
    return show.session.tokenizer.decode(show.session.corpus.train.tolist())


def test_a_passage_of_the_text_is_found_whole_with_what_stands_around_it(trained) -> None:
    text = text_of(trained)
    passage = text[text.index(". ") + 2 :].split(EOT)[0][:60].rsplit(" ", 1)[0]
    frame = made(trained, SetPrompt(passage, serial=3))
    assert (frame.prompt, frame.serial, frame.unknown) == (passage, 3, ())
    assert frame.n_text == len(trained.session.corpus.train)
    (stretch,) = frame.stretches
    found = trained.session.tokenizer.decode(frame.cut[stretch.start : stretch.end].tolist())
    assert found.strip() == passage
    assert stretch.times == text.count(passage)
    assert stretch.before + found + stretch.after in text, "as it stands there"


def test_words_it_never_read_are_named_and_what_is_new_is_no_copy(trained) -> None:
    frame = made(trained, SetPrompt("Who is the president of Zorbulon?", serial=4))
    text = text_of(trained)
    for word in ("president", "Zorbulon"):
        assert word in frame.unknown and word not in text
    assert not any(word == " the" for word in frame.unknown)
    for stretch in frame.stretches:
        assert trained.session.tokenizer.decode(frame.cut[stretch.start : stretch.end].tolist()).strip() in text


def test_an_empty_text_has_no_copies(trained) -> None:
    frame = made(trained, SetPrompt("", serial=5))
    assert frame.stretches == frame.unknown == () and len(frame.cut) == 0
