"""The endless stream of documents: which kinds there are and how much of the text each makes up."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from explainer.text.storyland import adventures, everyday, stories, teaching
from explainer.text.storyland.knowledge import rows
from explainer.text.storyland.richness import RICHNESS, Richness
from explainer.text.storyland.scene import Scene
from explainer.text.storyland.world import World

Writer = Callable[[World, Scene], None]


@dataclass(frozen=True)
class Document:
    """One document of the world.

    Attributes:
        kind: what it is, e.g. "story", "quiz", "letter".
        text: without a newline at its end.
        facts: ids of the facts it tells, once for each time it tells them.
    """

    kind: str
    text: str
    facts: tuple[str, ...] = ()


#: kind, relative number of documents, the level of richness from which there are any, and who writes them
_MIX: tuple[tuple[str, int, int, tuple[Writer, ...]], ...] = (
    ("story", 15, 0, stories.THINGS),
    ("story", 11, 0, adventures.ADVENTURES),
    ("game", 7, 0, (adventures.memory,)),
    ("game", 3, 0, (teaching.guess,)),
    ("facts", 15, 0, (teaching.animal_paragraph,)),
    ("facts", 8, 0, (teaching.theme_paragraph,)),
    ("facts", 6, 0, (teaching.one_fact_paragraph,)),
    ("asked", 12, 0, (teaching.asked,)),
    ("lesson", 5, 0, (teaching.lesson,)),
    ("answers", 12, 0, (teaching.answers,)),
    ("dialogue", 7, 0, (teaching.conversation,)),
    ("dialogue", 4, 0, (everyday.small_talk,)),
    ("quiz", 5, 0, (teaching.quiz,)),
    ("shop", 4, 1, (everyday.shop,)),
    ("two meanings", 4, 1, (everyday.two_meanings,)),
    ("letter", 4, 1, (everyday.letter,)),
    ("instructions", 2, 1, (everyday.recipe,)),
    ("instructions", 2, 1, (everyday.how_to,)),
    ("rhyme", 2, 0, (everyday.rhyme,)),
)


def documents(seed: int, richness: Richness = RICHNESS["s"]) -> Iterator[Document]:
    """Yield documents without end; the same seed and richness give the same documents everywhere.

    Args:
        seed: different seeds give different texts about the same world (the same facts).
        richness: how large the world is.
    """
    w = World(seed, richness)
    mix = [entry for entry in _MIX if entry[2] <= richness.level]
    kinds = tuple((kind, writers) for kind, _, _, writers in mix)
    ends = list(itertools.accumulate(share for _, share, _, _ in mix))
    choose = w.rng.choices
    told = w.lore.ids
    while True:
        for kind, writers in choose(kinds, cum_weights=ends, k=64):
            scene = w.scene()
            writers[int(w.random() * len(writers))](w, scene)
            yield Document(kind, scene.text(), tuple(told))
            told.clear()


@cache
def fact_frequency(richness: Richness, seed: int = 0, n_chars: int = 1_000_000) -> Mapping[str, float]:
    """Return how often each fact's answer is told per million characters, by its id; measured on documents of a seed.

    Facts are dealt out evenly, so other seeds give the same within a few per cent.
    """
    told: Counter[str] = Counter({row.id: 0 for row in rows(richness)})
    length = 0
    for document in documents(seed, richness):
        told.update(document.facts)
        length += len(document.text)
        if length >= n_chars:
            break
    return {name: count * 1e6 / length for name, count in told.items()}
