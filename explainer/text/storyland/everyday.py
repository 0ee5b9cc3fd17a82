"""Small talk, the shop, words with two meanings, letters, recipes, instructions, rhymes."""

from explainer.text.storyland.knowledge import NUMBERS
from explainer.text.storyland.lexicon import DISHES
from explainer.text.storyland.scene import Scene
from explainer.text.storyland.world import World

#: Words with two meanings and the level from which they are used.
_TWO_MEANINGS = (("bank", 0), ("bat", 0), ("bark", 0), ("ring", 0), ("light", 1), ("orange", 0), ("fly", 1),
                 ("watch", 1), ("saw", 1), ("spring", 2))  # fmt: skip
_TROUBLES = ("lost", "lonely", "broken", "tired", "hungry")


def small_talk(w: World, s: Scene) -> None:
    """Two friends meet; how one feels has a reason, and the other an idea. Each speaks on a line of his own."""
    a, b = w.cast(2)
    trouble = s.one_of(_TROUBLES)
    thing, thing2 = w.some("keepsake", 2)
    adj = w.one("adj")
    slots = {"thing": thing, "thing2": thing2, "adj": adj, "place": w.one("place"), "toy": w.one("toy"),
             "snack": w.one("snack"), "box": w.one("box"), "day": w.one("day"), "at_place": w.one("at_place"),
             "bad": "sad" if trouble in {"lost", "broken"} else trouble}  # fmt: skip
    s.talk("hello", a, b)
    topics = {
        "sad": [(b, "how are you"), (a, "am bad"), (b, "why"), (a, f"why {trouble}"), (b, f"help {trouble}"),
                (a, "better")],
        "glad": [(b, "how are you"), (a, "am good"), (b, "good for you")],
        "thing": [(b, "what do you have"), (a, "it is a"), (b, "may i"), (a, "you may")],
        "plan": [(b, "where going"), (a, "plan is"), (b, "me too"), (a, "yes come")],
    }  # fmt: skip
    topic = s.one_of(("sad", "sad", "glad", "thing", "plan"))
    for speaker, group in topics[topic]:
        s.line()
        s.talk(group, speaker, b if speaker is a else a, **slots)
        if group == "it is a" and w.chance(0.5):
            s.talk("from", speaker, None, **slots)
    if w.chance(0.5):
        s.line()
        s.talk("bye", b, a)


def shop(w: World, s: Scene) -> None:
    """Someone buys something, if there is any and the money is enough."""
    a, b = w.cast(2)
    thing, other = w.some("keepsake", 2)
    adj, adj2 = w.some("adj", 2)
    price = 2 + int(w.random() * 7)
    s.say("in shop", a, b)
    s.talk("may i help", b)
    s.talk("would like", a, thing=thing)
    if w.chance(0.2):
        s.talk("none left", b, thing=thing, thing2=other)
        s.talk("take that", a, thing2=other)
        thing = other
    else:
        s.talk("what kind", b, thing=thing, adj=adj, adj2=adj2)
        s.talk("this kind", a, adj=adj)
        s.talk("here it is", b, thing=thing, adj=adj)
    s.talk("how much", a)
    s.talk("costs", b, number=NUMBERS[price])
    s.say("gives coins", a, b, number=NUMBERS[price], thing=thing)
    s.talk("shop bye", b)
    s.say("out of shop", a, thing=thing)


def two_meanings(w: World, s: Scene) -> None:
    """Words that mean two things, each in both senses."""
    known = [word for word, level in _TWO_MEANINGS if level <= w.richness.level]
    for word in w.rng.sample(known, 1 + w.chance(0.6)):
        a, b = w.cast(2)
        s.say(word, a, b)


def letter(w: World, s: Scene) -> None:
    """A letter home, or to a friend."""
    a, b, c = w.cast(3)
    thing, thing2 = w.some("keepsake", 2)
    drawn = {name: w.one(name) for name in ("box", "adj", "pet", "snack", "day", "at_place")}
    slots = drawn | {"thing": thing, "thing2": thing2, "name3": c.name}
    s.say("dear", None, b)
    s.line()
    for group, share in (("letter how", 0.6), ("letter place", 0.5), ("letter weather", 0.5), ("letter news", 0.9)):
        if w.chance(share):
            s.say(group, None, None, **slots)
    if w.chance(0.7):
        s.say("letter learned", None, None, **slots)
        row = w.lore.pick()
        s.add(w.lore.words("tell", row))
        for _ in range(w.chance(0.4)):
            s.add(w.lore.words("tell", w.lore.pick(w.lore.of_animal.get(row.subject, w.lore.by_kind[row.kind]))))
    if w.chance(0.6):
        s.say("letter ask", None, None, **slots)
    if w.chance(0.6):
        s.say("letter miss", None, None, **slots)
    s.line()
    s.say("letter end", a)


def recipe(w: World, s: Scene) -> None:
    """How to cook something."""
    a = w.cast(1)[0]
    dish = w.one("dish")
    foods = {f"ingredient{i + 1}": food for i, food in enumerate(DISHES[dish])}
    s.say("recipe title", a, dish=dish)
    s.line()
    s.say("recipe need", None, None, **foods)
    s.say("recipe wash")
    s.say("recipe first", None, None, **foods)
    s.say("recipe second", None, None, **foods)
    s.say("recipe third", None, None, **foods)
    s.say("recipe heat", number=NUMBERS[2 + int(w.random() * 8)])
    s.say("recipe eat")


def how_to(w: World, s: Scene) -> None:
    """Instructions for growing, finding, and falling asleep."""
    a, b = w.cast(2)
    box, box2 = w.some("box", 2)
    topic = s.one_of(("plant", "find", "sleep"))
    slots = {"plant": w.one("plant"), "thing": w.one("thing"), "box": box, "box2": box2,
             "animal": s.one_of(w.lore.animals)}  # fmt: skip
    s.say(f"{topic} title", a, b, **slots)
    s.line()
    for _ in range(3 + w.chance(0.5)):
        s.say(f"{topic} steps", a, b, **slots)
    s.say(f"{topic} end", a, b, **slots)


def rhyme(w: World, s: Scene) -> None:
    """A small poem."""
    a, b = w.cast(2)
    s.say("rhyme", a, b, snack=w.one("snack"))
