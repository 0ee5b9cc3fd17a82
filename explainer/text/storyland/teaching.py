"""Documents about facts: paragraphs, quizzes, someone asks someone, lessons, guessing games.

These make up a good third of all text, so that facts are seen often, in many forms, and can be asked for.
"""

from explainer.text.storyland.knowledge import KINDS, FactRow, about
from explainer.text.storyland.lore import Said
from explainer.text.storyland.scene import Scene
from explainer.text.storyland.world import World


def animal_paragraph(w: World, s: Scene) -> None:
    """All there is to say about one animal, and sometimes what someone thinks of it."""
    lore, said = w.lore, Said()
    a, b = w.cast(2)
    animal = lore.pick_animal()
    known = list(lore.of_animal[animal])
    w.rng.shuffle(known)
    if w.chance(0.25):
        s.say("fact opening", a, b, about=about(known[0]))
    s.add(lore.words("tell", known[0], said))
    for row in known[1:]:
        s.add(lore.words("it" if w.chance(0.55) else "tell", row, said))
    for _ in range(max(0, 3 - len(known)) + w.chance(0.5)):
        s.add(lore.words("tell", s.one_of(known), said))
    if w.chance(0.3):
        s.say("animal ending", a, animal=animal)


def theme_paragraph(w: World, s: Scene) -> None:
    """Several facts of one kind."""
    lore, said = w.lore, Said()
    a, b = w.cast(2)
    kind = lore.pick(tries=2).kind
    rows: dict[str, FactRow] = {}
    for _ in range(5 + int(w.random() * 5)):
        row = lore.pick(lore.by_kind[kind])
        rows[row.id] = row
    for row in rows.values():
        s.add(lore.words("tell", row, said))
    if w.chance(0.2):
        s.say("fact ending", a, b)


def one_fact_paragraph(w: World, s: Scene) -> None:
    """One fact that stands alone, said in two or three ways, and its neighbour."""
    lore, said = w.lore, Said()
    a, b = w.cast(2)
    row = lore.pick([row for row in lore.rows if KINDS[row.kind][0] != "animal"])
    if w.chance(0.25):
        s.say("fact opening", a, b, about=about(row))
    for _ in range(2 + w.chance(0.5)):
        s.add(lore.words("tell", row, said))
    neighbour = lore.pick([other for other in lore.by_kind[row.kind] if other is not row])
    for _ in range(1 + w.chance(0.7)):
        s.add(lore.words("tell", neighbour, said))
    if w.chance(0.2):
        s.say("fact ending", a, b)


def quiz(w: World, s: Scene) -> None:
    """Questions without answers, one after the other."""
    lore = w.lore
    rows = lore.rows if w.chance(0.6) else lore.by_kind[s.one_of(lore.rows).kind]
    asked: dict[str, None] = {}
    for _ in range(5 + int(w.random() * 5)):
        asked[lore.words("ask", s.one_of(rows))] = None
    by_line = w.chance(0.5)
    for i, question in enumerate(asked):
        if by_line and i:
            s.line()
        s.add(question)


def answers(w: World, s: Scene) -> None:
    """Questions, each with its answer right behind it. A heading tells it from a quiz, where nobody answers."""
    a, b = w.cast(2)
    lore = w.lore
    rows = lore.rows if w.chance(0.5) else lore.by_kind[s.one_of(lore.rows).kind]
    s.say("answers opening", a, b)
    told: dict[str, FactRow] = {}
    for _ in range(4 + int(w.random() * 4)):
        row = lore.pick(rows)
        told[row.id] = row
    by_line = w.chance(0.5)
    for row in told.values():
        if by_line:
            s.line()
        s.add(lore.words("ask", row))
        s.add(lore.words("say", row))


def asked(w: World, s: Scene) -> None:
    """Someone wants to know something and asks a friend who knows."""
    a, b = w.cast(2)
    lore = w.lore
    row = lore.pick()
    s.say("curious", a, b, about=about(row))
    question = lore.words("ask", row)
    if w.chance(0.3):
        question = s.phrase("do you know", None, b) + " " + question
    s.speak(a, question)
    if w.chance(0.5):
        s.say("thinks", b)
    s.speak(b, lore.words("say", row))
    if w.chance(0.35):
        s.talk("really", a, b)
    if w.chance(0.4):
        s.add(lore.words("tell", row))
    if w.chance(0.6):
        pool = lore.of_animal.get(row.subject, lore.by_kind[row.kind])
        more = lore.pick([other for other in pool if other is not row] or list(pool))
        s.speak(a, lore.words("ask", more))
        s.speak(b, lore.words("say", more))
    if w.chance(0.25):
        s.talk("you know a lot", a, b)
        s.talk("book told me", b)
    else:
        s.say("learned", a)


def lesson(w: World, s: Scene) -> None:
    """The teacher asks, children answer."""
    a, b = w.cast(2)
    lore = w.lore
    row = lore.pick()
    s.say("lesson", a, about=about(row))
    for pupil, asked_row in ((a, row), (b, lore.pick(lore.by_kind[row.kind]))):
        s.add(f'"{lore.words("ask", asked_row)}" {s.phrase("asks teacher")}')
        s.speak(pupil, lore.words("say", asked_row))
        s.say("right said teacher", pupil)


def conversation(w: World, s: Scene) -> None:
    """Two talk about what they know, line by line."""
    a, b = w.cast(2)
    lore = w.lore
    for i in range(3 + w.chance(0.5)):
        row = lore.pick()
        if i:
            s.line()
        s.speak(a, lore.words("ask", row))
        s.line()
        s.speak(b, lore.words("say" if w.chance(0.6) else "tell", row))
        a, b = b, a


def guess(w: World, s: Scene) -> None:
    """Which animal is it?"""
    a, b = w.cast(2)
    lore = w.lore
    row = lore.pick([row for row in lore.rows if KINDS[row.kind][0] == "animal" and row.kind != "young"])
    same = {r.subject for r in lore.by_kind[row.kind] if r.phrase == row.phrase}
    s.say("guess game", a, b)
    s.speak(a, f"{s.phrase('thinking of')} {lore.words('it', row)}")
    if w.chance(0.5):
        wrong = s.one_of([animal for animal in lore.animals if animal not in same])
        s.talk("is it", b, animal=wrong)
        s.talk("no guess", a, animal=wrong)
    s.talk("is it", b, animal=row.subject)
    s.talk("yes guess", a, animal=row.subject)
    s.add(lore.words("tell", row))
    s.talk("your turn", b)
