"""When a word in context may be said to be told apart by its meaning: how often chance alone looks like it.

The page “In context” calls two of three places of a word the pair of one meaning, and says that a model tells meanings
apart where that pair is nearer than the others by ``twice.CLEAR``. Here the word means one thing in *all* places, so
whatever lead a pair has is chance: places are drawn from held-out stories for words that the world uses in one meaning,
and one pair is called so at random. The constant is the lead that one in twenty such triples has.

Beside it stands what the page says of each of its own words with two meanings.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from explainer.engine.frames import Contexts
from explainer.engine.generators import drain_all
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.meaning import in_context
from explainer.engine.preparing import prepare
from explainer.engine.queries import ViewQueries
from explainer.engine.runs.opening import open_run
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.text.storyland import RICHNESS, documents, homonyms
from explainer.ui.panels.meaning.context_shift import CLEAR, ContextShift, context_shift, judge, lead, shared
from tests.benchmarks.learners import OurLearner
from tests.benchmarks.measure import Outcome

WORDS = """dog cat cow box bag ball hat river frog house window door garden tree apple bread milk money kite boat bell
horse pig bird school kitchen park finger nose coin basket drawer cupboard lamp book chair table shoe key spoon cup sun
moon star""".split()  # noqa: SIM905 - as readable as words can be
STORIES, STORY_SEED = 3000, 987_654_321
TRIPLES = 12  # of each word
BEFORE = (2, 8)  # words before it, at least and at most


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which model."""
    parser.add_argument("--run", type=Path, help="a run folder (default: a model trained for --seconds)")
    parser.add_argument("--preset", default="s", help="sizes of the model trained here (default: s)")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long to train (default: 120)")
    parser.add_argument("--seed", type=int, default=0, help="of model and places (default: 0)")


def run(args: argparse.Namespace) -> Outcome:
    """Measure one model."""
    if args.run is not None:
        session = drain_all(open_run(args.run, mind="base"))
    else:
        session = drain_all(prepare(RunSettings(preset=args.preset, seed=args.seed, seconds=args.seconds)))
        session.pipeline.go_on()
        OurLearner(session).go(args.seconds)
    leads = np.array(by_chance(session, args.seed))
    said = {}
    for first, second, control, word in homonyms(RICHNESS[session.settings.preset]):
        found = _compare(session, word, first, second, control)
        if found is not None:
            said[word] = {"lead": lead(found), "verdict": judge(found, learnt=session.course.present.step > 0).name}
    quantiles = {f"{share:.0%}": float(np.quantile(leads, share)) for share in (0.5, 0.9, 0.95, 0.99)}
    step = session.course.present.step
    return Outcome({"n": len(leads), "lead_by_chance": quantiles, "clear": CLEAR, "words": said, "step": step})


def by_chance(session: Session, seed: int) -> list[float]:
    """Leads of a pair in triples of places where the word has one meaning."""
    dice, found = random.Random(seed), []
    where: defaultdict[str, dict[str, None]] = defaultdict(dict)
    fewest, most = BEFORE
    for document in itertools.islice(documents(STORY_SEED, RICHNESS[session.settings.preset]), STORIES):
        for sentence in re.findall(r"[^.!?\n\"]+", document.text):
            words = list(re.finditer(r"[A-Za-z]+", sentence))
            for at in range(fewest, len(words)):
                passage = sentence[words[max(0, at - most)].start() : words[at].end()]
                where[words[at].group()][passage.strip()] = None
    for word in WORDS:
        places = list(where[word])
        for _ in range(TRIPLES if len(places) >= 3 else 0):
            compared = _compare(session, word, *dice.sample(places, 3))
            if compared is not None and compared.same_piece and not compared.same_words:
                found.append(lead(compared))
    return found


def _compare(session: Session, word: str, *texts: str) -> ContextShift | None:
    context = ObservationContext(session, ViewQueries())
    first, second, control = (in_context(context, text) for text in texts)
    frame = Contexts(**context.stamp(), first=first, second=second, control=control, suggestions=(), from_text=False)
    places = shared(frame).get(word, ())
    return context_shift(frame, places) if len(places) == 3 else None
