"""``python main.py ask RUN "prompt"``: what a trained model makes of a prompt, at any of its ages.

The base model is given the bare text, to continue it. After fine-tuning a model is asked in the format of a talk. What
they write is rated (with ``--json`` the base model's, too): by the judge, where the run has one, and by the strict
check, where the question is known.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import Tensor

from explainer.cli.arguments import add_device_argument, add_seed_argument, number, path, whole_number
from explainer.cli.problems import CommandError, reason, sentence
from explainer.cli.terminal import json_line, tell
from explainer.engine.frames import Rating
from explainer.engine.generators import drain_all
from explainer.engine.jsonable import plain
from explainer.engine.observe.bets import next_logits
from explainer.engine.observe.minds import given_ids
from explainer.engine.runs.opening import open_run
from explainer.engine.runs.problems import NoSuchMind
from explainer.engine.session import Session
from explainer.model.generate import Sampling, generate, shape_logits
from explainer.text.chat import answer_text, is_ended
from explainer.text.names import readable
from explainer.training.reports import Stage

TOP = 10  # next tokens shown
MOST_COMPLETIONS = 1_000  # all are written at once, and must fit the memory
MOST_TOKENS = 1_000_000
_STAGE = re.compile(r"(base|sft|rlhf)(\.\w+)?|[0-9]{1,12}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("run", type=path, metavar="RUN", help="a run folder that “train” wrote")
    parser.add_argument("prompt", type=readable, help="text to continue, or a question; may be empty")
    parser.add_argument(
        "--stage",
        default="base",
        metavar="base|sft|rlhf|STEP",
        help="which age of the model: base (default), sft, rlhf, a mishap such as rlhf.no_leash, or a snapshot’s step",
    )
    parser.add_argument("--temperature", type=number, default=0.8, help="0 is greedy (default: 0.8)")
    kept, some, tokens = whole_number(0, MOST_TOKENS), whole_number(1, MOST_COMPLETIONS), whole_number(1, MOST_TOKENS)
    parser.add_argument(
        "--top-k", type=kept, default=0, metavar="K", help="keep the K likeliest; 0 keeps all (default)"
    )
    parser.add_argument(
        "--top-p", type=number, default=1.0, metavar="P", help="keep this much probability (default: 1)"
    )
    parser.add_argument("--n", type=some, default=1, metavar="N", help="completions (default: 1)")
    parser.add_argument("--max-tokens", type=tokens, default=60, metavar="M", help="tokens of each (default: 60)")
    add_seed_argument(parser, "of the dice")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_device_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Print completions and the top next tokens."""
    try:
        sampling = Sampling(temperature=args.temperature, top_k=args.top_k, top_p=args.top_p)
    except ValueError as error:
        raise CommandError(sentence(str(error)), exit_code=2) from error
    session = _open(args.run, args.device, args.stage)
    for notice in session.damage:
        tell(str(notice))
    at = session.course.present
    talks = at.stage is not Stage.PRETRAIN
    tokenizer, n_ctx = session.tokenizer, session.config.n_ctx
    ids = given_ids(tokenizer, at.stage, args.prompt, n_ctx) if talks else tokenizer.encode(args.prompt)
    logits = next_logits(session.model, ids, tokenizer.eot)
    shaped = shape_logits(logits, sampling)  # (V,)
    bets = _bets(session, logits.softmax(dim=-1), shaped)
    drawn = _how_drawn(sampling, int((shaped > 0).sum()), len(session.pieces))
    texts = generate(
        session.model,
        [ids or [tokenizer.eot]] * args.n,
        max_new_tokens=min(args.max_tokens, n_ctx - len(ids)) if talks else args.max_tokens,
        sampling=sampling,
        seeds=args.seed,
        stop=frozenset(tokenizer.markers) if talks else frozenset({tokenizer.eot}),
    )
    if talks:
        completions = [answer_text(tokenizer, text) for text in texts]
        ended = [is_ended(tokenizer, text) for text in texts]
    else:
        completions = [tokenizer.decode([t for t in text if t != tokenizer.eot]) for text in texts]
        ended = [tokenizer.eot in text for text in texts]
    ratings = _ratings(session, args.prompt.strip(), completions, ended)
    if args.json:
        answer = {
            "prompt": args.prompt,
            "stage": at.stage,
            "mind": at.mind,
            "step": at.step,
            "completions": completions,
            "ratings": [{"ended": end} | asdict(rating) for end, rating in zip(ended, ratings, strict=True)],
            "next_tokens": bets,
        }
        print(json_line(plain(answer)))
    elif talks:
        said = (_in_words(rating) for rating in ratings)
        answers = [f"{text}   ({words})" if words else text for text, words in zip(completions, said, strict=True)]
        _show([args.prompt, *answers], bets, "first", len(session.pieces), drawn)
    else:
        _show([args.prompt + text for text in completions], bets, "next", len(session.pieces), drawn)
    return 0


