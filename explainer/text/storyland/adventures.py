"""Stories about going out: rain, animals, a noise at night, a race, a cake that is gone."""

from explainer.text.storyland.lexicon import AT_SEA, PETS
from explainer.text.storyland.lore import Said
from explainer.text.storyland.scene import Scene
from explainer.text.storyland.stories import opening
from explainer.text.storyland.world import World


def rain(w: World, s: Scene) -> None:
    """An outing ends in rain, and the rain in something warm."""
    a, b = w.cast(2)
    toy = w.one("toy")
    s.say("fine day")
    s.say("go out", a, b, toy=toy, place=w.one("place"))
    s.say("play", toy=toy)
    s.say("rain comes")
    s.say("run home", a)
    s.say("wet", a)
    s.say("tea", a, b)
    if w.chance(0.6):
        s.say("rainbow")
    s.say("happy end", a)


def pet_gone(w: World, s: Scene) -> None:
    """A pet is gone until someone hears it."""
    a, b = w.cast(2)
    heard = {row.subject: row for row in w.lore.by_kind["sound"]}
    name = s.one_of([name for name, animal in PETS.items() if animal in heard])
    row, box = heard[PETS[name]], w.one("box")
    s.say("pet", a, pet=row.subject, petname=name)
    s.say("pet gone", a, petname=name)
    s.say("call", a, b)
    if w.chance(0.5):
        s.talk("let us look", b, a)
    s.say("hear", a, sound=row.phrase, box=box)
    s.add(w.lore.words("tell", row))
    s.say("pet found", a, petname=name, box=box)
    s.say("happy end", a)


def noise(w: World, s: Scene) -> None:
    """A noise at night turns out to be an animal one knows."""
    a, b = w.cast(2)
    row = w.lore.pick(w.lore.by_kind["sound"])
    s.say("noise", a)
    s.say("noise is", sound=row.phrase)
    s.say("afraid", a, b)
    s.talk("only", b, animal=row.subject)
    s.speak(b, w.lore.words("tell", row))
    s.say("laugh", a, b)


def visit(w: World, s: Scene) -> None:
    """Two friends see animals and tell each other what they know."""
    a, b = w.cast(2)
    opening(w, s, outside=True)
    s.say("visit", a, b, day=w.one("day"))
    animal = ""
    for speaker in (a, b)[: 1 + w.chance(0.6)]:
        while (animal := w.lore.pick_animal()) in AT_SEA:
            pass
        s.say("sees animal", speaker, animal=animal)
        known = w.lore.of_animal[animal]
        if w.chance(0.4):
            s.talk("like it", speaker, b if speaker is a else a)
        said = Said()
        for row in known[: 1 + int(w.random() * 3)]:
            if w.chance(0.5):
                s.add(w.lore.words("tell", row, said))
            else:
                s.speak(speaker, w.lore.words("tell", row, said))
    s.say("visit end", a, animal=animal)


def wish_to_be(w: World, s: Scene) -> None:
    """Someone wants to be an animal, until a friend says what that would mean."""
    a, b = w.cast(2)
    animal = w.lore.pick_animal()
    known = list(w.lore.of_animal[animal])
    w.rng.shuffle(known)
    if w.chance(0.5):
        s.say("alone" if w.chance(0.3) else "meet", a, b, at_place=w.one("at_place"), day=w.one("day"))
    said = Said()
    s.talk("wish to be", a, animal=animal)
    s.talk("why be", b, animal=animal)
    s.speak(a, w.lore.words("tell", known[0], said))
    if len(known) > 1:
        s.speak(b, f"{s.phrase('but')} {w.lore.words('tell', known[1], said)}")
    s.say("be again", a, animal=animal)


def hunt(w: World, s: Scene) -> None:
    """One map leads to the next, and the last to a gift."""
    a, b = w.cast(2)
    spot = w.one("spot")
    s.say("finds map", a)
    for box in w.some("box", 1 + w.chance(0.4)):
        s.say("map says", box=box)
        s.say("next map", a, box=box)
    s.say("map says spot", spot=spot)
    s.say("treasure", a, spot=spot, adj=w.one("adj"), thing=w.one("keepsake"))
    s.say("treasure from", a, b)
    s.say("happy end", a)


def race(w: World, s: Scene) -> None:
    """The faster one rests, the slower one does not."""
    a, b = w.cast(2)
    opening(w, s, outside=True)
    s.say("race", a, b, place=w.one("place"))
    s.say("lead", a)
    s.say("rest", a, snack=w.one("snack"))
    s.say("steady", b)
    s.say("wins", b, a)
    s.talk("good race", a, b)
    s.say("friends end", a, b)


def hide_and_seek(w: World, s: Scene) -> None:
    """One counts, two hide; they are found where they hid."""
    a, b, c = w.cast(3)
    where = dict(zip((b.name, c.name), w.some("spot", 2), strict=True))
    opening(w, s, outside=True)
    s.say("seek", a, b, name3=c.name)
    s.say("counts", a)
    for hider in (b, c):
        s.say("hides", hider, spot=where[hider.name])
    empty = [spot for spot in w.classes["spot"] if spot not in where.values()]
    if w.chance(0.5):
        s.say("seeks at", a, spot=s.one_of(empty))
        s.say("nobody there")
    first, second = (b, c) if w.chance(0.5) else (c, b)
    s.say("finds", a, first, spot=where[first.name])
    s.say("finds", a, second, spot=where[second.name])
    s.say("hide end", first)


def memory(w: World, s: Scene) -> None:
    """One puts things away, the other says where they are."""
    a, b = w.cast(2)
    n = 2 + w.chance(0.4)
    things = w.some("thing", n)
    s.enter(a, b)
    s.say("memory start", a, b)
    for thing, box in zip(things, w.some("box", n), strict=True):
        s.put(a, thing, box)
    asked = w.rng.sample(things, n)[: 1 + w.chance(0.6)]
    for thing in asked:
        s.talk("where is", a, b, thing=thing)
        s.talk("is in", b, a, thing=thing, box=s.believes(b, thing))
        if w.chance(0.5):
            s.say("memory right", a)
    s.say("memory end", a, b)


def counting(w: World, s: Scene) -> None:
    """Someone has some, and gets more."""
    a, b = w.cast(2)
    row = w.lore.pick([row for row in w.lore.by_kind["sum"] if not row.subject.startswith("one ")])
    first, _, second = row.subject.partition(" plus ")
    fruits = w.one("fruits")
    s.say("counting start", a, fruits=fruits, number1=first)
    s.say("counting more", a, b, number2=second)
    s.say("counting total", a, fruits=fruits, number=row.answer)
    s.add(w.lore.words("tell", row))
    if w.chance(0.5):
        s.say("happy end", a)


def cake(w: World, s: Scene) -> None:
    """Who ate the cake?"""
    a, b, c = w.cast(3)
    place, *others = w.some("at_place", 3)
    opening(w, s)
    s.say("bakes", a, b)
    s.say("cake leave", a, place=place.split(" ", 2)[2])
    s.say("cake gone", a)
    s.talk("who ate", a)
    s.talk("not me", b, at_place=others[0])
    s.talk("not me", c, at_place=others[1])
    s.say("clue", c)
    s.talk("confess", c)
    s.say("new cake", a, c)


_OUTINGS = (rain, visit, visit, race, hide_and_seek, hide_and_seek, hunt)
ADVENTURES = (*_OUTINGS, pet_gone, noise, wish_to_be, wish_to_be, counting, cake)
