"""Overview: what happens to your words on their way through the model, as one picture that is alive.

Topic: ``trip``. Block, head and the piece that looks are shared with the other views (``focus``).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explainer.engine.frames import Frame, Trip
from explainer.ui.intents import OpenView
from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING, count
from explainer.ui.panels.overview.captions import sentence, way
from explainer.ui.panels.overview.picture import TripPicture
from explainer.ui.panels.overview.scene import piece_name
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.kept import Kept


class OverviewPanel(Panel):
    """One card: the trip."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None, *, animate: bool = True) -> None:
        super().__init__(parent)
        look = context.look
        self._look, self._context = look, context
        self.picture = TripPicture(
            look,
            context.focus,
            lambda view: view in context.actions.views,
            self.tr(
                "Here you will see one trip through the model: your words as pieces, each piece as numbers, the blocks "
                "they go through, and the bets that come out."
            ),
            animate=animate,
        )
        self.picture.view_asked.connect(lambda view: context.actions.do(OpenView(view)))
        self.picture.changed.connect(self._describe)
        self.picture.film.changed.connect(self._show_playing)
        self.card = Card(
            look,
            self.tr("From words to bets"),
            self.tr("From left to right. Thicker purple line: more is borrowed from that piece. Point at anything."),
            self.picture,
            more=definition("overview", "picture"),
            table=self._table,
        )
        self.play_button = Button(
            look,
            self.tr("Follow one trip"),
            icon="play",
            tip=self.tr("Show one trip stage by stage  (T; Escape stops)"),
        )
        self.play_button.clicked.connect(self.picture.play)
        self.card.add_button(self.play_button)
        self.picture.setToolTip(
            self.tr(
                "Left and right: another block. Up and down: another piece looks. 1 to 9: a way of looking, 0: all. "
                "Tab: from part to part (Escape, Tab: out of the picture), Enter opens its view. T: one trip."
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self._show_playing()

    def apply(self, frame: Frame) -> None:
        """Draw the trip."""
        prepared = self._context.show.prepared
        if isinstance(frame, Trip) and prepared is not None:
            self.picture.apply(frame, prepared.pieces)

    def clear(self) -> None:
        """No trip."""
        self.picture.clear()
        self._describe()

    def kept(self) -> Mapping[str, Kept]:
        """Whether the mean of all heads is shown; which head else, all views share. The film only passes."""
        picture, focus = self.picture, self._context.focus
        return {
            "mean": Kept(lambda: picture.mean, lambda mean: picture.choose_head(None if mean else focus.head)),
        }

    def caption(self) -> str:
        """What the view answers."""
        return self.tr("One trip through the model: what happens to your words before it guesses the next one.")

    def summary(self) -> str:
        """Who looks where, and what comes out."""
        scene = self.picture.scene
        if scene is None:
            return self.tr("There is no trip to see yet.")
        text = self.tr("{pieces} pieces go through {blocks} blocks. {sentence} The best bets: {bets}.")
        return text.format(
            pieces=scene.n,
            blocks=scene.n_layer,
            sentence=sentence(scene),
            bets=", ".join(
                self.tr("{share} on {word}").format(share=share, word=scene.bet(rank).told())
                for rank, (_, share) in enumerate(self.picture.bets()[:3])
            ),
        )

    def values(self) -> Mapping[str, str]:
        """The piece that looks, and where."""
        scene = self.picture.scene
        if scene is None:
            fields = ("pieces", "looking", "blocks", "numbers", "ways", "on", "units", "leans")
            return {f"trip_{field}": NOTHING for field in fields}
        return {
            "trip_pieces": count(scene.n),
            "trip_looking": safe(scene.name(scene.looking)),
            "trip_blocks": count(scene.n_layer),
            "trip_numbers": count(scene.n_embd),
            "trip_ways": count(scene.n_layer * scene.n_head),
            "trip_on": count(scene.n_on),
            "trip_units": count(len(scene.units)),
            "trip_leans": safe(sentence(scene)),
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """T plays one trip, Escape stops it."""
        if event.modifiers():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_T:
            self.picture.play()
        elif event.key() == Qt.Key.Key_Escape and self.picture.film.playing:
            self.picture.film.stop()
        else:
            super().keyPressEvent(event)

    def _describe(self) -> None:
        self.tell_summary(self.card)
        if (told := self.picture.spoken()) and told != self.picture.accessibleDescription():
            self.picture.setAccessibleDescription(told)  # the part chosen with the keys, not the whole

    def _show_playing(self) -> None:
        playing = self.picture.film.playing
        self.play_button.setText(self.tr("Stop") if playing else self.tr("Follow one trip"))
        self.play_button.setAccessibleName(self.play_button.text())
        self.play_button.set_icon("stop" if playing else "play")

    def _table(self) -> Table | None:
        """Who gets how much attention, and the bets."""
        scene = self.picture.scene
        if scene is None:
            return None
        frame = scene.frame
        looks = self.tr("attention of “{piece}” ({way})").format(piece=scene.name(scene.looking), way=way(scene))
        rows: list[tuple[object, ...]] = [
            (looks, i + 1, scene.name(i), "", int(frame.seen_ids[i]), float(scene.weights[i])) for i in range(scene.n)
        ]
        bets = self.tr("bet on the next piece")
        for rank, (token, bet) in enumerate(zip(frame.bet_ids, frame.bets, strict=True)):
            word = scene.bet(rank)
            rows.append((bets, rank + 1, piece_name(word.piece), word.whole, int(token), float(bet)))
        columns = (
            self.tr("what"),
            self.tr("place"),
            self.tr("piece"),
            self.tr("the word it becomes"),
            self.tr("token"),
            self.tr("share"),
        )
        return Table(columns, tuple(rows))
