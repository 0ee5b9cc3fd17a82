"""What is kept on the way up: queues, curves, records."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.engine.frames import MilestoneMark, Sample
from explainer.engine.history import Curve, RunningMean
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.prompt import EncodedPrompt
from explainer.engine.record import MAX_SAMPLES, Record
from explainer.training.reports import FinishedReport, RollbackReport, StepReport, ValidationReport

# ---- mailbox and queue ------------------------------------------------------------------------------------------


def test_in_the_mailbox_the_latest_of_each_topic_wins():
    box: Mailbox[int] = Mailbox()
    for n in range(5):
        box.put("loss", n)
    box.put("samples", 9)
    assert box.take() == {"loss": 4, "samples": 9}
    assert box.take() == {}


def test_events_come_out_in_order_and_once():
    queue: EventQueue[int] = EventQueue()
    for n in range(100):
        queue.put(n)
    assert queue.take() == list(range(100))
    assert queue.take() == [] and queue.dropped == 0


def test_a_listener_who_never_reads_costs_the_oldest_events_and_is_told_how_many():
    queue: EventQueue[int] = EventQueue(maxlen=10)
    for n in range(25):
        queue.put(n)
    assert queue.take() == list(range(15, 25))
    assert queue.dropped == 15


def test_events_from_several_threads_all_arrive_each_threads_in_order():
    queue: EventQueue[tuple[int, int]] = EventQueue()
    threads = [
        threading.Thread(target=lambda k=k: [queue.put((k, n)) for n in range(500)], name=f"writer {k}")
        for k in range(4)
    ]
    for thread in threads:
        thread.start()
    found = []
    while len(found) < 2000 and queue.wait(10):
        found += queue.take()
    for thread in threads:
        thread.join()
    assert len(found) == 2000
    for k in range(4):
        assert [n for writer, n in found if writer == k] == list(range(500))


def test_waiting_for_an_event_ends_with_the_event_or_the_time():
    queue: EventQueue[int] = EventQueue()
    assert not queue.wait(0.0)
    writer = threading.Timer(0.01, queue.put, [1])
    writer.start()
    assert queue.wait(30)
    writer.join()
    assert queue.take() == [1]


# ---- curves -----------------------------------------------------------------------------------------------------


def test_a_short_curve_is_kept_point_by_point():
    curve = Curve(capacity=10)
    for x in range(1, 6):
        curve.add(10 * x, float(x))
    xs, ys = curve.points()
    assert xs.tolist() == [10, 20, 30, 40, 50] and ys.tolist() == [1, 2, 3, 4, 5]


def test_a_full_curve_halves_itself_into_means_of_neighbours():
    curve = Curve(capacity=4)
    for x, y in enumerate([1.0, 3.0, 5.0, 7.0, 10.0], start=1):
        curve.add(x, y)
    xs, ys = curve.points()
    assert xs.tolist() == [2, 4, 5] and ys.tolist() == [2, 6, 10]


@given(st.lists(st.floats(0, 10), min_size=1, max_size=300), st.sampled_from([2, 4, 16]))
def test_a_curve_never_holds_more_than_its_capacity_and_keeps_the_mean(values, capacity):
    curve = Curve(capacity=capacity)
    seen = 0
    for x, y in enumerate(values, start=1):
        curve.add(x, y)
        xs, ys = curve.points()
        assert 1 <= len(xs) == len(ys) <= capacity
        assert xs[-1] == x and (np.diff(xs) > 0).all()
        seen += 1
    widths = np.diff(np.concatenate(([0], xs)))  # as x counts the points, a bin is as wide as what it stands for
    assert widths.sum() == seen
    assert len(set(widths[:-1].tolist())) <= 1  # all equally wide, save the one being filled
    assert float((ys * widths).sum() / seen) == pytest.approx(float(np.mean(values)), abs=1e-4)


def test_a_spike_is_still_seen_in_a_long_curve():
    curve = Curve(capacity=100)
    for x in range(10_000):
        curve.add(x, 50.0 if x == 5000 else 1.0)
    assert curve.points()[1].max() > 1.3


def test_cutting_forgets_what_was_taken_back_and_nothing_else():
    curve = Curve(capacity=10)
    for x in range(1, 8):
        curve.add(x, float(x))
    curve.cut(5)
    assert curve.points()[0].tolist() == [1, 2, 3, 4, 5]
    curve.add(6, 60.0)
    assert curve.points()[1].tolist() == [1, 2, 3, 4, 5, 60]
    curve.cut(0)
    assert len(curve.points()[0]) == 0


def test_cutting_keeps_the_early_part_of_the_bin_being_filled():
    curve = Curve(capacity=4)
    for x in range(1, 12):  # bins of 4 from here on: (1..4), (5..8), open (9, 10, 11)
        curve.add(x, float(x))
    assert curve.points()[0].tolist() == [4, 8, 11]
    curve.cut(10)
    xs, ys = curve.points()
    assert xs.tolist() == [4, 8, 10] and ys.tolist() == [2.5, 6.5, 9.5]


def test_points_handed_out_are_copies_nobody_can_write_into():
    curve = Curve(capacity=4)
    curve.add(1, 1.0)
    xs, ys = curve.points()
    curve.add(2, 2.0)
    assert len(xs) == 1
    with pytest.raises(ValueError, match="read-only"):
        ys[0] = 3


@pytest.mark.parametrize("capacity", [0, 1, 7])
def test_a_capacity_that_cannot_be_halved_is_refused(capacity):
    with pytest.raises(ValueError, match="even"):
        Curve(capacity=capacity)


def test_recent_is_the_mean_of_the_last_few():
    recent = RunningMean(3)
    assert math.isnan(recent.mean)
    for value in (1.0, 2.0, 3.0, 7.0):
        recent.add(value)
    assert recent.mean == 4


# ---- the record -------------------------------------------------------------------------------------------------


def _step(n: int, loss: float = 1.0, progress: float = 0.1) -> StepReport:
    return StepReport(
        step=n,
        tokens=100 * n,
        text_bytes=300 * n,
        loss=loss,
        accuracy=0.5,
        learning_rate=0.1,
        grad_norm=1.0,
        seconds=float(n),
        tokens_per_second=10.0,
        steps_per_second=0.1,
        progress=progress,
        seconds_left=5.0,
        example_ids=np.zeros(2, np.int64),
        example_surprise=np.zeros(1, np.float32),
    )


def test_the_record_follows_the_reports():
    record = Record(run="r", vocab_size=100)
    record.apply(ValidationReport(0, 0, 4.6, 2.0))
    for n, loss in ((1, 4.0), (2, 2.0)):
        record.apply(_step(n, loss))
    frame = record.progress_frame(10, moving=True)
    assert (frame.step, frame.tokens, frame.text_bytes, frame.fraction) == (2, 200, 600, 0.1)
    assert (frame.loss, frame.smooth_loss) == (2.0, 3.0)
    assert frame.tokens_per_second == 10 and record.progress_frame(10, moving=False).tokens_per_second == 0
    curve = record.loss_frame()
    assert curve.tokens.tolist() == [100, 200] and curve.loss.tolist() == [4, 2]
    assert curve.val_tokens.tolist() == [0] and curve.val_bits_per_byte == 2.0
    assert curve.guessing == pytest.approx(math.log(100))


def test_what_was_taken_back_is_gone_from_the_record():
    record = Record(run="r", vocab_size=100)
    for n in range(1, 8):
        record.apply(_step(n))
    record.apply(ValidationReport(7, 700, 1.0, 1.0))
    record.apply(RollbackReport(step=8, back_to=5, tokens=500, text_bytes=1500, rate_scale=0.5))
    assert (record.step, record.tokens, record.text_bytes) == (5, 500, 1500)
    assert record.loss_frame().tokens.tolist() == [100, 200, 300, 400, 500]
    assert len(record.loss_frame().val_tokens) == 0


def test_a_finished_record_is_complete_until_it_begins_again():
    record = Record(run="r", vocab_size=100)
    record.apply(_step(1))
    record.apply(FinishedReport(1, 100, 1.0))
    frame = record.progress_frame(1, moving=False)
    assert (frame.fraction, frame.seconds_left) == (1.0, 0.0)
    record.begin()
    assert record.progress_frame(1, moving=False).fraction == 0 and record.step == 1


def test_an_empty_record_has_frames_without_numbers_rather_than_wrong_ones():
    frame = Record(run="r", vocab_size=100).progress_frame(10, moving=True)
    assert math.isnan(frame.loss) and math.isnan(frame.smooth_loss) and math.isnan(frame.accuracy)
    assert frame.fraction == 0 and frame.seconds_left is None


def test_many_samples_are_thinned_and_the_first_and_the_latest_stay():
    record = Record(run="r", vocab_size=100)
    for n in range(500):
        record.add_sample(Sample(n, n, "", str(n)))
        assert len(record.samples) <= MAX_SAMPLES
    steps = [sample.step for sample in record.samples]
    assert steps[0] == 0 and steps[-1] == 499
    assert steps == sorted(set(steps))


# ---- the prompt -------------------------------------------------------------------------------------------------


def test_writing_on_keeps_the_ids_the_model_wrote(shared_corpus):
    tokenizer = shared_corpus.tokenizer
    prompt = EncodedPrompt()
    prompt.set("The cat", 1, tokenizer)
    first = tokenizer.encode(" sat")[0]
    part_of_a_character = tokenizer.encode("é")[0]
    for token in (first, part_of_a_character):
        prompt.append(token, tokenizer)
    assert prompt.ids == [*tokenizer.encode("The cat"), first, part_of_a_character]
    prompt.set(prompt.text, 2, tokenizer, prompt.written)  # the window echoes what it was told
    assert prompt.ids[-1] == part_of_a_character and prompt.serial == 2


def test_a_prompt_typed_before_there_is_a_tokenizer_is_cut_when_there_is(shared_corpus):
    prompt = EncodedPrompt()
    prompt.set("The cat", 1, None)
    assert prompt.ids == []
    prompt.set("The cat", 2, shared_corpus.tokenizer)
    assert prompt.ids == shared_corpus.tokenizer.encode("The cat")


@given(text=st.text(alphabet=st.characters(exclude_categories=()), max_size=20))
def test_any_text_can_be_a_prompt_even_halves_of_characters(shared_corpus, text):
    prompt = EncodedPrompt()
    prompt.set(text, 1, shared_corpus.tokenizer)
    assert prompt.text == text
    assert bool(prompt.ids) == bool(text)


def test_what_was_stamped_and_measured_after_a_step_that_was_taken_back_is_gone():
    record = Record(run="r", vocab_size=300)
    record.begin()
    for step in range(1, 8):
        record.apply(_step(step))
        if step in (2, 6):
            record.apply(
                ValidationReport(step=step, tokens=step * 100, loss=4.0 - step / 10, bits_per_byte=2.0 - step / 20)
            )
        if step in (3, 6):
            record.marks.append(MilestoneMark(f"m{step}", "First words", step, step * 100, 1.0, ""))
    record.apply(RollbackReport(step=8, back_to=4, rate_scale=0.5, tokens=400, text_bytes=0))
    assert [mark.step for mark in record.marks] == [3]
    assert record.validation.step <= 4 and record.validation.loss == pytest.approx(3.8)
    assert record.validation.bits_per_byte == pytest.approx(1.9)
    tokens = record.loss_frame().tokens
    assert (tokens[1:] > tokens[:-1]).all() and tokens[-1] <= 400


def test_a_stage_begun_and_left_before_a_step_leaves_the_record_as_it_was():
    record = Record(run="r", vocab_size=300)
    record.begin()
    record.apply(_step(1))
    record.apply(FinishedReport(1, 64, 2.0))
    record.left()
    seconds, last = record.seconds, record.last
    record.begin()
    assert not record.complete
    record.left()
    assert record.complete and (record.seconds, record.last) == (seconds, last)
    record.begin()
    record.apply(_step(2))
    record.left()
    assert not record.complete and record.last.step == 2
