"""Training speed: our training step against the same work done by ``transformers``' GPT-2.

*Same work*: sizes of a preset, windows from the same text through the same sampler, tokens a step, loss, Adam with the
same rates and no weight decay, in one process, in turns (A B C … B A, so that none is always first). The text is made
beforehand: making it costs both the same, and is told apart as ``text_share``.

*Ours* is ``explainer.training.pretrain`` as the app calls it, with the arithmetic the app would choose, so it also pays
for what the app shows (accuracy, gradient norm, each token's surprise, the copy to go back to). *The peer* is
``GPT2LMHeadModel`` in fp32 with fused attention, exact GELU, no dropout and fused AdamW, and does nothing but train.

Told besides: ours with the app's own optimiser (Muon), ours in fp32, and the peer under bf16 autocast where the app
would choose bf16, so that nobody needs to guess what arithmetic alone would have given the peer.

Not measured: how fast either *learns* (see ``coherence``), and anything the window costs (see ``live``).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import torch

from explainer.model.config import PRESETS, GPTConfig
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.training.batches import WindowSampler
from explainer.training.optim import OptimConfig
from explainer.training.precision import Precision, choose_device, choose_precision
from explainer.training.pretrain import PretrainConfig, pretrain
from explainer.training.schedule import Budget
from tests.benchmarks.measure import Outcome, spread, spread_text, tell
from tests.benchmarks.peer import make_peer, train_step

NEVER = 10**9
WARM_UP_STEPS = 8
LEARNING_RATE, BETAS = 1e-3, (0.9, 0.95)
ADAM_FOR_ALL = OptimConfig(muon_lr=0, adam_lr=LEARNING_RATE, betas=BETAS)

Step = Callable[[], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how long to measure."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="sizes (default: s)")
    parser.add_argument("--batch-tokens", type=int, default=1024, help="tokens a step (default: 1024, as in the app)")
    parser.add_argument("--steps", type=int, default=25, help="steps in one turn (default: 25)")
    parser.add_argument("--repeats", type=int, default=12, help="turns of each side (default: 12)")
    parser.add_argument("--device", default="auto", help="where to compute (default: the best there is)")


def run(args: argparse.Namespace) -> Outcome:
    """Let all sides take turns and return ratios and speeds."""
    device = choose_device(args.device)
    precision = choose_precision(device)
    fp32 = Precision(device, torch.float32)
    corpus, text_seconds_per_token = _corpus(args)
    config = _config(args.preset, corpus)
    tell(f"preset {args.preset}, {config.n_params:,} parameters, {args.batch_tokens} tokens a step, {precision}")
    sides: dict[str, Step] = {
        "ours": _ours(config, corpus, precision, args, ADAM_FOR_ALL),
        "peer": _peer(config, corpus, fp32, args),
        "own_optimizer": _ours(config, corpus, precision, args, OptimConfig()),
    }
    if precision.dtype != torch.float32:
        sides["ours_fp32"] = _ours(config, corpus, fp32, args, ADAM_FOR_ALL)
        sides["peer_bf16"] = _peer(config, corpus, precision, args)
    speeds, peaks = _take_turns(sides, precision, args)
    ratios = [ours / peer for ours, peer in zip(speeds["ours"], speeds["peer"], strict=True)]
    ours = statistics.median(speeds["ours"])
    own = statistics.median(speeds["own_optimizer"])
    for name, values in speeds.items():
        tell(f"{name:14} {spread_text(values, 0)} tokens/s")
    tell(f"ratio          {spread_text(ratios)}")
    results = {
        "ratio_vs_peer": statistics.median(ratios),
        "tokens_per_s": ours,
        "peer_tokens_per_s": statistics.median(speeds["peer"]),
        "share_of_matrix_peak": 6 * config.n_params * ours / max(peaks),
        "own_optimizer_tokens_per_s": own,
        "own_optimizer_ratio_vs_peer": statistics.median(
            [a / b for a, b in zip(speeds["own_optimizer"], speeds["peer"], strict=True)]
        ),
        "matrix_peak_gflops": max(peaks) / 1e9,
        "text_share": text_seconds_per_token / (text_seconds_per_token + 1 / own),
        "arithmetic": str(precision),
        "spread": {"ratio_vs_peer": spread(ratios)} | {name: spread(values) for name, values in speeds.items()},
    }
    if "ours_fp32" in speeds:
        results["ratio_both_fp32"] = statistics.median(
            [a / b for a, b in zip(speeds["ours_fp32"], speeds["peer"], strict=True)]
        )
        results["ratio_both_bf16"] = statistics.median(
            [a / b for a, b in zip(speeds["ours"], speeds["peer_bf16"], strict=True)]
        )
    return Outcome(results)


def _corpus(args: argparse.Namespace) -> tuple[Corpus, float]:
    """Return a text long enough for every side, and the seconds that making one token of it took."""
    corpus = Corpus.storyland(seed=0, richness=args.preset, vocab_size=PRESETS[args.preset].vocab_size)
    before, started = len(corpus.train), time.perf_counter()
    pool = 512 * PRESETS[args.preset].n_ctx  # the sampler chooses from this many tokens beyond those read
    corpus.ensure(before + pool + (args.repeats * args.steps + WARM_UP_STEPS) * args.batch_tokens)
    return corpus, (time.perf_counter() - started) / max(1, len(corpus.train) - before)


def _config(preset: str, corpus: Corpus) -> GPTConfig:
    wanted = PRESETS[preset]
    return GPTConfig(
        n_layer=wanted.n_layer,
        n_head=wanted.n_head,
        n_embd=wanted.n_embd,
        n_ctx=wanted.n_ctx,
        vocab_size=corpus.tokenizer.vocab_size,
        gelu=wanted.gelu,
    )


def _ours(
    config: GPTConfig, corpus: Corpus, precision: Precision, args: argparse.Namespace, optim: OptimConfig
) -> Step:
    """One step of the app's own training stage; its validation is left out, as the peer has none."""
    model = GPT(config, generator=torch.Generator().manual_seed(0)).to(precision.device)
    recipe = PretrainConfig(batch_tokens=args.batch_tokens, optim=optim, val_every=NEVER, val_tokens=config.n_ctx)
    reports: Iterator[object] = pretrain(model, corpus, Budget(steps=NEVER), precision, recipe)
    next(reports)  # the validation before the first step
    return lambda: next(reports)


