"""Prompts to try, and what kind of word each word of the world is (for colouring the map of meanings).

Decision: first stands what a model of this world comes to know, as measured. Of a model of preset s after 1,661 steps
the bets on the right word were 99 % (hot), 96 % (two and two), 91 % (Monday), and on the first piece of it nearly 100 %
(cow), 98 % (France), 100 % (dog): ``main.py ask RUN PROMPT``. Last stands one that it does not come to know: whose box
the ball is in (drawer 26 %, cupboard 21 %, bag 20 %). Which of these the model at hand knows is asked anew as it learns
(``engine.exam``), and the list of examples says so. Rejected: to begin with the sentence about the ball, on which every
picture of the program then rested, and which the model gets wrong.
"""

from collections.abc import Mapping
from functools import cache

from explainer.text.storyland.lore import facts
from explainer.text.storyland.phrasebook import classes
from explainer.text.storyland.richness import Richness

#: Each is a prompt of a fact: what is right is known.
_KNOWN = (
    "The opposite of hot is",
    "Two plus two is",
    "The day after Monday is",
    "A cow says",
    "The capital of France is",
    "A dog lives in a",
)
#: What can go on in many ways, none of which is wrong.
_OPEN = (
    "One day Ben could not find the hat. He",
    "What does a dog say?",
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
#: What a model of these sizes does not come to know: to keep in mind what was put where. And what is right.
_HARD = 'Mia put the ball in the box. Ben put the hat in the bag. "Where is the ball?" asked Ben. "The ball is in the'
_HARD_ANSWER = "box"

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
    """Return prompts to continue: those that a model comes to know first, one that it does not last."""
    return (*_KNOWN, *_OPEN, *(_RICHER if richness.level > 0 else ()), _HARD)


@cache
def right_answers(richness: Richness) -> Mapping[str, str]:
    """Return the right continuation of each example that has one, without the space before it."""
    known = {prompt: fact.answer for fact in facts(richness) for prompt in fact.cloze}
    return {prompt: known[prompt] for prompt in _KNOWN} | {_HARD: _HARD_ANSWER}


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
