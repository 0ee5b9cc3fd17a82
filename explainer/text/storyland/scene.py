"""The simulated world of one story: who is there, what lies where, and who knows it.

Each action changes the state first and then tells what happened, so the text cannot disagree with the world. A
character who is away when a thing is moved goes on believing the old place, and looks there.
"""

from random import Random

from explainer.text.storyland.phrasebook import Book
from explainer.text.storyland.teller import Person, Teller


class Scene(Teller):
    """A stage with characters, things and boxes."""

    def __init__(self, rng: Random, book: Book) -> None:
        super().__init__(rng, book)
        self.inside: dict[str, str] = {}  # thing -> the box it lies in
        self.holder: dict[str, Person] = {}  # thing -> the person who holds it
        self.here: list[Person] = []  # who sees what happens now
        self._belief: dict[tuple[str, str], str] = {}  # (name, thing) -> the box where that person thinks it is

    def enter(self, *persons: Person) -> None:
        """Let people be present from now on (told elsewhere)."""
        self.here += [person for person in persons if person not in self.here]

    def own(self, a: Person, thing: str, adj: str) -> None:
        """`a` has a thing."""
        self.holder[thing] = a
        self.say("has", a, thing=thing, adj=adj)

    def put(self, a: Person, thing: str, box: str) -> None:
        """`a` puts a thing in a box; everyone present knows it then."""
        self.holder.pop(thing, None)
        self.inside[thing] = box
        self._witness(thing, box)
        self.say("put", a, thing=thing, box=box)

    def move(self, a: Person, thing: str, box: str) -> None:
        """`a` moves a thing from the box it lies in to another."""
        old, self.inside[thing] = self.inside[thing], box
        self._witness(thing, box)
        self.say("move", a, thing=thing, box=old, box2=box)

    def leave(self, a: Person, errand: str, place: str) -> None:
        """`a` goes away on an errand ("play", "wash", "place", "bed") and sees nothing of what happens."""
        self.here.remove(a)
        self.say(f"leave {errand}", a, place=place)

    def come_back(self, a: Person, errand: str, place: str, thing: str) -> None:
        """`a` returns from an errand and wants a thing."""
        self.enter(a)
        self.say(f"return {errand}", a, place=place, thing=thing)

    def sees_secretly(self, a: Person) -> None:
        """`a`, who seems to be away, learns where everything lies now."""
        for thing, box in self.inside.items():
            self._belief[a.name, thing] = box
        self.say("saw it", a)

    def believes(self, a: Person, thing: str) -> str:
        """Return the box in which `a` thinks the thing is."""
        return self._belief[a.name, thing]

    def look(self, a: Person, thing: str, box: str) -> bool:
        """`a` looks for a thing in a box; tells whether it is there and returns it."""
        if self.inside.get(thing) == box:
            self.say("found", a, thing=thing, box=box)
            self.holder[thing] = a
            del self.inside[thing]
            return True
        self.say("look in", a, box=box)
        self.say("not there", a, thing=thing, box=box)
        return False

    def _witness(self, thing: str, box: str) -> None:
        for person in self.here:
            self._belief[person.name, thing] = box
