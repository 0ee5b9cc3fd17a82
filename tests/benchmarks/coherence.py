"""Learning speed: how long until the model writes whole sentences, and how long to a loss that a peer needs longer for.

*Coherence.* The app's own session pretrains with a budget of ``--seconds``. At checkpoints the model writes texts from
the end-of-text marker and the judge of Storyland says how many sentences its grammar accepts. The first checkpoint with
80 % counts, if twice as many further texts confirm it. The clock counts training only, as the app's own budget does:
steps, validation, and the making of text; not the writing and judging here.

*Time to the same loss.* The peer is ``GPT2LMHeadModel`` of the same sizes with nanoGPT's recipe (``peer``), on the same
text, made beforehand so that it costs the peer nothing. Its cosine ends with its budget, so it runs several times, with
budgets that are multiples of ours, and the best of these runs counts at each threshold: the validation losses that ours
has at 50, 75 and 100 % of its own budget. All runs take turns of a few seconds, so that all see the same machine. Both
are measured by the same fp32 code on the same held-out tokens, in windows of the *peer's* context: ours may look
further back but is not asked to. (``own_context`` tells what ours reaches with the context it was made for.) A peer
that never got there makes the ratio a lower bound, marked by ``at_least``.

*--long.* After 90 s of training, the share of real words in what it writes, and of facts it completes rightly, over all
facts of its world.

Not measured: making of the first text and the tokenizer, before training begins (see ``startup``).
"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from explainer.engine.generators import drain_all
from explainer.engine.preparing import prepare
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.model.config import PRESETS
from explainer.text.corpus import Corpus
from explainer.training.batches import validation_windows
from tests.benchmarks.learners import Learner, OurLearner, PeerLearner, held_out_loss, passed_at
from tests.benchmarks.measure import Outcome, spread, tell
from tests.benchmarks.peer import NanoGPTRecipe
from tests.benchmarks.writing import facts_right, judged, texts

SHARES = (0.5, 0.75, 1.0)  # of our budget, where the thresholds are taken
CHECKPOINTS = 20  # of our run
ACCEPTED = 0.8
ALL_THE_TEXT = 10**9  # more tokens than there are
VAL_TOKENS = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how long to train."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="sizes (default: s)")
    parser.add_argument("--seconds", type=float, default=60.0, help="our budget (default: 60)")
    parser.add_argument(
        "--peer-budgets",
        type=lambda text: tuple(float(part) for part in text.split(",") if part),
        default=(2.0, 2.5, 3.0, 4.0),
        help="the peer's, in multiples of ours (default: 2,2.5,3,4); empty leaves the peer out",
    )
    parser.add_argument("--repeats", type=int, default=1, help="seeds (default: 1)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--texts", type=int, default=24, help="texts judged at a checkpoint (default: 24)")
    parser.add_argument("--temperature", type=float, default=0.8, help="of the texts judged (default: 0.8)")
    parser.add_argument("--turn", type=float, default=3.0, help="seconds of training in one turn (default: 3)")
    parser.add_argument("--long", action="store_true", help="also real words and facts after --long-seconds")
    parser.add_argument("--long-seconds", type=float, default=90.0, help="budget of that run (default: 90)")


def run(args: argparse.Namespace) -> Outcome:
    """Train once a seed and return medians over the seeds."""
    runs = [_one_seed(args, args.seed + i) for i in range(args.repeats)]
    times = [run["seconds_to_80pct"] for run in runs]
    results: dict[str, Any] = {
        # A run that never got there counts as slower than any that did.
        "seconds_to_80pct": None if None in times and times.count(None) * 2 >= len(times) else _median(times),
        "speedup_vs_peer": None,
    }
    if args.peer_budgets:
        ratios = [run["thresholds"][-1]["ratio"] for run in runs]
        results["speedup_vs_peer"] = statistics.median(ratios)
        results["at_least"] = any(run["thresholds"][-1]["at_least"] for run in runs)
        results["spread"] = {"speedup_vs_peer": spread(ratios)}
    if args.long:
        results |= _long_run(args)
    results["runs"] = runs
    return Outcome(results)


def _median(times: list[float | None]) -> float:
    return statistics.median([float("inf") if t is None else t for t in times])


def _new_session(args: argparse.Namespace, seed: int, seconds: float) -> Session:
    session = drain_all(prepare(RunSettings(preset=args.preset, seed=seed, seconds=seconds)))
    session.pipeline.go_on()
    return session


def _one_seed(args: argparse.Namespace, seed: int) -> dict[str, Any]:
    session = _new_session(args, seed, args.seconds)
    ours = OurLearner(session)
    peers: list[Learner] = []
    if args.peer_budgets:
        ready = Corpus.storyland(seed=seed, richness=args.preset, vocab_size=PRESETS[args.preset].vocab_size)
        ready.ensure(ALL_THE_TEXT)
        peers = [PeerLearner(session.config, ready, multiple * args.seconds, seed) for multiple in args.peer_budgets]
    windows = validation_windows(session.corpus, NanoGPTRecipe.n_ctx + 1, VAL_TOKENS)
    own_windows = validation_windows(session.corpus, session.config.n_ctx + 1, VAL_TOKENS)
    every = args.seconds / CHECKPOINTS
    found: dict[str, Any] = {"seed": seed, "seconds_to_80pct": None, "curve": [], "val_loss": []}
    target: float | None = None
    active: list[Learner] = [ours, *peers]
    while active:
        for learner in list(active):
            for _ in range(max(1, round(args.turn / every))):
                if learner.done:
                    break
                learner.go(every)
                learner.curve.append((learner.seconds, held_out_loss(learner, windows)))
                if learner is ours:
                    _judge(found, ours, args)
            if learner is ours and ours.done:
                target = ours.curve[-1][1]
            reached = target is not None and min(loss for _, loss in learner.curve) <= target
            if learner.done or (learner is not ours and reached):
                active.remove(learner)
    found["val_loss"] = ours.curve
    found["tokens_per_s"] = ours.tokens / ours.seconds
    found["own_context"] = held_out_loss(ours, own_windows)
    found["peers"] = [
        {"budget_s": p.budget, "seconds": p.seconds, "tokens_per_s": p.tokens / p.seconds, "val_loss": p.curve[-1][1]}
        for p in peers
    ]
    if peers:
        found["thresholds"] = [_threshold(ours, peers, share * args.seconds) for share in SHARES]
        for threshold in found["thresholds"]:
            sign = "at least " if threshold["at_least"] else ""
            tell(f"seed {seed}: to loss {threshold['val_loss']:.3f}: {sign}{threshold['ratio']:.2f} × faster")
    return found


def _judge(found: dict[str, Any], ours: OurLearner, args: argparse.Namespace) -> None:
    """Add a checkpoint; note the first one with 80 %, confirmed by further texts."""
    s = ours.session
    verdict = judged(s, texts(s, args.texts, args.temperature, seed=s.record.step))
    found["curve"].append([ours.seconds, verdict.sentences.share])
    tell(
        f"seed {found['seed']}: {ours.seconds:5.1f} s, {s.record.step:,} steps, loss {ours.curve[-1][1]:.3f}, "
        f"sentences {_percent(verdict.sentences.share)}, words {_percent(verdict.words.share)}"
    )
    if found["seconds_to_80pct"] is None and (verdict.sentences.share or 0) >= ACCEPTED:
        more = judged(s, texts(s, 2 * args.texts, args.temperature, seed=10_000 + s.record.step))
        if ((verdict + more).sentences.share or 0) >= ACCEPTED:
            found["seconds_to_80pct"] = ours.seconds


def _threshold(ours: Learner, peers: list[Learner], seconds: float) -> dict[str, Any]:
    """Compare the times to the loss that ours has at ``seconds``."""
    loss = min(ours.curve, key=lambda point: abs(point[0] - seconds))[1]
    our_time = passed_at(ours.curve, loss)
    assert our_time is not None
    times = [t for t in (passed_at(peer.curve, loss) for peer in peers) if t is not None]
    peer_time = min(times) if times else max(peer.seconds for peer in peers)
    return {
        "val_loss": loss,
        "seconds": our_time,
        "peer_seconds": peer_time,
        "ratio": peer_time / our_time,
        "at_least": not times,
    }


def _long_run(args: argparse.Namespace) -> dict[str, Any]:
    session = _new_session(args, args.seed, args.long_seconds)
    while session.course.training:
        session.pipeline.advance()
    verdict = judged(session, texts(session, 4 * args.texts, args.temperature, seed=1))
    recall = facts_right(session)
    tell(
        f"after {args.long_seconds:g} s: words {_percent(verdict.words.share)}, sentences "
        f"{_percent(verdict.sentences.share)}, facts {_percent(recall.share)}"
    )
    return {
        "real_words": verdict.words.share,
        "facts_right": recall.share,
        "long_seconds": args.long_seconds,
        "long_sentences": verdict.sentences.share,
        "cases": {"words": verdict.words.of, "sentences": verdict.sentences.of, "facts": recall.of},
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
