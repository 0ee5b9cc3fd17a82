"""``python main.py ask RUN "prompt"``: what a trained model makes of a prompt."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from explainer.cli.arguments import add_device_argument, positive_int
from explainer.cli.problems import Problem
from explainer.engine.observe.bets import next_logits
from explainer.engine.run_folder import open_run
from explainer.engine.session import Session
from explainer.engine.through import run_through
from explainer.model.generate import Sampling, generate, shape_logits

TOP = 10  # next tokens shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder that “train” wrote")
    parser.add_argument("prompt", help="text to continue; may be empty")
    parser.add_argument("--stage", default="base", help="base, or the step of a snapshot (default: base)")
    parser.add_argument("--temperature", type=float, default=0.8, help="0 is greedy (default: 0.8)")
    parser.add_argument("--top-k", type=int, default=0, metavar="K", help="keep the K likeliest; 0 keeps all (default)")
    parser.add_argument("--top-p", type=float, default=1.0, metavar="P", help="keep this much probability (default: 1)")
    parser.add_argument("--n", type=positive_int, default=1, metavar="N", help="completions (default: 1)")
    parser.add_argument("--max-tokens", type=positive_int, default=60, metavar="M", help="tokens of each (default: 60)")
    parser.add_argument("--seed", type=int, default=0, help="of the dice (default: 0)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_device_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Print completions and the top next tokens."""
    try:
        sampling = Sampling(temperature=args.temperature, top_k=args.top_k, top_p=args.top_p)
    except ValueError as error:
        raise Problem(f"{str(error)[0].upper()}{str(error)[1:]}.", exit_code=2) from error
    if args.seed < 0:
        raise Problem("--seed must be 0 or more.", exit_code=2)
    session = _open(args.run, args.device, args.stage)
    tokenizer = session.tokenizer
    ids = tokenizer.encode(args.prompt)
    logits = next_logits(session.model, ids, tokenizer.eot)
    own, shaped = logits.softmax(dim=-1), shape_logits(logits, sampling)
    top = own.argsort(descending=True)[:TOP].tolist()
    texts = generate(
        session.model,
        [ids or [tokenizer.eot]] * args.n,
        max_new_tokens=args.max_tokens,
        sampling=sampling,
        seeds=args.seed,
        stop=frozenset({tokenizer.eot}),
    )
    completions = [tokenizer.decode([t for t in text if t != tokenizer.eot]) for text in texts]
    bets = [
        {"token": session.pieces[i], "id": i, "probability": float(own[i]), "shaped": float(shaped[i])} for i in top
    ]
    if args.json:
        answer = {
            "prompt": args.prompt,
            "stage": session.record.stage,
            "step": session.record.step,
            "completions": completions,
            "next_tokens": bets,
        }
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    for completion in completions:
        print(f"{args.prompt}{completion}\n")
    print(f"Its bets on the next piece, of {len(session.pieces):,}:")
    for bet in bets:
        print(f"  {bet['probability']:7.2%}  {bet['token']!r}")
    rest = 1 - sum(float(own[i]) for i in top)
    print(f"  {max(0.0, rest):7.2%}  the other {len(session.pieces) - len(top):,} together")
    return 0


def _open(folder: Path, device: str, stage: str) -> Session:
    if stage in ("sft", "rlhf"):
        raise Problem(f"--stage: {folder} has no stage “{stage}”; it has: base.", exit_code=2)
    if stage != "base" and not stage.isdigit():
        raise Problem("--stage must be base, sft, rlhf, or the step of a snapshot.", exit_code=2)
    try:
        return run_through(open_run(folder, device, step=None if stage == "base" else int(stage)))
    except (ValueError, OSError) as error:
        raise Problem(str(error)) from error
