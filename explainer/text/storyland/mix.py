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


#: kind, relative number of documents, and who writes them
_MIX: tuple[tuple[str, int, tuple[Writer, ...]], ...] = (
    ("story", 15, stories.THINGS),
    ("story", 11, adventures.ADVENTURES),
    ("game", 7, (adventures.memory,)),
    ("game", 3, (teaching.guess,)),
    ("facts", 15, (teaching.animal_paragraph,)),
    ("facts", 10, (teaching.theme_paragraph,)),
    ("facts", 8, (teaching.one_fact_paragraph,)),
    ("asked", 10, (teaching.asked,)),
    ("lesson", 4, (teaching.lesson,)),
    ("dialogue", 5, (teaching.conversation,)),
    ("dialogue", 4, (everyday.small_talk,)),
    ("quiz", 5, (teaching.quiz,)),
    ("shop", 4, (everyday.shop,)),
    ("two meanings", 4, (everyday.two_meanings,)),
    ("letter", 4, (everyday.letter,)),
    ("instructions", 2, (everyday.recipe,)),
    ("instructions", 2, (everyday.how_to,)),
    ("rhyme", 2, (everyday.rhyme,)),
)


def documents(seed: int, richness: Richness = RICHNESS["s"]) -> Iterator[Document]:
    """Yield documents without end; the same seed and richness give the same documents everywhere.

    Args:
        seed: different seeds give different texts about the same world (the same facts).
        richness: how large the world is.
    """
    w = World(seed, richness)
    kinds = tuple((kind, writers) for kind, _, writers in _MIX)
    ends = list(itertools.accumulate(share for _, share, _ in _MIX))
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
