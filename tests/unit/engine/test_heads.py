"""What heads are good for: losses without them, and where they look, both against numbers made by other means."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch

from explainer.engine.commands import Reset, SetDemand, SetMuted, SetPrompt, StepOnce
from explainer.engine.events import Refused
from explainer.engine.frames import Topic
from explainer.engine.observe import heads as heads_module
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.heads import (
    HeadsObserver,
    MutingObserver,
    induction_targets,
    repeated_text,
    text_targets,
    weight_on,
)
from explainer.engine.queries import ViewQueries

MANY = 40  # more calls than a round of the small model has parts


@pytest.fixture
def context(new_session):
    """A session with weights large enough that every head matters, and what observers see of it."""
    session = new_session()
    dice = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for p in session.model.parameters():
            p.add_(0.3 * torch.randn(p.shape, generator=dice))
    made = ObservationContext(session, ViewQueries())
    made.queries.prompt.set("The cat sat", 1, session.tokenizer)
    return made


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _loss(model, windows) -> float:
    """Cross-entropy in nats a token, in NumPy."""
    with torch.no_grad():
        logits = model(windows[:, :-1]).double().numpy()
    logits -= logits.max(-1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    return float(-np.take_along_axis(logp, windows[:, 1:, None].numpy(), -1).mean())


def _without(model, *heads):
    """A copy whose output projections do not take up what ``heads`` gathered."""
    changed = copy.deepcopy(model)
    d = model.config.d_head
    with torch.no_grad():
        for layer, head in heads:
            changed.h[layer].attn.c_proj.weight[:, head * d : (head + 1) * d] = 0
    return changed


def _round(observer, context):
    frame = None
    for _ in range(MANY):
        frame = observer(context) or frame
        if not observer.unfinished:
            return frame
    raise AssertionError("the round does not end")


# ---- what muting costs ------------------------------------------------------------------------------------------


def test_the_rise_of_every_head_equals_a_recomputation_with_its_slice_of_the_projection_zeroed(context):
    frame = _round(HeadsObserver(), context)
    windows, model = context.held_out(heads_module.TOKENS), context.model
    base = _loss(model, windows)
    for layer, head in np.ndindex(frame.loss_rise.shape):
        expected = _loss(_without(model, (layer, head)), windows) - base
        assert abs(expected) > 1e-4, "otherwise agreement would prove little"
        assert float(frame.loss_rise[layer, head]) == pytest.approx(expected, abs=2e-4)
    assert frame.n_tokens == windows[:, 1:].numel()
    assert (frame.measured_at == context.history.record.step).all()


def test_losses_and_bets_without_several_heads_equal_a_recomputation(context):
    context.queries.muted = frozenset({(0, 0), (0, 1)})
    frame = MutingObserver()(context)
    windows, model = context.held_out(heads_module.TOKENS), context.model
    changed = _without(model, (0, 0), (0, 1))
    assert frame.muted == ((0, 0), (0, 1))
    assert frame.loss == pytest.approx(_loss(model, windows), abs=1e-4)
    assert frame.muted_loss == pytest.approx(_loss(changed, windows), abs=1e-4)
    assert abs(frame.muted_loss - frame.loss) > 1e-3
    ids = torch.tensor([context.seen])
    with torch.no_grad():
        np.testing.assert_allclose(frame.probability, model(ids)[0, -1].softmax(-1).numpy(), rtol=1e-3, atol=1e-7)
        expected = changed(ids)[0, -1].softmax(-1).numpy()
    np.testing.assert_allclose(frame.muted_probability, expected, rtol=1e-3, atol=1e-7)


def test_nothing_muted_costs_nothing(context):
    frame = MutingObserver()(context)
    assert frame.muted == () and frame.loss == frame.muted_loss
    np.testing.assert_array_equal(frame.probability, frame.muted_probability)


# ---- where heads look -------------------------------------------------------------------------------------------

IDS = torch.tensor([[5, 6, 5, 7, 5, 6]])


def _pattern(wanted: dict[int, int], t: int = 6) -> torch.Tensor:
    """(1, 1, t, t): row i puts .8 on its wanted place and shares the rest evenly over what it sees."""
    pattern = torch.zeros(1, 1, t, t)
    for i in range(t):
        pattern[0, 0, i, : i + 1] = 1 / (i + 1)
        if i in wanted:
            pattern[0, 0, i, : i + 1] = 0.2 / i
            pattern[0, 0, i, wanted[i]] = 0.8
    return pattern


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("previous", {i: i - 1 for i in range(1, 6)}),
        ("first", dict.fromkeys(range(1, 6), 0)),
        ("itself", {i: i for i in range(1, 6)}),
    ],
)
def test_a_head_that_puts_four_fifths_there_scores_four_fifths(kind, places):
    mean, even = weight_on(_pattern(places), text_targets(IDS)[kind])
    assert float(mean) == pytest.approx(0.8)
    assert even == pytest.approx(np.mean([1 / (i + 1) for i in range(1, 6)]))


def test_the_same_piece_counts_all_earlier_copies_and_only_rows_that_have_some():
    # 5 at 0, 2, 4 and 6 at 1, 5: row 2 may look at 0, row 4 at 0 and 2, row 5 at 1.
    pattern = torch.zeros(1, 1, 6, 6)
    pattern[0, 0, 2, 0] = 0.5
    pattern[0, 0, 4, 0], pattern[0, 0, 4, 2] = 0.3, 0.4
    pattern[0, 0, 5, 1] = 0.9
    pattern[0, 0, 3, 0] = 1.0  # 7 has no earlier copy: not asked
    mean, even = weight_on(pattern, text_targets(IDS)["same"])
    assert float(mean) == pytest.approx((0.5 + 0.7 + 0.9) / 3)
    assert even == pytest.approx((1 / 3 + 2 / 5 + 1 / 6) / 3)


def test_looking_everywhere_equally_scores_the_even_level():
    for wanted in [*text_targets(IDS).values(), induction_targets(6)]:
        mean, even = weight_on(_pattern({}), wanted)
        assert float(mean) == pytest.approx(even)


def test_induction_is_looking_at_what_came_after_the_same_piece():
    ids = torch.tensor([3, 8, 4, 3, 8, 4])  # row 3 is the second 3: after the first came the 8 at 1
    assert induction_targets(len(ids)).nonzero().tolist() == [[3, 1], [4, 2], [5, 3]]
    mean, even = weight_on(_pattern({3: 1, 4: 2, 5: 3}), induction_targets(6))
    assert float(mean) == pytest.approx(0.8)
    assert even == pytest.approx((1 / 4 + 1 / 5 + 1 / 6) / 3)


def test_the_repeated_text_is_random_pieces_twice_without_markers_and_always_the_same():
    text = repeated_text(300, 16, markers=(0, 1, 2, 3))
    assert text.shape[1] == 16
    assert torch.equal(text[:, :8], text[:, 8:])
    assert all(len(set(row[:8].tolist())) == 8 for row in text)
    assert int(text.min()) > 3
    assert torch.equal(text, repeated_text(300, 16, markers=(0, 1, 2, 3)))
    assert repeated_text(300, 3, markers=()) is None, "too short to repeat anything"


def test_scores_of_the_frame_equal_a_recomputation_row_by_row(context):
    frame = _round(HeadsObserver(), context)
    windows, model = context.held_out(heads_module.TOKENS), context.model
    ids = windows[:, :-1]
    c = model.config
    with torch.no_grad():
        x = model.wte(ids) + model.wpe.weight[: ids.shape[1]]
        q, k, _ = model.h[0].attn.c_attn(model.h[0].ln_1(x)).split(c.n_embd, dim=2)
    for head in range(c.n_head):
        part = slice(head * c.d_head, (head + 1) * c.d_head)
        previous, same = [], []
        for n in range(len(ids)):
            scores = (q[n, :, part] @ k[n, :, part].T).double().numpy() / math.sqrt(c.d_head)
            for i in range(1, ids.shape[1]):
                weights = np.exp(scores[i, : i + 1] - scores[i, : i + 1].max())
                weights /= weights.sum()
                previous.append(weights[i - 1])
                copies = [j for j in range(i) if ids[n, j] == ids[n, i]]
                if copies:
                    same.append(weights[copies].sum())
        assert float(frame.previous[0, head]) == pytest.approx(np.mean(previous), abs=1e-4)
        assert float(frame.same[0, head]) == pytest.approx(np.mean(same), abs=1e-4)


# ---- in parts, and within bounds --------------------------------------------------------------------------------


def test_a_model_that_stands_still_is_measured_once_and_then_left_alone(context, monkeypatch):
    observer = HeadsObserver()
    first = observer(context)
    assert observer.unfinished and np.isnan(first.loss_rise).any(), "a part at a time"
    done = _round(observer, context)
    assert not np.isnan(done.loss_rise).any()
    monkeypatch.setattr(heads_module, "mean_loss", lambda *_: pytest.fail("measured again"))
    assert observer(context) is not None and not observer.unfinished


def test_while_it_trains_the_survey_rests_in_proportion_to_its_work(context, monkeypatch):
    clock = Clock()

    def part(*args, **kwargs):
        clock.now += 0.020
        return real(*args, **kwargs)

    real = HeadsObserver._do
    monkeypatch.setattr(HeadsObserver, "_do", part)
    context.moving = True
    observer = HeadsObserver(clock)
    worked = 0
    while clock.now < 20.0:
        context.history.record.step += 1  # every step has other weights: there is no end
        worked += observer(context) is not None
        assert observer.unfinished
        clock.now += 0.03
    assert 0.8 * heads_module.SHARE <= worked * 0.020 / clock.now <= 1.05 * heads_module.SHARE


def test_one_stall_of_the_computer_is_not_paid_for_with_a_long_rest(context, monkeypatch):
    clock = Clock()
    rest = heads_module._Rest(0.05, clock)
    for took in (0.02, 4.0):
        began = clock.now
        clock.now += took
        rest.after(began)
    assert rest.until - clock.now == pytest.approx(0.02 * 19)


def test_old_figures_stay_and_say_how_old_they_are(context):
    observer = HeadsObserver()
    _round(observer, context)
    context.history.record.step += 5
    frame = observer(context)
    assert sorted(set(frame.measured_at.ravel().tolist())) in ([0, 5], [0], [5])
    assert not np.isnan(frame.loss_rise).any()


def test_without_the_text_only_what_needs_none_is_measured(context, monkeypatch):
    monkeypatch.setattr(ObservationContext, "held_out", lambda *_: None)
    frame = _round(HeadsObserver(), context)
    assert frame.n_tokens == 0
    assert np.isnan(frame.loss_rise).all() and np.isnan(frame.previous).all()
    assert not np.isnan(frame.induction).any()
    muting = MutingObserver()(context)
    assert muting.n_tokens == 0 and math.isnan(muting.loss) and math.isnan(muting.muted_loss)
    assert float(muting.probability.sum()) == pytest.approx(1, abs=1e-5)


def test_while_it_trains_bets_are_new_and_losses_say_when_they_were_measured(context):
    clock = Clock()
    observer = MutingObserver(clock)
    context.moving = True
    context.queries.muted = frozenset({(0, 1)})
    first = observer(context)
    observer._rest.until = clock.now + 1
    context.history.record.step += 1
    with torch.no_grad():
        context.model.wte.weight.mul_(1.5)
    context.forget()
    second = observer(context)
    assert (second.step, second.measured_at, second.loss) == (1, 0, first.loss)
    assert not np.array_equal(second.probability, first.probability)
    assert observer.unfinished
    context.queries.muted = frozenset({(0, 0)})  # other heads: nothing old can stand for that
    third = observer(context)
    assert third.measured_at == 1 and third.loss != first.loss


def test_muting_is_asked_and_answered_and_a_new_model_hears_all_heads(show):
    show.do(SetDemand(frozenset({Topic.MUTING, Topic.HEADS})), SetPrompt("The cat", serial=3))
    show.do(StepOnce())
    show.settle()
    show.tick(2)
    show.mailbox.take()
    told = show.do(SetMuted(frozenset({(0, 1)})))
    assert not any(isinstance(event, Refused) for event in told)
    frame = show.mailbox.take()[Topic.MUTING]
    assert frame.muted == ((0, 1),) and frame.serial == 3
    told = show.do(SetMuted(frozenset({(4, 0)})))
    assert any(isinstance(event, Refused) for event in told), "there is no such block"
    show.do(Reset())
    show.settle()
    show.tick(2)
    frames = show.mailbox.take()
    assert frames[Topic.MUTING].muted == ()
    assert frames[Topic.HEADS].loss_rise.shape == (1, 2)
