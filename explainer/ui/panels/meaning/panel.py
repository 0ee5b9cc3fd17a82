"""Map of words: what the model holds words to mean, as places on a map, and which lie nearest to a chosen one.

Topic: ``embeddings``. The map comes from the engine, steadied from frame to frame; neighbours are worked out here, for
the chosen word only, from the vectors themselves and not from the map.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from explainer.engine.frames import Embeddings, Floats, Frame
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, isolated, percent, visible
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.meaning import kinds
from explainer.ui.panels.meaning.chips import MapLegend
from explainer.ui.panels.meaning.nearlist import Near, NearList, cosine_text
from explainer.ui.panels.meaning.neighbours import cosines, nearest, word_to_begin_with
from explainer.ui.panels.meaning.wordmap import WordMap
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine

NEAREST = 16
FLAT_ENOUGH = 0.5  # share of the differences from which on what lies close on the map can be trusted to be alike
FAR_AWAY = 0.35  # cosine below which not even the nearest is called near; random ones reach 0.3
SORT_SECONDS = 0.9  # an order that changes faster cannot be read; the numbers follow every frame
MOST_FOUND = 24  # words that a search marks


class MapPanel(Panel):
    """Two cards: the map, and the words most alike."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, context.look
        self._frame: Embeddings | None = None
        self._ids: dict[str, int] = {}  # word -> token
        self._chosen: int | None = None  # token
        self._by_person = False  # the chosen word was chosen by a person, not taken from the prompt
        self._then: tuple[int, Floats] | None = None  # step and vectors from when it was chosen
        self._near: list[int] = []
        self._usual = 0.0  # the cosine below which half of all words lie, to the chosen one
        self._sorted_for, self._sorted_at = -1, 0.0
        self.map_card = self._make_map()
        self.near_card = self._make_near()
        beside = [[Stack(self.map_card, share=2, least=340), Stack(self.near_card, least=290)]]
        stack = below(self.map_card, self.near_card)
        CardGrid(self._look, self, {TWO_COLUMNS: beside, 0: stack}, stretch={self.near_card: 0})
        context.prompt.changed.connect(self._prompt_changed)
        self._look.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    def _make_map(self) -> Card:
        look = self._look
        self.search = QLineEdit()
        self.search.setProperty("kind", "field")
        self.search.setPlaceholderText(self.tr("Find a word"))
        self.search.setAccessibleName(self.tr("Find a word on the map"))
        self.search.setToolTip(self.tr("Type the beginning of a word; Enter chooses it, Escape clears"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._take_found)
        self.hits = TextLine(look, size=14.5)
        self.map = WordMap(
            look, self.tr("Here every word will have a place, close to the words that the model uses alike.")
        )
        self.map.setToolTip("")
        self.map.chosen.connect(lambda token: self.choose(None if token < 0 else token))
        self.whole = Button(
            look,
            self.tr("Whole map"),
            name=self.tr("Show the whole map"),
            tip=self.tr("Show the whole map again (Home, while the map has the keys)"),
        )
        self.whole.clicked.connect(lambda: self.map.show_part(None))
        self.whole.setEnabled(False)
        self.map.moved.connect(lambda: self.whole.setEnabled(self.map.view.moved))
        self.legend = MapLegend(look)
        self.legend.alone.connect(lambda group: self.map.show_group(None if group < 0 else group))
        tools = QHBoxLayout()
        tools.addWidget(self.search)
        tools.addWidget(self.hits, 1)
        tools.addWidget(self.whole)
        return Card(
            look,
            self.tr("Words as places"),
            self.tr("Close together: alike to the model."),
            Stacked(look, tools, self.map, self.legend, gap=6),
            more=definition("meaning", "map"),
            table=self._map_table,
        )

    def _make_near(self) -> Card:
        look = self._look
        self.near_text = Paragraph(look, lines=2, size=16.5)
        self.near = NearList(look, self.tr("Used most alike"))
        self.near.taken.connect(lambda near: self.choose(near.token))
        self.dimensions = Paragraph(look, lines=3, size=14.5, colour="ink2")
        return Card(
            look,
            self.tr("Used most alike"),
            self.tr("Click one to go on"),
            Stacked(look, self.near_text, self.near, self.dimensions, gap=6),
            more=definition("meaning", "near"),
            table=self.near.numbers,
        )

    # ---- the panel's contract ---------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw the map."""
        prepared = self._context.show.prepared
        if not isinstance(frame, Embeddings) or prepared is None or prepared.run != frame.run:
            return
        new = self._frame is None or self._frame.run != frame.run or self._frame.words is not frame.words
        self._frame = frame
        if new:
            self._ids = {visible(prepared.pieces[t]): t for t in reversed(frame.words.tolist())}
            found = set(np.array(kinds.groups_of(frame.kinds))[frame.words].tolist()) if frame.kinds else set()
            self.legend.show_groups(sorted(found) if len(found) > 1 else ())
        self.map.apply(frame, prepared.pieces)
        if self._chosen is None and not self._by_person:
            self._choose_from_prompt()
        elif new and self.search.text():
            self._search(self.search.text())
        self._renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._frame, self._then, self._near, self._by_person = None, None, [], False
        self._sorted_for, self._chosen = -1, None
        self._ids = {}
        self.map.clear()
        self.near.show_rows((), None)
        self.legend.show_groups(())
        self._tell()

    def kept(self) -> Mapping[str, Kept]:
        """What is searched for, the chosen word, the kind that is shown alone, and the part of the map that is seen."""
        return {
            "search": Kept(self.search.text, self.search.setText),
            "word": Kept(self._word_by_person, self._choose_word),
            "kind": Kept(lambda: self.legend.kind, self.legend.show_kind),
            "part": Kept(lambda: self.map.seen_part, self.map.show_part),
        }

    def caption(self) -> str:
        """What the view answers."""
        return self.tr("Which words does it use alike?")

    def summary(self) -> str:
        """The neighbours in words."""
        frame, token = self._frame, self.map.selected
        if frame is None:
            return self.tr("There is no map of words yet.")
        shown = self.tr("{n} words on a map that shows {share} of what tells them apart.").format(
            n=count(len(frame.words)), share=percent(frame.explained)
        )
        if token is None or not self.near.rows:
            return shown + " " + self.tr("No word is chosen.")
        near = ", ".join(f"“{isolated(row.text)}” {cosine_text(row.cosine)}" for row in self.near.rows[:3])
        return (
            shown
            + " "
            + self.tr("Used most like “{word}”, from 0 to 1: {near}.").format(
                word=isolated(self._word(token)), near=near
            )
        )

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame, token = self._frame, self.map.selected
        rows = self.near.rows
        dash = "–"
        return {
            "word": safe(isolated(self._word(token))) if token is not None else dash,
            "near": ", ".join(f"**{safe(isolated(row.text))}**" for row in rows[:3]) or dash,
            "near_cosine": cosine_text(rows[0].cosine) if rows else dash,
            "map_share": percent(frame.explained) if frame is not None else dash,
            "n_numbers": str(frame.vectors.shape[1]) if frame is not None else dash,
        }

    # ---- choosing ---------------------------------------------------------------------------------------------------

    def choose(self, token: int | None) -> None:
        """A person chose a word, or let go of it."""
        self._by_person = True
        self._take(token)

    def _word_by_person(self) -> str | None:
        """The word that a person chose, "" where they let go of it, None where it follows the text."""
        if not self._by_person:
            return None
        return self._word(self._chosen) if self._chosen is not None else ""

    def _choose_word(self, word: str | None) -> None:
        if word and word not in self._ids:
            raise ValueError(f"there is no word {word!r} on the map")
        if word is not None:
            self.choose(self._ids[word] if word else None)
        elif self._by_person:
            self._by_person = False
            self._choose_from_prompt()

    def _choose_from_prompt(self) -> None:
        if self._frame is not None:
            self._take(word_to_begin_with(self._context.prompt.text, self._frame, self._ids))

    def _take(self, token: int | None) -> None:
        frame = self._frame
        if frame is None:
            return
        if token != self._chosen or self._then is None:
            self._then = (frame.step, frame.vectors)
        self._chosen = token
        self.near.let_go()
        self._renew()
        if token is not None:
            self.map.bring_into_sight(token)

    def _prompt_changed(self) -> None:
        if self._frame is not None and not self._by_person:
            token = word_to_begin_with(self._context.prompt.text, self._frame, self._ids)
            if token != self._chosen:
                self._take(token)

    def _renew(self) -> None:
        """Work out the neighbours of the chosen word."""
        frame, token = self._frame, self._chosen
        if frame is None or token is None or self._then is None:
            self.near.show_rows((), None)
            self._near = []
        else:
            now = cosines(frame.vectors, token)
            step, vectors = self._then
            before = now if vectors is frame.vectors else cosines(vectors, token)
            moment = time.monotonic()
            if self.near.held:
                self._near = list(self.near.held)
            elif not self._near or self._sorted_for != token or moment - self._sorted_at >= SORT_SECONDS:
                self._near = nearest(now, frame.words, token, NEAREST)
                self._sorted_for, self._sorted_at = token, moment
            self._usual = float(np.median(now[frame.words]))
            rows = [Near(t, self._word(t), float(now[t]), float(before[t])) for t in self._near]
            self.near.show_rows(rows, step if step != frame.step else None, self._word(token))
        self.map.show_choice(token, tuple(self._near), self.map.found)
        self._tell()

    def _search(self, text: str) -> None:
        """Mark the words that begin with ``text``, or else contain it."""
        asked = text.strip().lower()
        found: list[int] = []
        if asked:
            begin = [t for word, t in self._ids.items() if word.lower().startswith(asked)]
            within = [t for word, t in self._ids.items() if asked in word.lower()]
            exact = [t for word, t in self._ids.items() if word.lower() == asked]
            found = list(dict.fromkeys(exact + (begin or within)))
        hits = self.tr("1 word found") if len(found) == 1 else self.tr("{n} words found").format(n=len(found))
        self.hits.set_text(hits if asked else "")
        self.map.show_choice(self.map.selected, tuple(self._near), tuple(found[:MOST_FOUND]))

    def _take_found(self) -> None:
        """Enter in the search box."""
        if self.map.found:
            self.choose(self.map.found[0])

    # ---- words ------------------------------------------------------------------------------------------------------

    def _word(self, token: int) -> str:
        prepared = self._context.show.prepared
        return visible(prepared.pieces[token]) if prepared is not None else ""

    def _tell(self) -> None:
        frame, token, rows = self._frame, self.map.selected, self.near.rows
        if frame is None:
            self.near_text.set_text(self.tr("Here the words nearest to a chosen one will stand, with numbers."))
            self.dimensions.set_text("")
            return
        share = percent(frame.explained)
        text = self.tr("Flat, it shows only {share} of what tells words apart: trust the list, not the map.")
        if frame.explained >= FLAT_ENOUGH:
            text = self.tr("Close together: alike to the model. Flat, it shows {share} of what tells words apart.")
        if self.legend.items:
            text += " " + self.tr("The colours are ours.")
        self.map_card.set_caption(text.format(share=share))
        if token is None:
            text = self.tr("Click a word on the map, or type one into the search box.")
        elif not rows:
            text = self.tr("There is no other word on the map.")
        elif rows[0].cosine < FAR_AWAY:
            text = self.tr("Nothing is used like **{word}** yet: even {nearest} is far away.")
        else:
            text = self.tr("Used most like **{word}**: {near}. The lower the number, the less it says.")
        words = [f"**{safe(isolated(row.text))}**" for row in rows[:3]]
        word = safe(isolated(self._word(token))) if token is not None else ""
        self.near_text.set_text(text.format(word=word, near=", ".join(words), nearest=next(iter(words), "")))
        text = self.tr("By all {n} numbers that the model has for a word: 1 is the same, 0 has nothing in common.")
        if token is not None and rows:
            text += " " + self.tr("For comparison: half of all words are alike to it by less than {usual}.")
        self.dimensions.set_text(text.format(n=frame.vectors.shape[1], usual=cosine_text(self._usual)))
        self.tell_summary(self.map_card)
        self.near_card.describe("; ".join(self.near.sentences()))

    def _map_table(self) -> Table | None:
        frame = self._frame
        if frame is None:
            return None
        rows = tuple(
            (
                int(t),
                self._word(t),
                frame.kinds[t],
                float(frame.xy[t, 0]),
                float(frame.xy[t, 1]),
                int(frame.frequency[t]),
            )
            for t in range(len(frame.xy))
        )
        return Table(("token", "piece", "kind", "x", "y", "occurrences"), rows)

    def _restyle(self) -> None:
        self.search.setFixedWidth(self._look.px(200))
