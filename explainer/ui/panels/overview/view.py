"""The picture of the trip: which scene it shows, where, and its film. Painting is in ``paint*``, hands in ``picture``.

Which pieces have a row is only chosen anew when a person changed something, never by training: nothing jumps.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QHideEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Trip
from explainer.ui.focus import Focus
from explainer.ui.look import Look
from explainer.ui.numbers import count, percent
from explainer.ui.panels.overview import paintblock, paintcolumns
from explainer.ui.panels.overview.canvas import HEADING, LEFT, RIGHT, WORDS, Canvas
from explainer.ui.panels.overview.captions import sentence, stage_told
from explainer.ui.panels.overview.controls import Control
from explainer.ui.panels.overview.film import Film, FilmStage
from explainer.ui.panels.overview.layout import TripLayout, place, rows_that_fit
from explainer.ui.panels.overview.parts import AttentionRibbon, Part, PartKind, areas, ribbons
from explainer.ui.panels.overview.scene import TripScene, make_scene
from explainer.ui.widgets.picture import Picture


class TripView(Picture[Part]):
    """The picture, for eyes only.

    Attributes:
        scene: what is shown, or None while there is nothing. places: where. ribbons: as they are painted.
        mean: whether the mean of all heads of the block is shown.
    """

    SIZE, LEAST, LETTERS = (760, 290), (560, 290), HEADING

    changed = Signal()  # what is shown changed: another piece looks, another head, another frame

    def __init__(
        self,
        look: Look,
        focus: Focus,
        empty: str,
        *,
        animate: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", empty, parent)
        self._focus = focus
        self._frame: Trip | None = None
        self._next: tuple[Trip, tuple[str, ...]] | None = None  # came while a trip was playing
        self._vocabulary: tuple[str, ...] = ()
        self.scene: TripScene | None = None
        self.places: TripLayout | None = None
        self.ribbons: list[AttentionRibbon] = []
        self._areas: list[tuple[Part, QRectF]] = []
        self._rows_for: object = None
        self.mean = False
        self._chosen_head = focus.head
        self._preview: int | None = None  # the piece under the pointer
        self._below = False  # there is no room for the heads beside the arrows
        self.film = Film(self, animate=animate)
        self.film.moved.connect(self._repaint_stage)
        self.film.entered.connect(lambda _stage: self._say_stage())
        self.film.changed.connect(self._film_changed)
        self.stepper = Control(
            look,
            self.tr("Open block"),
            self.tr("The open block. Left and right arrows step through the blocks."),
            self,
        )
        self.stepper.picked.connect(lambda at: self.step_block(at - 1) if at >= 0 else None)
        self.heads = Control(
            look,
            self.tr("Way of looking"),
            self.tr("Which way of looking (head) the ribbons show. Arrows, or the keys 1 to 9; 0 for all."),
            self,
        )
        self.heads.picked.connect(lambda at: self.choose_head(at - 1 if at > 0 else None) if at >= 0 else None)
        self.setObjectName("trip")
        self.setAccessibleName(self.tr("One trip through the model"))
        focus.changed.connect(self._focus_changed)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def bets(self) -> list[tuple[str, str]]:
        """(word, percent) of the bets as they are painted."""
        if self.scene is None or self.places is None:
            return []
        frame, scene = self.scene.frame, self.scene
        return [(scene.bet(rank).whole, percent(float(frame.bets[rank]))) for rank in range(len(self.places.bet_rows))]

    def tail_text(self) -> str:
        """The line below the bets."""
        if self.scene is None or self.places is None:
            return ""
        n, share = self.scene.tail(len(self.places.bet_rows))
        return self.tr("…{n} more share {share}").format(n=count(n), share=percent(share)) if n else ""

    def rest_text(self) -> str:
        """What stands in the row of the pieces without one of their own."""
        if self.scene is None or not self.scene.hidden:
            return ""
        text = self.tr("…{n} earlier pieces") if self.scene.hidden_are_first else self.tr("…{n} other pieces")
        return text.format(n=count(self.scene.hidden))

    def sentence(self) -> str:
        """The sentence below the picture."""
        if self.scene is None or self.places is None:
            return ""
        stage = self.film.stage
        if stage is not None:
            return stage_told(self.scene, stage, len(self.places.bet_rows))
        return sentence(self.scene)

    def apply(self, frame: Trip, vocabulary: tuple[str, ...]) -> None:
        """Show ``frame``; while a trip plays it waits."""
        if self.film.playing and self._frame is not None and self._frame.run == frame.run:
            if frame.prompt == self._frame.prompt:
                self._next = (frame, vocabulary)
                return
            self.film.stop()  # someone typed
        self._frame, self._vocabulary, self._next = frame, vocabulary, None
        self._rebuild()

    def clear(self) -> None:
        """Show nothing."""
        self._frame = self._next = self._preview = self._rows_for = None
        self.film.stop()
        self.let_go()
        self._rebuild()

    def choose_head(self, head: int | None) -> None:
        """Show this way of looking, or the mean of all."""
        self.mean = head is None
        if head is not None:
            self._chosen_head = head
            self._focus.look(self._focus.layer, head)
        self._rebuild()

    def step_block(self, step: int) -> None:
        """Open the next block or the one before."""
        self._focus.look(self._focus.layer + step, self._focus.head)

    def play(self) -> None:
        """Show one trip, stage by stage, or stop it."""
        if self.film.playing:
            self.film.stop()
        elif self.scene is not None:
            self._preview = None
            self.let_go()
            self._rebuild()
            self.film.play()

    # ---- building it -------------------------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        frame = self._frame
        shown = frame is not None
        self.stepper.setVisible(shown)
        self.heads.setVisible(shown)
        if frame is None:
            self.scene, self.places, self.ribbons, self._areas = None, None, [], []
            self.update()
            return
        n = len(frame.seen_ids)
        room = rows_that_fit(self._look, self.height())
        head = None if self.mean else self._focus.head
        looking = self._focus.row(n)
        key = (frame.run, frame.seen_ids.tobytes(), self._focus.layer, head, looking, room)
        rows = self.scene.rows if self.scene is not None and key == self._rows_for else None
        self._rows_for = key
        scene = make_scene(
            frame, self._vocabulary, layer=self._focus.layer, head=head, looking=looking, room=room, rows=rows
        )
        if self._preview is not None and self._preview in scene.rows:
            scene = scene.with_looking(self._preview)
        self.scene = scene
        first = int(scene.hidden > 0)
        self.places = place(
            self._look,
            self.width(),
            self.height(),
            n_rows=len(scene.rows) + first,
            has_rest=bool(first),
            looking_row=scene.rows.index(scene.looking) + first,
            layer=scene.layer,
            n_layer=scene.n_layer,
            n_bets=len(frame.bets),
        )
        self.ribbons = ribbons(self._look, scene, self.places)
        self._areas = areas(self._look, scene, self.places)
        self._place_controls()
        self.update()
        self.changed.emit()

    def _place_controls(self) -> None:
        scene, places, px = self.scene, self.places, self._look.px
        if scene is None or places is None:
            return
        self.stepper.show_block(scene.layer, scene.n_layer)
        self.heads.show_heads(scene.head, scene.n_head)
        column = places.block
        wanted = self.stepper.sizeHint()
        self.stepper.setGeometry(round(column.left()) - px(4), 0, wanted.width(), px(24))
        wide = self.heads.sizeHint().width()
        self._below = self.stepper.geometry().right() + px(8) + wide > column.right()
        room = min(wide, round(column.width()))
        self.heads.setGeometry(round(column.right()) - room, px(22) if self._below else 0, room, px(24))

    def _focus_changed(self) -> None:
        if self._focus.head != self._chosen_head:
            self._chosen_head, self.mean = self._focus.head, False
        self._rebuild()

    def restyle(self) -> None:
        """Lay it out anew."""
        super().restyle()
        self._rebuild()

    # ---- the film ----------------------------------------------------------------------------------------------------

    def _film_changed(self) -> None:
        if not self.film.playing and self._next is not None:
            (self._frame, self._vocabulary), self._next = self._next, None
        self._rebuild()

    def _say_stage(self) -> None:
        self.setAccessibleDescription(self.sentence())
        self.update()

    def _repaint_stage(self, stage: int) -> None:
        places = self.places
        if places is None:
            return
        left, right = {
            FilmStage.TOKENS: (0.0, places.tokens.right()),
            FilmStage.MEANING: (places.tokens.right(), places.box.right()),
            FilmStage.BLOCKS: (places.box.right(), places.bets.left()),
            FilmStage.BETS: (places.box.right(), float(self.width())),
        }.get(FilmStage(stage), (places.box.left(), places.box.right()))
        self.update(QRectF(left, 0, right - left, self.height()).toAlignedRect())

    # ---- painting ----------------------------------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether there is a trip to show."""
        return self.scene is not None and self.places is not None

    def draw(self, painter: QPainter) -> None:
        """The whole picture; what lies outside what has to be painted is clipped by Qt."""
        scene, places = self.scene, self.places
        if scene is None or places is None:
            return
        canvas = Canvas(painter, self._look, scene, places, self.ribbons, self.film, self.at)
        self._draw_headings(canvas)
        paintblock.draw_box(canvas, self.tr("Looking back"), self.tr("Thinking"))
        if self.seen.left() < places.dot:  # a film repaints only what moves
            paintcolumns.draw_meaning(canvas)
            paintcolumns.draw_tokens(canvas, self.rest_text())
        paintblock.draw_lanes(canvas)
        paintcolumns.draw_streams(canvas)
        paintcolumns.draw_way_out(canvas)
        paintcolumns.draw_slabs(canvas)
        if self.seen.left() < places.box.right():
            paintblock.draw_attention(canvas)
            paintblock.draw_units(canvas)
        if self.seen.right() >= places.bets.left() - self._look.px(20):
            paintcolumns.draw_bets(canvas, self.tail_text())
        painter.setOpacity(1)
        playing = self.film.playing
        canvas.text(
            places.foot, LEFT, self.sentence(), "ink" if playing else "ink2", HEADING, bold=playing, digits=True
        )

    def _draw_headings(self, canvas: Canvas) -> None:
        places, scene, px = canvas.places, canvas.scene, canvas.px
        after = (self.tr("one bet for each piece"), self.tr("one bet a piece"))
        if scene.looking != scene.n - 1:
            after = (self.tr("after the last piece, “{last}”"), self.tr("after “{last}”"))
        numbers = (self.tr("{n} numbers each"), self.tr("{n} numbers"))
        pieces = (self.tr("pieces of text"), self.tr("pieces"))
        for box, end, title, captions, colour in (
            (places.tokens, places.meaning.left() - px(4), self.tr("Pieces"), pieces, "ink"),
            (places.meaning, places.block.left() - px(8), self.tr("Meaning"), numbers, "embedding"),
            (places.bets, places.bets.right(), self.tr("What comes next?"), after, "ink"),
        ):
            told = tuple(text.format(n=scene.n_embd, last=scene.name(scene.n - 1)) for text in captions)
            paintcolumns.heading(canvas, box, title, told, colour, end - box.left())
        if self._below:  # the heads stand there
            return
        caption, ways = self.tr("look back, then think"), self.tr("ways of looking")
        line = QRectF(places.block.left(), px(22), places.block.width(), px(21))
        canvas.text(line, LEFT, caption, "ink3", WORDS)
        font = self._look.font(WORDS)
        if canvas.width(caption, font) + canvas.width(ways, font) + px(16) < line.width():
            canvas.text(line, RIGHT, ways, "ink3", WORDS)

    def place(self, part: Part) -> QRectF:
        """The box of a part, or what is nearest to one."""
        for other, box in self._areas:
            if other == part:
                return box
        if part.kind is PartKind.LOOK and self.places is not None:
            return self.places.gather
        return QRectF(self.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay it out anew."""
        self._rebuild()

    def hideEvent(self, event: QHideEvent) -> None:
        """A film nobody sees stops."""
        self.film.stop()
