"""Which examples the model knows is measured at every age, and never said of one that has learnt nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explainer.engine.commands import Prepare, Start
from explainer.engine.evaluation import Evaluator
from explainer.engine.events import Event, ExamplesTried, PictureFailed, Prepared
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.text.storyland import RICHNESS, examples, right_answers
from explainer.training.reports import Stage
from tests.unit.engine.conftest import Show

STORYLAND = RunSettings(preset="xs", device="cpu", steps=30)
ANSWERS = right_answers(RICHNESS["xs"])
ASKED = tuple(prompt for prompt in examples(RICHNESS["xs"]) if prompt in ANSWERS)


def tried(events: list[Event]) -> list[ExamplesTried]:
    return [event for event in events if isinstance(event, ExamplesTried)]


def test_what_is_continued_with_the_right_word_is_right(
    new_session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = new_session(STORYLAND)
    session.pipeline.go_on()
    session.pipeline.advance()
    session.record.step = 7
    known = {prompt: f" {answer}. More" for prompt, answer in ANSWERS.items()}
    first, second, third, *_ = ASKED
    known[second] = f" {ANSWERS[second]}teen. More"  # another word
    known[third] = " " + ANSWERS[third]  # cut off: it may be the beginning of another word

    def texts(exam: Evaluator, prompts: list[list[int]], n: int, *_: object) -> list[str]:
        assert n == 8
        return [known[session.tokenizer.decode(ids)] for ids in prompts]

    monkeypatch.setattr(Evaluator, "_texts", texts)
    found = Evaluator(session).try_examples()
    assert found == ExamplesTried(session.record.run, Stage.PRETRAIN, 7, (first, *ASKED[3:]), (second, third))


def test_a_model_is_asked_at_every_age_but_not_before_it_has_learnt(new_show: Callable[..., Show]) -> None:
    show = new_show(STORYLAND)
    told = show.do(Prepare()) + show.settle() + show.tick(3)
    assert any(isinstance(event, Prepared) for event in told) and not tried(told)
    found = tried(show.do(Start()) + show.until(State.IDLE) + show.tick(3))
    steps = [event.step for event in found]
    assert steps == sorted(steps)
    assert found[0].step == 20, "after the first exam"
    assert found[-1].step == show.step == 30, "and at the end"
    for event in found:
        assert {*event.right, *event.wrong} == {*ASKED} and event.run == show.session.record.run
    assert not tried(show.tick(5)), "once an age"


def test_an_own_text_is_asked_nothing(show: Show) -> None:
    told = show.do(Start()) + show.settle() + show.until(State.IDLE) + show.tick(3)
    assert not tried(told)


def test_learning_goes_on_where_asking_fails(new_show: Callable[..., Show], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(Evaluator, "try_examples", fail)
    show = new_show(STORYLAND)
    told = show.do(Start()) + show.settle() + show.until(State.IDLE) + show.tick(3)
    assert show.step == 30 and any(isinstance(event, PictureFailed) for event in told)
