"""The words of the world, by class. Each entry ends in the level from which it is known (0 if none is written).

Order matters only for names. Words that stand for themselves in a sentence form are not listed here.
"""

from collections.abc import Mapping
from functools import cache

from explainer.text.storyland.richness import Richness

#: Characters, girl and boy in turn, short and common, so that each becomes one piece of the vocabulary.
_GIRLS = "Mia Anna Lily Rosa Emma Zoe Nora Ella Lucy Ada Eva Ruby Kate Jane Ivy Amy Lena Sara"
_BOYS = "Ben Tom Sam Leo Max Finn Omar Jack Tim Hugo Paul Carl Nick Oscar Bill Dan Ali Ned"

#: class -> words; "word:2" is known from level 2 on.
_WORDS: Mapping[str, str] = {
    # things one can hold, hide, lose and find
    "toy": "ball kite doll drum boat train:2 puzzle:3 robot:3",
    "stuff": "book cup hat key ring bell map:1 watch:1 pen:2 spoon:2 shoe:2 brush:2 candle:2 scarf:2 lamp:2 shell:2"
    " letter:3 button:3 mirror:3 stone:3 glove:3 umbrella:3 ticket:3",
    "snack": "apple orange egg cake carrot:1 pear:2 banana:2 cookie:2 sandwich:2 peach:3 plum:3",
    "box": "box bag basket drawer:1 cupboard:1 jar:2 bucket:2 chest:2 suitcase:3 pot:3",
    "adj": "red blue green:1 yellow:1 big small old new white:2 black:2 pretty:2 shiny:3 tiny:3",
    "colour": "red blue green yellow white black brown:1 orange:1 pink:1 purple:2 grey:2",
    # places
    "place": "garden park kitchen shop farm school:1 forest:1 river:1 pond:2 hill:2 beach:2 library:2 market:2"
    " barn:2 station:3 zoo:3 castle:3 lake:3",
    "pet": "dog cat duck mouse:1 rabbit:1 goat:2 hen:2 horse:3",
    "bad": "sad angry:1 tired hungry cold:1 lonely bored:2 thirsty:2 worried:3",
}

#: How one is at a place; "in" where nothing is said.
_AT = {"shop": "at", "farm": "at", "school": "at", "river": "by", "pond": "by", "hill": "on", "beach": "on",
       "market": "at", "station": "at", "zoo": "at", "lake": "by"}  # fmt: skip


#: Dishes and the three things that go into each, in this order.
DISHES: Mapping[str, tuple[str, str, str]] = {
    "soup": ("water", "carrots", "salt"),
    "a cake": ("flour", "eggs", "honey"),
    "hot milk": ("milk", "honey", "love"),
    "an apple cake": ("flour", "apples", "honey"),
}
#: Pets that live in the world, and what they are.
PETS: Mapping[str, str] = {"Spot": "dog", "Fluffy": "cat", "Coco": "duck", "Pip": "mouse"}
#: What one has several of.
_FRUITS = ("apples", "oranges", "eggs", "carrots")
#: Where one hides.
_SPOTS = ("under the bed", "behind the door", "behind a tree", "under the table", "in the barn")
#: Animals that one does not meet on a walk.
AT_SEA = frozenset({"fish", "crab", "penguin"})
_PLANTS = ("carrots", "corn", "flowers", "an apple tree")


def known(entries: str, level: int) -> tuple[str, ...]:
    """Return the words of `entries` known at `level`, without their level marks."""
    pairs = (entry.partition(":") for entry in entries.split())
    return tuple(word for word, _, at in pairs if int(at or 0) <= level)


def at_place(place: str) -> str:
    """Return where one is when at `place`: "in the garden", "by the river"."""
    return f"{_AT.get(place, 'in')} the {place}"


@cache
def words(richness: Richness) -> Mapping[str, tuple[str, ...]]:
    """Return the words of each open class that a world of this richness knows."""
    found = {name: known(entries, richness.level) for name, entries in _WORDS.items()}
    found["thing"] = found["toy"] + found["stuff"] + found["snack"]
    found["keepsake"] = found["toy"] + found["stuff"]
    found["at_place"] = tuple(at_place(place) for place in found["place"])
    found["girl"] = tuple(_GIRLS.split())[: richness.names // 2]
    found["boy"] = tuple(_BOYS.split())[: richness.names // 2]
    found["name"] = tuple(name for pair in zip(found["girl"], found["boy"], strict=True) for name in pair)
    found["petname"] = tuple(PETS)
    found["plant"] = _PLANTS
    found["fruits"] = _FRUITS
    found["spot"] = _SPOTS
    found["dish"] = tuple(DISHES)
    found["ingredient"] = tuple(dict.fromkeys(food for foods in DISHES.values() for food in foods))
    return found
