"""Small talk, the shop, words with two meanings, letters, recipes, instructions, rhymes."""

from explainer.text.storyland.knowledge import NUMBERS
from explainer.text.storyland.lexicon import DISHES, at_place
from explainer.text.storyland.scene import Scene
from explainer.text.storyland.world import World

#: Words with two meanings and the richness from which they are used.
_TWO_MEANINGS = (("bank", 0), ("bat", 0), ("bark", 0), ("ring", 0), ("light", 1), ("orange", 0), ("fly", 1),
                 ("watch", 1), ("spring", 1))  # fmt: skip
def small_talk(w: World, s: Scene) -> None:
    """Two friends meet; how one feels has a reason, and the other an idea."""
    a, b = w.cast(2)
    thing, place = w.one("thing"), w.one("place")
    s.talk("hello", a, b)
    s.line()
    if w.chance(0.6):
        s.talk("how are you", b)
        s.line()
        if w.chance(0.65):
            s.talk("am bad", a, bad=w.one("bad"))
            s.line()
            s.talk("why", b)
            s.line()
            s.talk("because", a, thing=thing, pet=w.one("pet"), place=place)
            s.line()
            s.talk("comfort", b, toy=w.one("toy"), snack=w.one("snack"), place=place, thing=thing)
            s.line()
            s.talk("better", a)
        else:
            s.talk("am good", a, thing=thing)
    else:
        s.talk("what do you have", b, box=w.one("box"))
        s.line()
        s.talk("it is a", a, thing=thing)
        s.line()
        s.talk("may i", b)
        s.line()
        s.talk("you may", a, thing=w.one("thing"))
    s.line()
    s.talk("bye", b, a)


def shop(w: World, s: Scene) -> None:
    """Someone buys something, if there is any and the money is enough."""
    a, b = w.cast(2)
    thing, other = w.some("thing", 2)
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
    s.say("gives coins", a, number=NUMBERS[price], thing=thing)
    s.talk("shop bye", b)
    s.say("out of shop", a, thing=thing)


def two_meanings(w: World, s: Scene) -> None:
    """One word, twice, in different senses."""
    a, b = w.cast(2)
    known = [word for word, level in _TWO_MEANINGS if level <= w.richness.level]
    for word in w.rng.sample(known, 2):
        senses = [f"{word} 1", f"{word} 2"]
        w.rng.shuffle(senses)
        for sense in senses:
            s.say(sense, a, b)


def letter(w: World, s: Scene) -> None:
    """A letter home, or to a friend."""
    a, b, c = w.cast(3)
    thing, box, place = w.one("thing"), w.one("box"), w.one("place")
    slots = {"thing": thing, "box": box, "adj": w.one("adj"), "pet": w.one("pet"), "snack": w.one("snack"),
             "day": w.one("day"), "name3": c.name, "at_place": at_place(place)}  # fmt: skip
    s.say("dear", None, b)
    s.line()
    for group, share in (("letter how", 0.6), ("letter place", 0.5), ("letter weather", 0.5), ("letter news", 0.9)):
        if w.chance(share):
            s.say(group, **slots)
    if w.chance(0.7):
        s.say("letter learned", **slots)
        row = w.lore.pick()
        s.add(w.lore.words("tell", row))
        for _ in range(w.chance(0.4)):
            s.add(w.lore.words("tell", w.lore.pick(w.lore.of_animal.get(row.subject, w.lore.by_kind[row.kind]))))
    if w.chance(0.6):
        s.say("letter ask", **slots)
    if w.chance(0.6):
        s.say("letter miss", **slots)
    s.line()
    s.say("letter end", a)


def recipe(w: World, s: Scene) -> None:
    """How to cook something."""
    a = w.cast(1)[0]
    dish = w.one("dish")
    foods = {f"ingredient{i + 1}": food for i, food in enumerate(DISHES[dish])}
    s.say("recipe title", a, dish=dish)
    s.line()
    s.say("recipe need", **foods)
    s.say("recipe wash")
    s.say("recipe first", **foods)
    s.say("recipe second", **foods)
    s.say("recipe third", **foods)
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
