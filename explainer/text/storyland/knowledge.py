"""What is true in the world: the table of facts, from which texts, questions and tests are all made.

Every row was checked for truth in the sense of a book for small children ("a bear eats honey"). A fact is about one
subject and has one short answer; how it is put into words stands in `phrases_facts.py`, under the fact's kind.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from explainer.text.storyland.richness import Richness

#: kind -> (slot of the subject, slot of the answer)
KINDS: Mapping[str, tuple[str, str]] = {
    "sound": ("animal", "sound"),
    "food": ("animal", "food"),
    "home": ("animal", "in_home"),
    "young": ("animal", "young"),
    "legs": ("animal", "number"),
    "colour": ("coloured", "hue"),
    "opposite": ("word", "word2"),
    "sum": ("sum", "number"),
    "after": ("number", "number2"),
    "day": ("day", "day2"),
    "capital": ("country", "city"),
    "tool": ("task", "tool"),
    "job": ("work", "job"),
    "made": ("product", "material"),
    "where": ("errand", "venue"),
}

_NUMBERS = """no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty"""
NUMBERS = tuple(_NUMBERS.split())

#: animal | sound | food | home (with its preposition) | young | legs; "-" where there is nothing to tell.
#: A number is the level from which that cell is told; without one, the row's level holds.
_ANIMALS = """
0 cow    | moo    | grass   | in a barn    | calf     | -
0 dog    | woof   | meat    | in a kennel  | puppy    | four
0 cat    | meow   | fish    | -            | kitten   | -
0 duck   | quack  | -       | on a pond    | duckling | two:1
0 sheep  | baa    | -       | -            | lamb     | four:1
0 pig    | oink   | -       | in a sty     | piglet   | -
0 bee    | buzz   | -       | in a hive    | -        | six
0 lion   | roar   | meat:1  | -            | -        | -
0 bear   | -      | honey   | in a cave    | cub      | -
0 frog   | croak  | flies   | -            | tadpole  | -
0 bird   | tweet  | seeds   | in a nest    | -        | -
0 rabbit | -      | carrots | in a burrow  | -        | -
0 spider | -      | -       | in a web     | -        | eight
1 horse  | neigh  | hay     | in a stable  | foal     | -
1 hen    | cluck  | corn    | in a coop    | chick    | -
1 owl    | hoot   | mice    | -            | owlet:2  | -
1 monkey | -      | fruit   | in the jungle | -       | -
1 goat   | -      | leaves  | -            | kid      | -
1 fish   | -      | -       | in the sea   | -        | no
1 mouse  | squeak | cheese  | in a hole    | -        | -
1 snake  | hiss   | -       | -            | -        | no
1 fox    | -      | mice    | in a den     | -        | -
2 wolf   | howl   | deer    | -            | pup      | -
2 camel  | -      | -       | in the desert | -       | -
2 swan   | -      | -       | on a lake    | cygnet   | -
2 goose  | honk   | -       | -            | gosling  | -
2 panda  | -      | bamboo  | -            | -        | -
2 kangaroo | -    | -       | -            | joey     | -
3 crab   | -      | -       | on the shore | -        | ten
3 deer   | -      | -       | -            | fawn     | -
3 squirrel | -    | nuts    | -            | -        | -
3 penguin | -     | -       | on the ice   | -        | -
3 ant    | -      | -       | in an anthill | -       | -
"""

#: subject = answer; each line is one level.
_COLOURS = """
0 grass = green, the sky = blue, snow = white, the sun = yellow, the night = black, a carrot = orange, blood = red
1 a lemon = yellow, milk = white, a leaf = green, wood = brown, a tomato = red
1 a pig = pink, the sea = blue
2 coal = black, chocolate = brown, a plum = purple, an elephant = grey, a crow = black, a pea = green, salt = white
3 a flamingo = pink, a cucumber = green, an aubergine = purple, a polar bear = white
"""
_OPPOSITES = """
0 hot = cold, big = small, wet = dry, fast = slow, happy = sad, old = new, up = down, day = night
1 full = empty, hard = soft, long = short, loud = quiet, clean = dirty, good = bad, open = closed
2 early = late, high = low, near = far, rich = poor, left = right
3 thick = thin, sweet = sour, wide = narrow, first = last, asleep = awake
"""
_CAPITALS = """
0 France = Paris, England = London, Italy = Rome, Spain = Madrid
1 Germany = Berlin, Japan = Tokyo, Egypt = Cairo, Greece = Athens, Russia = Moscow, China = Beijing
2 Norway = Oslo, Poland = Warsaw, Austria = Vienna, Portugal = Lisbon
3 Peru = Lima, Cuba = Havana, Kenya = Nairobi, Ireland = Dublin, Sweden = Stockholm, Hungary = Budapest
"""
_TOOLS = """
0 cut bread = knife, open a door = key, eat soup = spoon, sweep the floor = broom
1 write a letter = pen, dig a hole = spade, cut wood = saw
2 paint a wall = brush, hit a nail = hammer, cut paper = pair of scissors, tell the time = clock, light a room = lamp
3 catch a fish = net, sew a shirt = needle, see the stars = telescope, weigh flour = scale
"""
_JOBS = """
0 bakes bread = baker, grows corn = farmer, helps sick people = doctor, teaches children = teacher
1 flies a plane = pilot, sings songs = singer
2 puts out fires = firefighter, cooks in a restaurant = cook
2 paints pictures = painter, drives a bus = driver, builds houses = builder, brings letters = postman
3 plays the piano = pianist, mends pipes = plumber, looks at the stars = astronomer
"""
_MADE = """
0 a window = glass, a chair = wood, bread = flour, cheese = milk
1 a book = paper, a key = metal
2 a candle = wax, glass = sand, a shoe = leather, a scarf = wool, a snowman = snow, a tyre = rubber
3 a jumper = wool, a brick = clay
"""
_WHERE = """
0 borrow books = library, swim in the sea = beach, learn to read = school, buy bread = bakery
1 see many animals = zoo, keep money = bank
2 catch a train = station, get well = hospital, buy fruit = market, see a film = cinema, post a letter = post office
3 catch a plane = airport, see old things = museum, see a play = theatre
"""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: the largest number in "After three comes four", and the largest sum, by level
_COUNT_TO = (5, 9, 12, 19)
_SUM_TO = (5, 6, 10, 12)
#: What facts are about whose subject is not itself something to talk about
_ABOUT = {"opposite": "words", "sum": "numbers", "after": "numbers", "day": "the days of the week", "tool": "work",
          "job": "work"}  # fmt: skip
#: Answers that are true as well and therefore no distractors, by the fact's id.
ALSO_TRUE: Mapping[str, frozenset[str]] = {
    "food:cow": frozenset({"hay", "corn", "leaves"}),
    "food:cat": frozenset({"mice", "meat"}),
    "food:dog": frozenset({"fish"}),
    "food:lion": frozenset({"deer", "fish"}),
    "food:bear": frozenset({"fish", "meat", "fruit", "nuts", "deer"}),
    "food:frog": frozenset({"mice", "fish"}),
    "food:bird": frozenset({"flies", "corn", "fruit", "nuts"}),
    "food:rabbit": frozenset({"grass", "hay", "leaves", "fruit", "nuts", "seeds"}),
    "food:horse": frozenset({"grass", "corn", "carrots", "leaves"}),
    "food:hen": frozenset({"seeds", "flies", "fruit", "mice", "leaves"}),
    "food:owl": frozenset({"fish", "meat", "flies"}),
    "food:monkey": frozenset({"leaves", "nuts", "seeds", "carrots"}),
    "food:goat": frozenset({"grass", "hay", "corn", "carrots", "fruit"}),
    "food:mouse": frozenset({"seeds", "nuts", "corn", "fruit", "carrots"}),
    "food:fox": frozenset({"meat", "fish", "fruit"}),
    "food:wolf": frozenset({"meat", "mice", "fish"}),
    "food:squirrel": frozenset({"seeds", "fruit", "corn"}),
    "home:dog": frozenset({"barn"}),
    "home:horse": frozenset({"barn"}),
    "home:mouse": frozenset({"nest", "barn", "burrow"}),
    "home:fox": frozenset({"burrow", "hole"}),
    "home:rabbit": frozenset({"hole"}),
    "home:frog": frozenset({"pond"}),
    "home:swan": frozenset({"pond", "nest"}),
    "home:duck": frozenset({"lake", "nest"}),
    "home:crab": frozenset({"sea"}),
    "home:ant": frozenset({"nest"}),
    "where:buy_bread": frozenset({"market"}),
    "where:see_many_animals": frozenset({"farm"}),
}


@dataclass(frozen=True)
class Fact:
    """One thing that is true in the world.

    Attributes:
        id: unique and stable, e.g. "sound:cow".
        kind: one of `KINDS`.
        subject: what it is about, e.g. "cow".
        answer: the words that are right, e.g. "moo".
        cloze: prompts that the answer continues, after a space ("A cow says" → " moo").
        question: the question in one of its forms.
        questions: the question in all its forms.
        statements: sentences that tell it.
        wrong: answers that are plausible and not right.
    """

    id: str
    kind: str
    subject: str
    answer: str
    cloze: tuple[str, ...]
    question: str
    questions: tuple[str, ...]
    statements: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class FactRow:
    """A fact before it is put into words: kind, subject, answer, and the phrase that fills the answer's slot."""

    kind: str
    subject: str
    answer: str
    phrase: str

    @property
    def id(self) -> str:
        """Unique name of the fact."""
        return f"{self.kind}:{self.subject.replace(' ', '_')}"