def _bets(session: Session, own: Tensor, shaped: Tensor) -> list[dict[str, Any]]:
    """The likeliest tokens with their probabilities (V,): the model's own, and those the dice see."""
    return [
        {"token": session.pieces[i], "id": i, "probability": float(own[i]), "shaped": float(shaped[i])}
        for i in own.argsort(descending=True)[:TOP].tolist()
    ]


def _how_drawn(sampling: Sampling, n_left: int, n_pieces: int) -> str:
    """Which sampling is in force, in words."""
    if sampling.temperature == 0:
        return "greedily: always the likeliest"
    found = [f"at temperature {sampling.temperature:g}"]
    found += [f"top-k {sampling.top_k:,}"] if sampling.top_k else []
    found += [f"top-p {sampling.top_p:.4g}"] if sampling.top_p < 1 else []
    return f"{', '.join(found)}: {n_left:,} of {n_pieces:,} pieces have a chance"


def _show(texts: list[str], bets: list[dict[str, Any]], which: str, n_pieces: int, drawn: str) -> None:
    """Print texts and bets for people."""
    for text in texts:
        print(f"{text}\n")
    print(f"Its bets on the {which} piece, of {n_pieces:,}:")
    for bet in bets:
        print(f"  {bet['probability']:7.2%}  {bet['token']!r}")
    rest = 1 - sum(bet["probability"] for bet in bets)
    print(f"  {max(0.0, rest):7.2%}  the other {n_pieces - len(bets):,} together")
    print(f"Drawn {drawn}.")


def _ratings(session: Session, question: str, answers: list[str], ended: list[bool]) -> list[Rating]:
    """What is to be said of each answer, by the judge and by the strict check."""
    said = [(question, answer, end) for answer, end in zip(answers, ended, strict=True)]
    # A long text is not read for this alone.
    ratings = session.course.preferences.ratings(said, read=bool(question) and session.is_storyland)
    return list(ratings) if question else [Rating(rating.score) for rating in ratings]


def _in_words(rating: Rating) -> str:
    found = []
    if rating.score is not None:
        found.append(f"judge {rating.score:+.1f}")
    if rating.utility is not None:
        found.append(f"labeller’s points {rating.utility:+.1f}")
    if rating.correct is not None:
        found.append("correct" if rating.correct else "not correct")
        found.append("kind" if rating.kind else "not kind")
    return ", ".join(found).replace("-", "−")


def _open(folder: Path, device: str, stage: str) -> Session:
    if _STAGE.fullmatch(stage) is None:
        raise CommandError(
            f"--stage: “{stage}” is no age of a model. Use base, sft, rlhf, a mishap such as rlhf.no_leash, or the "
            "step of a snapshot.",
            exit_code=2,
        )
    try:
        return drain_all(open_run(folder, device, stage))
    except NoSuchMind as error:
        raise CommandError(f"--stage: {error}", exit_code=2) from error
    except OSError as error:
        raise CommandError(f"{folder} cannot be opened ({reason(error)}).") from error
    except ValueError as error:
        raise CommandError(str(error)) from error
