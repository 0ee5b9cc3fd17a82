"""Writing speed: our ``generate`` with its cache against ``transformers``' ``generate`` with its own, same weights.

Both continue the same held-out prompts of equal length by exactly 24 tokens, 64 prompts at a time and one at a time, in
fp32, with no token that ends a text early. Drawn at a temperature of 0.8 from the whole vocabulary, and greedily; the
headline is the drawn one, as that is what the app does. The greedy texts of both must be the same (``same_text`` is the
share of equal tokens). The weights are those of a freshly made model: speed does not depend on them.

Not measured: encoding the prompt and decoding the text, and prompts of unequal length.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import torch

from explainer.model.config import PRESETS
from explainer.model.generate import GREEDY, Sampling, generate
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from tests.benchmarks.measure import Outcome, spread, spread_text, tell
from tests.benchmarks.peer import copy_weights, make_peer

NEW_TOKENS = 24
BATCH = 64
TEMPERATURE = 0.8

Write = Callable[[], list[list[int]]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how long to measure."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="sizes (default: s)")
    parser.add_argument("--repeats", type=int, default=15, help="turns of each side (default: 15)")
    parser.add_argument("--prompt-tokens", type=int, default=16, help="length of the prompts (default: 16)")


def run(args: argparse.Namespace) -> Outcome:
    """Let both sides take turns on every kind of work and return ratios and speeds."""
    corpus = Corpus.storyland(seed=0, richness=args.preset, vocab_size=PRESETS[args.preset].vocab_size)
    prompts = [corpus.val[i * 100 : i * 100 + args.prompt_tokens].tolist() for i in range(BATCH)]
    ours = GPT(PRESETS[args.preset], generator=torch.Generator().manual_seed(0))
    peer = make_peer(PRESETS[args.preset]).eval()
    copy_weights(ours, peer)
    results: dict[str, object] = {}
    spreads: dict[str, object] = {}
    same = 1.0
    for work, asked in (("batch", prompts), ("single", prompts[:1])):
        for kind, sampling in (("", Sampling(temperature=TEMPERATURE)), ("greedy_", GREEDY)):
            a, b = _ours(ours, asked, sampling), _theirs(peer, asked, sampling)
            first, second = a(), b()
            if sampling is GREEDY:
                same = min(same, _share_equal(first, second))
            speeds = _take_turns(a, b, len(asked) * NEW_TOKENS, args.repeats)
            ratios = [x / y for x, y in speeds]
            key = f"{kind}ratio_vs_peer_{work}"
            results[key] = statistics.median(ratios)
            results[f"{kind}tokens_per_s_{work}"] = statistics.median([x for x, _ in speeds])
            results[f"{kind}peer_tokens_per_s_{work}"] = statistics.median([y for _, y in speeds])
            spreads[key] = spread(ratios)
            tell(f"{kind}{work}: ratio {spread_text(ratios)}, ours {spread_text([x for x, _ in speeds], 0)} tokens/s")
    return Outcome(results | {"same_text": same, "spread": spreads})


def _ours(model: GPT, prompts: Sequence[Sequence[int]], sampling: Sampling) -> Write:
    return lambda: generate(model, prompts, max_new_tokens=NEW_TOKENS, sampling=sampling)


def _theirs(model: torch.nn.Module, prompts: Sequence[Sequence[int]], sampling: Sampling) -> Write:
    ids = torch.tensor(prompts)
    drawn = {"do_sample": False} if sampling is GREEDY else {"do_sample": True, "temperature": TEMPERATURE, "top_k": 0}
    fixed = {
        "max_new_tokens": NEW_TOKENS,
        "attention_mask": torch.ones_like(ids),
        "use_cache": True,
        "eos_token_id": None,
        "pad_token_id": 0,
    }

    def write() -> list[list[int]]:
        with torch.inference_mode():
            return model.generate(ids, **fixed, **drawn)[:, ids.shape[1] :].tolist()

    return write


def _take_turns(a: Write, b: Write, tokens: int, repeats: int) -> list[tuple[float, float]]:
    """Return tokens a second of both, turn by turn."""
    pairs = []
    for turn in range(repeats):
        took = {}
        for write in (a, b) if turn % 2 == 0 else (b, a):
            started = time.perf_counter()
            written = write()
            took[write] = time.perf_counter() - started
            assert sum(map(len, written)) == tokens, "a text has another length than asked for"
        pairs.append((tokens / took[a], tokens / took[b]))
    return pairs


def _share_equal(first: list[list[int]], second: list[list[int]]) -> float:
    pairs = [(x, y) for a, b in zip(first, second, strict=True) for x, y in zip(a, b, strict=True)]
    return sum(x == y for x, y in pairs) / len(pairs)
