"""Stories about things: hidden, moved, lost, given, swapped, broken. The state of the world decides how they go."""

from explainer.text.storyland.scene import Scene
from explainer.text.storyland.world import World

ERRANDS = ("play", "wash", "place", "bed")


def opening(w: World, s: Scene, outside: bool = False) -> None:
    """Begin with the weather, or not at all; outside it is fine."""
    if w.chance(0.35):
        s.say("fine day")
    elif not outside and w.chance(0.15):
        s.say("rainy day")


def moved(w: World, s: Scene) -> None:
    """A thing is moved while its owner is away, who looks where it was, unless the owner saw it."""
    a, b = w.cast(2)
    thing, place, errand = w.one("thing"), w.one("place"), s.one_of(ERRANDS)
    box, box2 = w.some("box", 2)
    opening(w, s)
    s.enter(a, b)
    s.own(a, thing, w.look_of(thing))
    if w.chance(0.25):
        s.say("loves", a, thing=thing)
    s.put(a, thing, box)
    if w.chance(0.5):
        s.say("watched", a, b)
    s.leave(a, errand, place)
    if w.chance(0.4):
        s.say("why move", b, box=box)
    s.move(b, thing, box2)
    saw = errand != "bed" and w.chance(0.35)
    if saw:
        s.sees_secretly(a)
    elif w.chance(0.6):
        s.say("not seen", a)
    s.come_back(a, errand, place, thing)
    if saw:
        if w.chance(0.6):
            s.say("knew", a)
        s.look(a, thing, s.believes(a, thing))
        s.talk("tricked", a, b)
    else:
        s.look(a, thing, s.believes(a, thing))
        if w.chance(0.5):
            s.say("surprised", a)
        s.talk("where is it", a, b, thing=thing)
        s.talk("it is in", b, box=s.inside[thing])
        s.look(a, thing, s.inside[thing])
        if w.chance(0.4):
            s.talk("only a joke", b, a)
    s.say("laugh", a, b)


def lost(w: World, s: Scene) -> None:
    """Something was put away and forgotten; a friend helps to look for it, box by box."""
    a, b = w.cast(2)
    thing, other = w.some("thing", 2)
    first, second, home = w.some("box", 3)
    opening(w, s)
    s.own(a, thing, w.look_of(thing))
    s.put(a, thing, home)
    s.say("forgot", a)
    s.say("lost", a, thing=thing, day=w.one("day"))
    if w.chance(0.7):
        s.say("cried", a, bad=w.one("bad"))
    s.talk("let us look", b, a)
    seeker = b if w.chance(0.5) else a
    s.say("look in", seeker, box=first)
    s.say("only there", seeker, thing=thing, thing2=other)
    if w.chance(0.4):
        s.look(seeker, thing, second)
    s.look(a, thing, home)
    s.talk("thanks", a, b)
    if w.chance(0.4):
        s.talk("welcome", b)
    if w.chance(0.5):
        s.talk("promise", a)
    else:
        s.say("happy end", a)


def gift(w: World, s: Scene) -> None:
    """A friend's wish is overheard and comes true."""
    a, b = w.cast(2)
    thing, box, adj = w.one("keepsake"), w.one("box"), w.one("adj")
    s.say("wants", a, thing=thing)
    s.say("knows wish", b, a)
    s.say("buys", b, thing=thing, adj=adj)
    s.put(b, thing, box)
    s.say("birthday", a, day=w.one("day"))
    s.talk("for you", b, a, box=box)
    s.say("opens gift", a, box=box, adj=adj, thing=thing)
    if w.chance(0.5):
        s.talk("just what", a, thing=thing)
    s.talk("thanks", a, b)
    s.say("friends end", a, b)


def swap(w: World, s: Scene) -> None:
    """Two want what the other has; one of them may not want to part with it."""
    a, b = w.cast(2)
    thing, thing2 = w.some("keepsake", 2)
    adj, adj2 = w.some("adj", 2)
    if w.chance(0.5):
        s.say("meet", a, b, at_place=w.one("at_place"), day=w.one("day"))
    s.own(a, thing2, adj)
    s.own(b, thing, adj2)
    s.say("wants the", a, thing=thing)
    s.talk("can we swap", a, thing=thing, thing2=thing2)
    if w.chance(0.65):
        s.talk("yes swap", b, thing=thing, thing2=thing2)
        s.holder[thing], s.holder[thing2] = a, b
        s.say("swapped", a, b, thing=thing, thing2=thing2)
        if w.chance(0.5):
            s.say("has now", s.holder[thing], thing=thing)
        s.say("friends end", a, b)
    else:
        s.talk("no swap", b, thing=thing, thing2=thing2)
        s.say("no matter", b, a, thing=thing)
        s.say("happy end", b)


def pass_on(w: World, s: Scene) -> None:
    """A thing goes from hand to hand, and someone asks who has it."""
    chain = w.cast(3)
    thing = w.one("keepsake")
    opening(w, s)
    s.own(chain[0], thing, w.look_of(thing))
    for giver, taker in ((chain[0], chain[1]), (chain[1], chain[2]))[: 1 + w.chance(0.7)]:
        s.say("why give", giver, taker)
        s.say("gives on", giver, taker, thing=thing)
        s.holder[thing] = taker
    holder = s.holder[thing]
    if holder is chain[2]:
        s.talk("who has", chain[0], thing=thing)
        s.talk("has answer", chain[1], holder)
    else:
        s.say("has now", holder, thing=thing)
    s.say("happy end", holder)


def share(w: World, s: Scene) -> None:
    """Who shares food is fed another day; who does not is put to shame by kindness."""
    a, b = w.cast(2)
    snack, snack2 = w.some("snack", 2)
    opening(w, s)
    s.say("has food", a, snack=snack)
    s.say("hungry", b, snack=snack)
    kind = w.chance(0.6)
    s.say("gives half" if kind else "eats alone", a, b, snack=snack)
    if kind:
        if w.chance(0.5):
            s.say("tasted")
        s.talk("thanks", b, a)
    s.say("next day", a)
    s.say("gives back" if kind else "gives anyway", b, a, snack=snack2)
    if kind:
        s.talk("welcome", b)
    else:
        s.say("ashamed", a)
        s.talk("sorry", a, b)
    s.say("friends end", a, b)


def broken(w: World, s: Scene) -> None:
    """Something breaks, is hidden, and the truth comes out."""
    a, b = w.cast(2)
    thing, box = w.one("toy"), w.one("box")
    s.own(a, thing, w.look_of(thing))
    if w.chance(0.5):
        s.say("loves", a, thing=thing)
    s.say("breaks", b, thing=thing)
    s.inside[thing] = box
    s.say("hides it", b, thing=thing, box=box)
    s.talk("where is it", a, b, thing=thing)
    s.say("ashamed", b)
    s.talk("tells", b, a, thing=thing, box=box)
    s.look(a, thing, box)
    s.talk("forgive", a, b, thing=thing)
    s.say("mend", a, b, thing=thing)
    s.say("friends end", a, b)


THINGS = (moved, moved, moved, lost, lost, gift, swap, pass_on, share, broken)
