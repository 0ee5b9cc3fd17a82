"""Prompts to try, and what kind of word each word of the world is (for colouring the map of meanings)."""

from collections.abc import Mapping
from functools import cache

from explainer.text.storyland.phrasebook import classes
from explainer.text.storyland.richness import Richness

_EXAMPLES = (
    "Mia put the ball in the box. Then Ben opened the",
    'Mia put the ball in the box. Ben put the hat in the bag. "Where is the ball?" asked Ben. "The ball is in the',
    "A cow says",
    "The opposite of hot is",
    "One day Ben could not find the hat. He",
    "What does a dog say?",
    "The capital of France is",
    "Two plus two is",
    'Ben asked Anna about the bird. "Where does a bird sleep?" asked Ben. Anna said, "',
    "It was a warm day. Mia and Ben",
    "Rain, rain, go away,",
)
#: Prompts about kinds of documents that the smallest world does not have.
_RICHER = (
    "Anna sat on the bank of the river. Tom took his money to the",
    '"I would like to buy a kite," said Anna. "',
    "Dear Mia,",
)

#: kind of word -> the slot classes whose single words are of that kind; the first kind that fits counts
_KINDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "colour": ("colour", "hue"),
    "number": ("number",),
    "day": ("day",),
    "animal": ("animal", "young", "pet"),
    "food": ("snack", "food"),
    "thing": ("toy", "stuff", "tool", "material"),
    "box": ("box",),
    "place": ("place", "venue", "home"),
    "city": ("city",),
    "country": ("country",),
    "job": ("job",),
    "sound": ("sound",),
    "feeling": ("bad",),
    "quality": ("adj", "word"),
}
_OTHERS: Mapping[str, str] = {
    "person": "he she him her his I you they we it me us them my your",
    "feeling": "happy sad angry tired hungry cold bored afraid surprised sorry",
    "verb": "put took looked found opened had was were went said asked cried wanted gave ran saw ate laughed played"
    " says eats lives sleeps moved came thought knew lost made heard sat bought forgot",
    "question": "what where who when why how",
}


@cache
def examples(richness: Richness) -> tuple[str, ...]:
    """Return prompts that a model of this world can continue, the most charming first."""
    return _EXAMPLES + _RICHER if richness.level > 0 else _EXAMPLES


@cache
def word_kinds(richness: Richness) -> Mapping[str, str]:
    """Return the kind of each word that has one ("cow" is an "animal"), words as they are written in the text."""
    found: dict[str, str] = {}
    known = classes(richness)
    for kind, names in _KINDS.items():
        for name in names:
            for phrase in known.get(name, ()):
                if " " not in phrase:
                    found.setdefault(phrase, kind)
    for kind, words in _OTHERS.items():
        for word in words.split():
            found.setdefault(word, kind)
    return found
