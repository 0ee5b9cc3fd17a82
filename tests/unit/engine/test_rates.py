"""One table of rates: the engine makes no frame more often than the window draws it."""

from __future__ import annotations

import pytest

from explainer.engine.frames import Topic
from explainer.engine.frames.rates import SHOWN_EVERY, USUAL, shown_every
from explainer.engine.observe.sources import SOURCES

IN_PARTS = {Topic.HEADS, Topic.COPIED, Topic.VOCABULARY, Topic.BRANCHES, Topic.WHY, Topic.MINDS, Topic.BALLOT}


def test_every_topic_has_one_source_and_a_rate() -> None:
    assert sorted(source.topic for source in SOURCES) == sorted(Topic)
    assert all(0 < every <= 1 for every in SHOWN_EVERY.values())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.topic))
def test_what_is_made_at_once_is_made_as_often_as_it_is_shown(source) -> None:
    if source.topic in IN_PARTS:
        assert source.every < shown_every(source.topic), "parts of the work, not frames"
    else:
        assert source.every == shown_every(source.topic)


def test_a_topic_of_a_test_or_a_newer_engine_has_the_usual_rate() -> None:
    assert shown_every("something new") == USUAL == shown_every(Topic.PROGRESS)
