"""Stories about going out: rain, animals, a noise at night, a race, a cake that is gone."""

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
    s.say("run home")
    s.say("wet", a)
    s.say("tea", a, b)
    s.say("rainbow")
    s.say("happy end", a)


def pet_gone(w: World, s: Scene) -> None:
    """A pet is gone until someone hears it."""
    a, b = w.cast(2)
    row = w.lore.pick([row for row in w.lore.by_kind["sound"] if row.subject in w.classes["pet"]])
    name, box = w.one("petname"), w.one("box")
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
    s.say("both laugh", a, b)


def visit(w: World, s: Scene) -> None:
    """Two friends see animals and tell each other what they know."""
    a, b = w.cast(2)
    opening(w, s)
    s.say("visit", a, b, day=w.one("day"))
    animal = ""
    for speaker in (a, b)[: 1 + w.chance(0.6)]:
        animal = w.lore.pick_animal()
        s.say("sees animal", speaker, animal=animal)
        known = w.lore.of_animal[animal]
        if w.chance(0.4):
            s.talk("like it", speaker, b if speaker is a else a)
        used: set[int] = set()
        for row in known[: 1 + int(w.random() * 3)]:
            if w.chance(0.5):
                s.add(w.lore.words("tell", row, used))
            else:
                s.speak(speaker, w.lore.words("tell", row, used))
    s.say("visit end", a, animal=animal)


def race(w: World, s: Scene) -> None:
    """The faster one rests, the slower one does not."""
    a, b = w.cast(2)
    opening(w, s)
    s.say("race", a, b, place=w.one("place"))
    s.say("lead", a)
    s.say("rest", a, snack=w.one("snack"))
    s.say("steady", b)
    s.say("wins", b, a)
    s.talk("good race", a if w.chance(0.5) else b, b)
    s.say("friends end", a, b)


def cake(w: World, s: Scene) -> None:
    """Who ate the cake?"""
    a, b, c = w.cast(3)
    opening(w, s)
    s.say("bakes", a)
    s.leave(a, w.one("place")) if a in s.here else s.say("go away", a, place=w.one("place"))
    s.say("cake gone", a)
    s.talk("who ate", a)
    s.talk("not me", b)
    s.talk("not me", c)
    s.say("clue", c)
    s.talk("confess", c)
    s.say("new cake", a, c)


ADVENTURES = (rain, pet_gone, noise, visit, visit, race, cake)
