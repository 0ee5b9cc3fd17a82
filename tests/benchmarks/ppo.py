"""Speed of an iteration of PPO: ours against TRL's PPO trainer, with the same model, batch and lengths, in one run.

One iteration answers 64 prompts with 48 tokens each, judges the answers with a reward model, compares policy and
reference along them, and does two epochs of updates of policy and value model in minibatches of 32. All four models
have the same sizes and the same weights on both sides, those of a model that has read for ``--steps`` steps. Both sides
are in one process and take turns, iteration by iteration. ``ratio_vs_peer`` is TRL's time over ours.

*Equal work.* All prompts have the same length, so neither side pads, and no answer ends early: TRL is given no stop
token, and ours an end token that is not in the vocabulary. Both are checked while it runs.

*Not the same.* Ours works in parts of a few answers, so that a window may interrupt it, where TRL passes whole batches
(``ratio_whole_batches`` tells what ours would be with these); asks the head only at the places of the answers, where
TRL asks it everywhere; measures exact KL and keeps a copy of the weights to go back to, where TRL estimates KL and
gathers other statistics. Ours has an optimiser for each of policy and value model, TRL one for both. As no answer ends,
ours gives each the penalty for that instead of the judge's score, which it computes nevertheless: the work is the same,
what is learned is not. TRL also collects garbage twice an iteration; what was in memory before is kept out of that in
its favour, and ``garbage_s`` tells what one collection would have cost it.

Ours computes in the arithmetic the app would choose, TRL in fp32; where the app would choose bf16, ``ratio_both_fp32``
and ``ratio_both_bf16`` tell what remains in the same arithmetic.

Not measured: answers that end early, of which ours writes on only those that have not; how well either learns (see
``alignment``); anything the window costs (see ``live``).
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import torch

from explainer.model.config import PRESETS
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.training.feedback import KLPenalty
from explainer.training.ppo import PPOConfig, ppo
from explainer.training.precision import Precision, choose_device, choose_precision
from explainer.training.pretrain import pretrain
from explainer.training.reports import RoundReport
from explainer.training.reward import RewardModel
from explainer.training.schedule import Budget
from tests.benchmarks.measure import Outcome, spread, spread_text, tell
from tests.benchmarks.peer import peer_logits
from tests.benchmarks.ppo_peer import TRLPeer

NEVER = 10**9
WARM_UP = 2  # iterations of each side that are not counted
FP32, BF16 = torch.float32, torch.bfloat16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how long to measure."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="sizes (default: s)")
    parser.add_argument("--prompts", type=int, default=64, help="answered in an iteration (default: 64)")
    parser.add_argument("--prompt-tokens", type=int, default=14, help="length of each (default: 14)")
    parser.add_argument("--tokens", type=int, default=48, help="length of each answer (default: 48)")
    parser.add_argument("--repeats", type=int, default=12, help="iterations of each side (default: 12)")
    parser.add_argument("--steps", type=int, default=150, help="steps of reading before (default: 150)")
    parser.add_argument("--device", default="auto", help="where to compute (default: the best there is)")
    parser.add_argument(
        "--arithmetic", choices=("auto", "fp32", "bf16"), default="auto", help="ours (default: what the app chooses)"
    )


def run(args: argparse.Namespace) -> Outcome:
    """Let both sides take turns and return ratios and times."""
    device = choose_device(args.device)
    precision = choose_precision(device)
    if args.precision != "auto":
        precision = Precision(device, BF16 if args.precision == "bf16" else FP32)
    fp32 = Precision(device, FP32)
    model, prompts = _model_and_prompts(args, precision)
    config = PPOConfig(prompts_per_round=args.prompts, max_new_tokens=args.tokens, minibatch=args.prompts // 2)
    tell(
        f"preset {args.preset}, {args.prompts} prompts of {args.prompt_tokens} tokens, {args.tokens} more, {precision}"
    )

    whole = replace(config, at_once=args.prompts)
    ours = {
        "ours": _ours(model, prompts, config, precision),
        "ours_whole_batches": _ours(model, prompts, whole, precision),
    }
    if precision.dtype != FP32:
        ours["ours_fp32"] = _ours(model, prompts, config, fp32)
    peer = TRLPeer(model, prompts, config, KLPenalty().coefficient, fp32)
    difference = _difference(model, peer, prompts)
    times = _take_turns(peer, "peer", ours, args)
    pairs = {"ratio_vs_peer": ("peer", "ours"), "ratio_whole_batches": ("peer", "ours_whole_batches")}
    if precision.dtype != FP32:
        pairs["ratio_both_fp32"] = ("peer", "ours_fp32")
        in_bf16 = TRLPeer(model, prompts, config, KLPenalty().coefficient, precision)
        again = {"ours_again": _ours(model, prompts, config, precision)}
        times |= _take_turns(in_bf16, "peer_bf16", again, args)
        pairs["ratio_both_bf16"] = ("peer_bf16", "ours_again")
    ratios = {
        key: [theirs / own for theirs, own in zip(times[peer_name], times[own_name], strict=True)]
        for key, (peer_name, own_name) in pairs.items()
    }
    for name, values in (times | ratios).items():
        tell(f"{name:16} {spread_text(values)}")
    return Outcome(
        {key: statistics.median(values) for key, values in ratios.items()}
        | {"iteration_s": statistics.median(times["ours"]), "peer_iteration_s": statistics.median(times["peer"])}
        | {f"{name}_iteration_s": statistics.median(times[name]) for name in times if name not in ("ours", "peer")}
        | {
            "answer_tokens": args.prompts * args.tokens,
            "garbage_s": peer.garbage_seconds,
            "largest_logit_difference": difference,
            "arithmetic": str(precision),
            "spread": {name: spread(values) for name, values in (times | ratios).items()},
        }
    )


def _model_and_prompts(args: argparse.Namespace, precision: Precision) -> tuple[GPT, list[list[int]]]:
    """A model that has read a little (the dice look at likely tokens first), and beginnings of held-out passages."""
    wanted = PRESETS[args.preset]
    corpus = Corpus.storyland(seed=0, richness=args.preset, vocab_size=wanted.vocab_size)
    model = GPT(wanted, generator=torch.Generator().manual_seed(0)).to(precision.device)
    for _ in pretrain(model, corpus, Budget(steps=args.steps), precision):
        pass
    prompts = [corpus.val[i * 100 : i * 100 + args.prompt_tokens].tolist() for i in range(args.prompts)]
    return model, prompts


def _ours(model: GPT, prompts: list[list[int]], config: PPOConfig, precision: Precision) -> Callable[[], None]:
    """One iteration of the app's own stage three."""
    nowhere = model.config.vocab_size  # as end marker, so that no answer ends
    policy, reference, judge = copy.deepcopy(model), copy.deepcopy(model), RewardModel(model)
    rounds: Iterator[object] = ppo(policy, reference, judge, prompts, NEVER, nowhere, precision, config)

    def iterate() -> None:
        for report in rounds:
            if isinstance(report, RoundReport):
                assert report.length_mean == config.max_new_tokens, "an answer has another length than asked for"
                return

    return iterate


