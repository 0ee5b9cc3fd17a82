"""What can be asked: about facts, for a story, for an explanation, in a shop, or just hello.

Like facts, all that questions are about is dealt into three groups (`groups`): some of it is in the demonstrations,
some only gets votes and practice in stage three, and of some the model has only read.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from explainer.text.storyland.grammar import with_article
from explainer.text.storyland.groups import Exposure, deal, fact_groups
from explainer.text.storyland.knowledge import by_subject
from explainer.text.storyland.lexicon import words
from explainer.text.storyland.lore import facts
from explainer.text.storyland.richness import Richness


class Task(StrEnum):
    """What kind of question it is."""

    FACT = "fact"
    STORY = "story"
    EXPLAIN = "explain"
    SHOP = "shop"
    GREETING = "greeting"


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        text: as it is asked.
        task: what kind it is.
        group: where the model meets what it is about.
        subject: what it is about: a fact's id, an animal, a thing, or the greeting itself.
    """

    text: str
    task: Task
    group: Exposure
    subject: str


UNKNOWABLE = "unknowable"  # the group of a question that nothing in the world is about
CANNOT_KNOW = "What does a volcano eat?"  # no volcano is in any of its texts; the form is that of its questions

#: Greetings and the answers that fit; the first is the shortest.
GREETINGS: dict[str, tuple[str, ...]] = {
    "Hello!": ("Hello.", "Hello to you.", "It is good to see you."),
    "Good morning!": ("Good morning.", "Good morning to you.", "It is a fine morning."),
    "Good night!": ("Good night.", "Good night to you.", "Sleep well."),
    "How are you?": ("I am well.", "I am very well today.", "I am happy today."),
    "Goodbye!": ("Goodbye.", "Come and see me soon.", "Goodbye to you."),
    "Thank you!": ("It was nothing.", "That is what friends are for.", "You are welcome."),
}
_EXPLAIN = "Can you explain {a} to a child?"
_STORY = "Tell me a story about {a}."
_SHOP = ("I would like to buy {a}.", "Do you have {a}?")


@cache
def explained(richness: Richness) -> dict[str, Exposure]:
    """Return the animals that can be explained, those of which there are two facts or more, with their groups.

    What is told of an animal in a demonstration may only be facts that are shown anyway: it is shown where two of its
    facts are, and else voted on or only read, by turns.
    """
    groups = fact_groups(richness)
    found: dict[str, Exposure] = {}
    for animal, rows in by_subject(richness).items():
        shown = sum(groups[row.id] is Exposure.SHOWN for row in rows)
        if len(rows) >= 2:
            found[animal] = Exposure.SHOWN if shown >= 2 else Exposure.VOTED if len(found) % 2 else Exposure.READ
    return found


def shop_things(richness: Richness) -> tuple[str, ...]:
    """Return what can be bought."""
    return (*words(richness)["keepsake"], "car")


@cache
def questions(richness: Richness) -> tuple[Question, ...]:
    """Return every question of a world, in a fixed order."""
    found: list[Question] = []
    groups = fact_groups(richness)
    for fact in facts(richness):
        found += [Question(text, Task.FACT, groups[fact.id], fact.id) for text in fact.questions]
    for animal, group in explained(richness).items():
        found.append(Question(_EXPLAIN.format(a=with_article(animal)), Task.EXPLAIN, group, animal))
    animals = tuple(by_subject(richness))
    for animal, group in deal(animals).items():
        found.append(Question(_STORY.format(a=with_article(animal)), Task.STORY, group, animal))
    for thing, group in deal(shop_things(richness)).items():
        found += [Question(form.format(a=with_article(thing)), Task.SHOP, group, thing) for form in _SHOP]
    for greeting, group in deal(tuple(GREETINGS)).items():
        found.append(Question(greeting, Task.GREETING, group, greeting))
    return tuple(found)
