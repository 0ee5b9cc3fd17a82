"""Everything that one stream of documents draws from: characters, words, facts, and chance."""

from random import Random

from explainer.text.storyland import lexicon
from explainer.text.storyland.lore import Lore
from explainer.text.storyland.phrasebook import book, classes
from explainer.text.storyland.richness import Richness
from explainer.text.storyland.scene import Scene
from explainer.text.storyland.teller import Person, people


class World:
    """Deals out people, things and places at random, never the same twice in one deal."""

    def __init__(self, seed: int, richness: Richness) -> None:
        self.rng = Random(f"storyland {richness.name} {seed}")
        self.random = self.rng.random
        self.richness = richness
        self.book = book(richness)
        self.words = lexicon.words(richness)
        self.classes = classes(richness)
        self.people = people(self.words)
        self.lore = Lore(self.rng, richness)

    def scene(self) -> Scene:
        """Return an empty stage for a new document."""
        return Scene(self.rng, self.book)

    def chance(self, share: float) -> bool:
        """Return true in the given share of cases."""
        return self.random() < share

    def cast(self, n: int) -> list[Person]:
        """Return `n` different characters."""
        return self.rng.sample(self.people, n)

    def some(self, kind: str, n: int) -> list[str]:
        """Return `n` different words of a class."""
        return self.rng.sample(self.classes[kind], n)

    def one(self, kind: str) -> str:
        """Return a word of a class."""
        choices = self.classes[kind]
        return choices[int(self.random() * len(choices))]

    def look_of(self, thing: str) -> str:
        """Return an adjective for a thing; food is of no strange colour."""
        return ("big", "small")[int(self.random() * 2)] if thing in self.words["snack"] else self.one("adj")