def _peer(config: GPTConfig, corpus: Corpus, precision: Precision, args: argparse.Namespace) -> Step:
    model = make_peer(config).to(precision.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, betas=BETAS, weight_decay=0.0, fused=True)
    sampler = WindowSampler(corpus, config.n_ctx + 1, seed=0)
    size = max(1, args.batch_tokens // config.n_ctx)

    def step() -> object:
        batch = sampler.batch(size).to(precision.device)
        return float(train_step(model, optimizer, batch, autocast=precision.autocast()))

    return step


def _take_turns(
    sides: dict[str, Step], precision: Precision, args: argparse.Namespace
) -> tuple[dict[str, list[float]], list[float]]:
    """Return tokens a second of every turn by side, and the matrix peaks measured between them, in FLOP/s."""
    for step in sides.values():
        for _ in range(WARM_UP_STEPS):
            step()
    tokens = args.steps * max(1, args.batch_tokens // PRESETS[args.preset].n_ctx) * PRESETS[args.preset].n_ctx
    speeds: dict[str, list[float]] = {name: [] for name in sides}
    peaks = []
    for turn in range(args.repeats):
        peaks.append(matrix_peak(precision))
        for name in list(sides) if turn % 2 == 0 else reversed(sides):
            _synchronize(precision.device)
            started = time.perf_counter()
            for _ in range(args.steps):
                sides[name]()
            _synchronize(precision.device)
            speeds[name].append(tokens / (time.perf_counter() - started))
    return speeds, peaks


def matrix_peak(precision: Precision, size: int = 2048) -> float:
    """Return the best speed of a few large square products in the arithmetic used, in FLOP/s."""
    a = torch.ones(size, size, dtype=precision.dtype, device=precision.device)
    best = float("inf")
    for _ in range(3):
        _synchronize(precision.device)
        started = time.perf_counter()
        torch.mm(a, a)
        _synchronize(precision.device)
        best = min(best, time.perf_counter() - started)
    return 2 * size**3 / best


def _synchronize(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()
    elif device == "mps":
        torch.mps.synchronize()