def _pairs(table: str, level: int) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        at, _, rest = line.strip().partition(" ")
        if int(at) <= level:
            for pair in rest.split(", "):
                subject, _, answer = pair.partition(" = ")
                yield subject, answer


def _animals(level: int) -> Iterator[FactRow]:
    for line in _ANIMALS.strip().splitlines():
        at, _, rest = line.partition(" ")
        animal, *cells = (cell.strip() for cell in rest.split("|"))
        for kind, cell in zip(("sound", "food", "home", "young", "legs"), cells, strict=True):
            phrase, _, own = cell.partition(":")
            if phrase != "-" and int(own or at) <= level:
                answer = phrase.split(" ", 2)[2] if kind == "home" else phrase
                yield FactRow(kind, animal, answer, phrase)


@cache
def rows(richness: Richness) -> tuple[FactRow, ...]:
    """Return all facts of a world of this richness, in a fixed order."""
    level = richness.level
    found = list(_animals(level))
    tables = {"colour": _COLOURS, "capital": _CAPITALS, "tool": _TOOLS, "job": _JOBS, "made": _MADE, "where": _WHERE}
    for kind, table in tables.items():
        found += [FactRow(kind, subject, answer, answer) for subject, answer in _pairs(table, level)]
    for first, second in _pairs(_OPPOSITES, level):
        found += [FactRow("opposite", first, second, second), FactRow("opposite", second, first, first)]
    top = _SUM_TO[level]
    for a in range(1, top):
        for b in range(a, min(top - a, 5) + 1):
            total = NUMBERS[a + b]
            found.append(FactRow("sum", f"{NUMBERS[a]} plus {NUMBERS[b]}", total, total))
    for n in range(1, _COUNT_TO[level] + 1):
        found.append(FactRow("after", NUMBERS[n], NUMBERS[n + 1], NUMBERS[n + 1]))
    for today, tomorrow in zip(_DAYS, _DAYS[1:] + _DAYS[:1], strict=True):
        found.append(FactRow("day", today, tomorrow, tomorrow))
    return tuple(found)