def _difference(model: GPT, peer: TRLPeer, prompts: list[list[int]]) -> float:
    """The largest difference between our logits and the peer's on the prompts: they are the same model."""
    ids = torch.tensor(prompts, device=model.device)
    with torch.inference_mode():
        found = float((model(ids) - peer_logits(peer.policy.to(model.device), ids)).abs().max())
    assert found < 1e-2, f"the two sides do not compute the same model: logits differ by {found}"
    return found


def _take_turns(
    peer: TRLPeer, name: str, ours: dict[str, Callable[[], None]], args: argparse.Namespace
) -> dict[str, list[float]]:
    """Return the seconds of every counted iteration, by side; between two of the peer's come one of each of ours."""
    times: dict[str, list[float]] = {side: [] for side in (name, *ours)}
    mark: float | None = None

    def turn() -> None:
        nonlocal mark
        if mark is not None:
            times[name].append(time.perf_counter() - mark)
        for side, iterate in ours.items():
            started = time.perf_counter()
            iterate()
            times[side].append(time.perf_counter() - started)
        mark = time.perf_counter()

    peer.train(WARM_UP + args.repeats, turn)
    whole = (args.prompts, args.prompt_tokens + args.tokens)
    assert set(peer.judged) == {whole}, f"TRL worked on other lengths than asked for: {set(peer.judged)}"
    passes = (WARM_UP + args.repeats) * (args.tokens - 1)
    assert peer.written == passes, f"TRL did not write with its cache: {peer.written} of {passes} passes"
    return {side: list(islice(found, len(found) - args.repeats, None)) for side, found in times.items()}
