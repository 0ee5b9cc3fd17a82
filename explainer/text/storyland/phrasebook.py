"""All sentence forms of the world, cut to a given richness: the one source for generator and judge."""

from collections.abc import Mapping
from functools import cache

from explainer.text.storyland import lexicon
from explainer.text.storyland.grammar import Form, parse
from explainer.text.storyland.knowledge import KINDS, NUMBERS, rows, words_of_facts
from explainer.text.storyland.phrases_facts import FACTS
from explainer.text.storyland.phrases_outside import OUTSIDE
from explainer.text.storyland.phrases_papers import PAPERS
from explainer.text.storyland.phrases_story import STORY
from explainer.text.storyland.phrases_talk import TALK
from explainer.text.storyland.richness import Richness

Book = Mapping[str, tuple[tuple[Form, ...], ...]]

#: Words that any grammar of English needs; they depend on the person meant.
PRONOUNS: Mapping[str, tuple[str, ...]] = {"he": ("he", "she"), "him": ("him", "her"), "his": ("his", "her")}

#: Groups that are not sentences by themselves: who says it, after and before direct speech.
TAG_GROUPS = frozenset({"says", "says glad", "says sad", "asks", "cries", "asks teacher"})
LEAD_GROUPS = frozenset({"says first", "asks first", "cries first"})
#: What a sentence of a group does to the `{thing}` and the `{box}` in it, or says about them.
EFFECTS: Mapping[str, str] = {
    "put": "put",
    "hides it": "put",
    "move": "move",
    "found": "found",
    "is in": "is in",
    "opens gift": "found",
    "not there": "not there",
}


@cache
def whole_book() -> Book:
    """Return every group of forms there is."""
    return parse(FACTS + STORY + OUTSIDE + TALK + PAPERS)


@cache
def book(richness: Richness) -> Book:
    """Return the groups of forms of a world of this richness: the first `richness.forms` of each group.

    Groups about kinds of facts that the world does not have are left out.
    """
    kinds = {row.kind for row in rows(richness)}
    found: dict[str, tuple[tuple[Form, ...], ...]] = {}
    for name, forms in whole_book().items():
        kind = name.partition(" ")[2]
        if kind in kinds or kind not in KINDS:
            known = [variants for variants in forms if variants[0].level <= richness.level]
            found[name] = tuple(known[: richness.forms])
    return found


@cache
def classes(richness: Richness) -> Mapping[str, tuple[str, ...]]:
    """Return, for every slot class in lower case, the phrases that may fill it."""
    found = {**lexicon.words(richness), **words_of_facts(richness), **PRONOUNS}
    found["number"] = tuple(dict.fromkeys((*found["number"], *NUMBERS[1:11])))
    found["who"] = found["name"] + PRONOUNS["he"]
    return found