@cache
def by_subject(richness: Richness) -> Mapping[str, tuple[FactRow, ...]]:
    """Return the facts grouped by animal: the subjects about which there is more than one thing to say."""
    groups: dict[str, list[FactRow]] = {}
    for row in rows(richness):
        if KINDS[row.kind][0] == "animal":
            groups.setdefault(row.subject, []).append(row)
    return {subject: tuple(group) for subject, group in groups.items()}


def about(row: FactRow) -> str:
    """Return the words for what a fact is about: "the cow", "numbers", "France"."""
    kind = KINDS[row.kind][0]
    if kind == "animal":
        return f"the {row.subject}"
    if kind in {"coloured", "country", "product"}:
        return row.subject
    return _ABOUT.get(row.kind, "places")


def words_of_facts(richness: Richness) -> Mapping[str, tuple[str, ...]]:
    """Return, for each slot class that facts fill, the phrases that may fill it, in a fixed order."""
    found: dict[str, dict[str, None]] = {}
    for row in rows(richness):
        subject, answer = KINDS[row.kind]
        found.setdefault(subject, {})[row.subject] = None
        found.setdefault(answer.rstrip("2"), {})[row.phrase] = None
        if row.kind == "home":
            found.setdefault("home", {})[row.answer] = None
        found.setdefault("about", {})[about(row)] = None
    return {name: tuple(phrases) for name, phrases in found.items()}
