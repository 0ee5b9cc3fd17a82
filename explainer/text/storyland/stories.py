"""Stories about things: hidden, moved, lost, given, swapped, broken. The state of the world decides how they go."""

from explainer.text.storyland.scene import Scene
from explainer.text.storyland.world import World


def opening(w: World, s: Scene) -> None:
    """Begin with the weather, or not at all."""
    if w.chance(0.4):
        s.say("fine day")
    elif w.chance(0.15):
        s.say("rainy day")


def moved(w: World, s: Scene) -> None:
    """A thing is moved while its owner is away, who looks where it was, unless the owner saw it."""
    a, b = w.cast(2)
    thing, adj = w.one("thing"), w.one("adj")
    box, box2 = w.some("box", 2)
    opening(w, s)
    s.enter(a, b)
    s.own(a, thing, adj)
    if w.chance(0.4):
        s.say("loves", a, thing=thing)
    s.put(a, thing, box)
    s.leave(a, w.one("place"))
    if w.chance(0.5):
        s.say("why move", b, box=box)
    s.move(b, thing, box2)
    saw = w.chance(0.3)
    if saw:
        s.sees_secretly(a)
    else:
        s.say("not seen", a)
    s.say("come back", a, thing=thing)
    s.enter(a)
    if saw:
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
        if w.chance(0.5):
            s.talk("sorry", b, a)
    s.say("both laugh", a, b)


def lost(w: World, s: Scene) -> None:
    """Something was put away and forgotten; a friend helps to look for it, box by box."""
    a, b = w.cast(2)
    thing, other = w.some("thing", 2)
    boxes = w.some("box", 3)
    opening(w, s)
    s.own(a, thing, w.one("adj"))
    home = boxes[int(w.random() * 2) + 1]
    s.put(a, thing, home)
    s.say("forgot", a)
    s.say("lost", a, thing=thing, day=w.one("day"))
    s.say("cried", a, bad=w.one("bad"))
    s.talk("let us look", b, a)
    s.say("look in", b if w.chance(0.5) else a, box=boxes[0])
    s.say("only there", a, thing=thing, thing2=other)
    if home == boxes[2] and w.chance(0.5):
        s.look(b, thing, boxes[1])
    s.look(a, thing, home)
    s.talk("thanks", a, b)
    if w.chance(0.5):
        s.talk("welcome", b)
    if w.chance(0.5):
        s.talk("promise", a)
    else:
        s.say("happy end", a)


def gift(w: World, s: Scene) -> None:
    """A friend's wish is overheard and comes true."""
    a, b = w.cast(2)
    thing, box, adj = w.one("thing"), w.one("box"), w.one("adj")
    opening(w, s)
    s.say("wants", a, thing=thing)
    s.say("knows wish", b, a)
    s.say("buys", b, thing=thing, adj=adj)
    s.put(b, thing, box)
    s.say("birthday", a, day=w.one("day"))
    s.talk("for you", b, a, box=box)
    s.say("opens gift", a, box=box, adj=adj, thing=thing)
    if w.chance(0.5):
        s.talk("just what", a)
    s.talk("thanks", a, b)
    s.say("friends end", a, b)


def swap(w: World, s: Scene) -> None:
    """Two want what the other has; one of them may not want to part with it."""
    a, b = w.cast(2)
    thing, thing2 = w.some("thing", 2)
    adj, adj2 = w.some("adj", 2)
    s.own(a, thing2, adj)
    s.own(b, thing, adj2)
    s.say("wants the", a, thing=thing)
    s.talk("can we swap", a, thing=thing, thing2=thing2)
    if w.chance(0.65):
        s.talk("yes swap", b)
        s.holder[thing], s.holder[thing2] = a, b
        s.say("swapped", a, b, thing=thing, thing2=thing2)
        s.say("friends end", a, b)
    else:
        s.talk("no swap", b)
        s.say("waits", a, thing=thing)
        s.say("happy end", b)


def share(w: World, s: Scene) -> None:
    """Who shares food is fed another day; who does not is put to shame."""
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
    s.say("gives back", b, a, snack=snack2)
    if not kind:
        s.say("ashamed", a)
        s.talk("sorry", a, b)
    else:
        s.talk("welcome", b)
    s.say("friends end", a, b)


def broken(w: World, s: Scene) -> None:
    """Something breaks, is hidden, and the truth comes out."""
    a, b = w.cast(2)
    thing, box = w.one("toy"), w.one("box")
    s.own(a, thing, w.one("adj"))
    s.say("loves", a, thing=thing)
    s.say("breaks", b, thing=thing)
    if w.chance(0.7):
        s.inside[thing] = box
        s.say("hides it", b, thing=thing, box=box)
        s.talk("where is it", a, b, thing=thing)
        s.say("ashamed", b)
    s.talk("tells", b, a, thing=thing)
    s.talk("forgive", a, b, thing=thing)
    s.say("mend", a, b, thing=thing)
    s.say("friends end", a, b)


THINGS = (moved, moved, lost, lost, gift, swap, share, broken)
