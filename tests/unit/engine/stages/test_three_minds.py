"""One question to all minds: what each answers, what it bet, and how far it is from the mind before it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.engine.commands import (
    SetTaste,
)
from explainer.engine.observe import minds as minds_module
from explainer.engine.stages.scoring import score_texts
from explainer.model.generate import generate
from explainer.text.storyland import RICHNESS
from explainer.text.storyland.chat import Checker, questions
from explainer.text.wordend import MOST_PIECES, WordEnd
from explainer.training.reports import Stage
from tests.unit.engine.stages.asking import COW, ask, whole


def written_out(show, mind: str, text: str, *, temperature: float = 1.0, top_k: int = 0, seed: int = 0) -> dict:
    """The same in plain torch: no cache, no part of the program but the network and the tokenizer."""
    course, t = show.session.course, show.session.tokenizer
    before = {"base": None, "sft": "base", "rlhf": "sft"}[mind]
    model = course.minds[mind].model
    other = course.minds[before].model if before else None

    def given(name):
        said = t.encode(text.strip())
        return [t.eot, *said] if name == "base" else [t.eot, t.user, *t.encode(" " + text.strip()), t.assistant]

    ids, n = given(mind), len(given(mind))
    other_ids = given(before) if before else []
    dice, found = np.random.default_rng(seed), {"ids": [], "bets": [], "before": [], "kl": [], "first": None}
    for _ in range(min(48, 64 - max(n, len(other_ids)))):
        with torch.no_grad():
            logits = model(torch.tensor([ids]))[0, -1].double()
            p = logits.softmax(-1)
            found["first"] = p if found["first"] is None else found["first"]
            shaped = (logits / temperature).softmax(-1)
            order = sorted(range(len(shaped)), key=lambda i: (-float(shaped[i]), i))[: top_k or None]
            u, total = dice.random() * float(shaped[order].sum()), 0.0
            for token in order:
                total += float(shaped[token])
                if total > u:
                    break
            found["ids"].append(token)
            if token in t.markers:
                break
            found["bets"].append(float(p[token]))
            if other is not None:
                q = other(torch.tensor([other_ids]))[0, -1].double().softmax(-1)
                found["before"].append(float(q[token]))
                found["kl"].append(float((p * (p / q).log()).sum()))
        ids, other_ids = [*ids, token], [*other_ids, token]
    return found


def _ending(show, mind: str, text: str, piece: str) -> str:
    """What ``piece``, as the first of an answer, lacks of its word: written on greedily by ``generate``."""
    session, t = show.session, show.session.tokenizer
    token, said = session.pieces.index(piece), text.strip()
    ids = [t.eot, *t.encode(said)] if mind == "base" else [t.eot, t.user, *t.encode(" " + said), t.assistant]
    (rest,) = generate(session.course.minds[mind].model, [[*ids, token]], max_new_tokens=MOST_PIECES)
    word = WordEnd(t, token)
    for following in rest:
        word.take(following)
    return word.ending


# ---- what they answer -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sampling", [{"temperature": 1.0, "top_k": 0, "seed": 4}, {"temperature": 0.7, "top_k": 20, "seed": 1}]
)
def test_answers_bets_and_distances_equal_a_recomputation_written_out(three, sampling):
    for text in (COW, "", "The cat", "é ü"):
        _compare(three, text, sampling)


def _compare(three, text: str, sampling: dict) -> None:
    frame = ask(three, text, **sampling)
    assert [mind.id for mind in frame.minds] == ["base", "sft", "rlhf"]
    assert [mind.compared_with for mind in frame.minds] == ["", "base", "sft"]
    pieces, markers = three.session.pieces, three.session.tokenizer.markers
    for mind in frame.minds:
        expected, answer = written_out(three, mind.id, text, **sampling), mind.answer
        assert answer.first_endings == tuple(_ending(three, mind.id, text, piece) for piece, _ in answer.first)
        shown = [token for token in expected["ids"] if token not in markers]
        assert answer.pieces == tuple(pieces[token] for token in shown)
        assert answer.text == three.session.tokenizer.decode(shown).removeprefix(" ")
        np.testing.assert_allclose(answer.bets, expected["bets"], rtol=2e-4, atol=1e-7)
        if mind.id == "base":
            assert answer.bets_before is None and answer.kl is None
        else:
            np.testing.assert_allclose(answer.bets_before, expected["before"], rtol=2e-4, atol=1e-7)
            np.testing.assert_allclose(answer.kl, expected["kl"], rtol=1e-2, atol=2e-6)
        top = expected["first"].topk(4)
        assert [piece for piece, _ in answer.first] == [pieces[int(i)] for i in top.indices]
        np.testing.assert_allclose([bet for _, bet in answer.first], top.values, rtol=1e-4)
        assert answer.first_rest == pytest.approx(1 - float(top.values.sum()), abs=1e-4)
    assert (frame.prompt, frame.serial, frame.dice) == (text, 3, sampling["seed"])


def test_the_same_dice_give_the_same_answer_and_others_another(three):
    texts = [[m.answer.text for m in ask(three, COW, temperature=1.0, top_k=0, seed=s).minds] for s in (1, 2, 1)]
    assert texts[0] == texts[2] and all(a != b for a, b in zip(texts[0], texts[1], strict=True))


def test_without_dice_each_says_what_it_holds_likeliest(three):
    for mind in ask(three, COW, temperature=0.0, seed=5).minds:
        assert mind.answer.pieces[:1] == mind.answer.first[0][:1] or not mind.answer.pieces


def test_the_base_model_gets_the_bare_text_and_the_others_the_talk(three):
    t = three.session.tokenizer
    assert minds_module.given_ids(t, Stage.PRETRAIN, COW, 64) == [t.eot, *t.encode(COW)]
    for stage in (Stage.SFT, Stage.RLHF):
        assert minds_module.given_ids(t, stage, COW, 64) == [t.eot, t.user, *t.encode(f" {COW}"), t.assistant]


@given(text=st.text(max_size=300), n_ctx=st.integers(16, 96), stage=st.sampled_from(list(Stage)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_leaves_room_for_an_answer(storyland_corpus, text, n_ctx, stage):
    t = storyland_corpus.tokenizer
    ids = minds_module.given_ids(t, stage, text.encode("utf-8", "replace").decode(), n_ctx)
    assert 1 <= len(ids) <= max(4, n_ctx - 48) and n_ctx - len(ids) >= min(12, n_ctx - 4)
    if stage is not Stage.PRETRAIN:
        assert ids[:2] == [t.eot, t.user] and ids[-1] == t.assistant


def test_any_prompt_is_answered(three):
    for text in ("half \ud83d", "cow " * 200, "\n\n", "<|user|> hello <|end|>", "x" * 2000):
        frame = ask(three, text)
        assert frame.prompt == text and all(mind.answer.done for mind in frame.minds)


# ---- how they are rated ---------------------------------------------------------------------------------------------


def test_ratings_are_those_of_the_strict_check_the_judge_and_the_labeller(three):
    question = next(q for q in questions(RICHNESS["xs"]) if q.text == COW)
    course = three.session.course
    for mind in (frame := ask(three)).minds:
        check = Checker.of(RICHNESS["xs"]).check(question, mind.answer.text, mind.answer.ended)
        rating = mind.answer.rating
        assert (rating.wellformed, rating.correct, rating.kind) == (check.wellformed, check.correct, check.kind)
        assert rating.utility == course.preferences.tasks.tastes["kind"].utility(check)
        said = [(COW, mind.answer.text, mind.answer.ended)]
        assert rating.score == pytest.approx(
            score_texts(course.preferences.reward_log.model, course.tokenizer, said)[0]
        )
    assert frame.checkable
    frame = ask(three, "What is love?")
    assert not frame.checkable
    assert all(mind.answer.rating.correct is None and mind.answer.rating.score is not None for mind in frame.minds)


def test_another_labeller_gives_other_points_at_once(three):
    ask(three)
    three.do(SetTaste("long"))
    for mind in whole(three).minds:
        assert mind.answer.rating.utility == pytest.approx(0.1 * len(mind.answer.text.split()))
    three.do(SetTaste("custom", {"word": 2.0}))
    three.do(SetTaste("custom", {"word": 3.0}))
    for mind in whole(three).minds:
        assert mind.answer.rating.utility == pytest.approx(3.0 * len(mind.answer.text.split()))
