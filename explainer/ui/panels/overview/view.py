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
from explainer.ui.panels.overview.controls import BlockStepper, HeadChoice
from explainer.ui.panels.overview.journey import Journey, Stage
from explainer.ui.panels.overview.parts import Kind, Part, Ribbon, areas, ribbons
from explainer.ui.panels.overview.places import Places, place, rows_that_fit
from explainer.ui.panels.overview.scene import Scene, make_scene
from explainer.ui.panels.overview.telling import Teller
from explainer.ui.pictures.becoming import Word
from explainer.ui.widgets.picture import Picture


class TripView(Picture[Part]):
    """The picture, for eyes only."""

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
        self._scene: Scene | None = None
        self._places: Places | None = None
        self._ribbons: list[Ribbon] = []
        self._areas: list[tuple[Part, QRectF]] = []
        self._rows_for: object = None
        self.mean = False
        self._chosen_head = focus.head
        self._preview: int | None = None  # the piece under the pointer
        self.teller = Teller(self)
        self.journey = Journey(self, animate=animate)
        self.journey.moved.connect(self._repaint_stage)
        self.journey.entered.connect(lambda _stage: self._say_stage())
        self.journey.changed.connect(self._journey_changed)
        self.stepper = BlockStepper(look, self)
        self.stepper.stepped.connect(self.step_block)
        self.heads = HeadChoice(look, self)
        self.heads.chosen.connect(self.choose_head)
        self.stepper.hide()
        self.heads.hide()
        self.setObjectName("trip")
        self.setAccessibleName(self.tr("One trip through the model"))
        focus.changed.connect(self._focus_changed)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def scene(self) -> Scene | None:
        """What is shown, or None while there is nothing."""
        return self._scene

    @property
    def places(self) -> Places | None:
        """Where it is shown."""
        return self._places

    def ribbons(self) -> list[Ribbon]:
        """The ribbons as they are painted, labels included."""
        return list(self._ribbons)

    def bets(self) -> list[tuple[str, str]]:
        """(word, percent) of the bets as they are painted."""
        if self._scene is None or self._places is None:
            return []
        frame, scene = self._scene.frame, self._scene
        return [
            (Word(*scene.bet(rank)).whole, percent(float(frame.bets[rank])))
            for rank in range(len(self._places.bet_rows))
        ]

    def tail_text(self) -> str:
        """The line below the bets."""
        if self._scene is None or self._places is None:
            return ""
        n, share = self._scene.tail(len(self._places.bet_rows))
        return self.tr("…{n} more share {share}").format(n=count(n), share=percent(share)) if n else ""

    def rest_text(self) -> str:
        """What stands in the row of the pieces without one of their own."""
        if self._scene is None or not self._scene.hidden:
            return ""
        text = self.tr("…{n} earlier pieces") if self._scene.hidden_are_first else self.tr("…{n} other pieces")
        return text.format(n=count(self._scene.hidden))

    def sentence(self) -> str:
        """The sentence below the picture."""
        if self._scene is None or self._places is None:
            return ""
        stage = self.journey.stage
        if stage is not None:
            return self.teller.stage(self._scene, stage, len(self._places.bet_rows))
        return self.teller.sentence(self._scene)

    def apply(self, frame: Trip, vocabulary: tuple[str, ...]) -> None:
        """Show ``frame``; while a trip plays it waits."""
        if self.journey.playing and self._frame is not None and self._frame.run == frame.run:
            if frame.prompt == self._frame.prompt:
                self._next = (frame, vocabulary)
                return
            self.journey.stop()  # someone typed
        self._frame, self._vocabulary, self._next = frame, vocabulary, None
        self._rebuild()

    def clear(self) -> None:
        """Show nothing."""
        self._frame = self._next = self._preview = self._rows_for = None
        self.journey.stop()
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
        if self.journey.playing:
            self.journey.stop()
        elif self._scene is not None:
            self._preview = None
            self.let_go()
            self._rebuild()
            self.journey.play()

    # ---- building it -------------------------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        frame = self._frame
        shown = frame is not None
        self.stepper.setVisible(shown)
        self.heads.setVisible(shown)
        if frame is None:
            self._scene, self._places, self._ribbons, self._areas = None, None, [], []
            self.update()
            return
        n = len(frame.seen_ids)
        room = rows_that_fit(self._look, self.height())
        head = None if self.mean else self._focus.head
        looking = self._focus.row(n)
        key = (frame.run, frame.seen_ids.tobytes(), self._focus.layer, head, looking, room)
        rows = self._scene.rows if self._scene is not None and key == self._rows_for else None
        self._rows_for = key
        scene = make_scene(
            frame, self._vocabulary, layer=self._focus.layer, head=head, looking=looking, room=room, rows=rows
        )
        if self._preview is not None and self._preview in scene.rows:
            scene = scene.with_looking(self._preview)
        self._scene = scene
        first = int(scene.hidden > 0)
        self._places = place(
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
        self._ribbons = ribbons(self._look, scene, self._places)
        self._areas = areas(self._look, scene, self._places)
        self._place_controls()
        self.update()
        self.changed.emit()

    def _place_controls(self) -> None:
        scene, places, px = self._scene, self._places, self._look.px
        if scene is None or places is None:
            return
        self.stepper.show_block(scene.layer, scene.n_layer)
        self.heads.show_heads(scene.head, scene.n_head)
        column = places.block
        wanted = self.stepper.sizeHint()
        self.stepper.setGeometry(round(column.left()) - px(4), 0, wanted.width(), px(24))
        left = self.stepper.geometry().right() + px(8)
        width = min(self.heads.sizeHint().width(), int(column.right()) - left)
        self.heads.setGeometry(int(column.right()) - width, 0, max(width, px(40)), px(24))

    def _focus_changed(self) -> None:
        if self._focus.head != self._chosen_head:
            self._chosen_head, self.mean = self._focus.head, False
        self._rebuild()

    def restyle(self) -> None:
        """Lay it out anew."""
        super().restyle()
        self._rebuild()

    # ---- the film ----------------------------------------------------------------------------------------------------

    def _journey_changed(self) -> None:
        if not self.journey.playing and self._next is not None:
            (self._frame, self._vocabulary), self._next = self._next, None
        self._rebuild()

    def _say_stage(self) -> None:
        self.setAccessibleDescription(self.sentence())
        self.update()

    def _repaint_stage(self, stage: int) -> None:
        places = self._places
        if places is None:
            return
        left, right = {
            Stage.TOKENS: (0.0, places.tokens.right()),
            Stage.MEANING: (places.tokens.right(), places.box.right()),
            Stage.BLOCKS: (places.box.right(), places.bets.left()),
            Stage.BETS: (places.box.right(), float(self.width())),
        }.get(Stage(stage), (places.box.left(), places.box.right()))
        self.update(QRectF(left, 0, right - left, self.height()).toAlignedRect())

    # ---- painting ----------------------------------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether there is a trip to show."""
        return self._scene is not None and self._places is not None

    def draw(self, painter: QPainter) -> None:
        """The whole picture; what lies outside what has to be painted is clipped by Qt."""
        scene, places = self._scene, self._places
        if scene is None or places is None:
            return
        canvas = Canvas(painter, self._look, scene, places, self._ribbons, self.journey, self.at)
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
        playing = self.journey.playing
        canvas.text(
            places.foot, LEFT, self.sentence(), "ink" if playing else "ink2", HEADING, bold=playing, digits=True
        )

    def _draw_headings(self, canvas: Canvas) -> None:
        places, scene, px = canvas.places, canvas.scene, canvas.px
        n, last = scene.n_embd, scene.name(scene.n - 1)
        for box, room, title, captions, colour in (
            (
                places.tokens,
                places.meaning.left() - places.tokens.left() - px(4),
                self.tr("Pieces"),
                (self.tr("pieces of text"), self.tr("pieces")),
                "ink",
            ),
            (
                places.meaning,
                places.block.left() - places.meaning.left() - px(8),
                self.tr("Meaning"),
                (self.tr("{n} numbers each").format(n=n), self.tr("{n} numbers").format(n=n)),
                "embedding",
            ),
            (
                places.bets,
                places.bets.width(),
                self.tr("What comes next?"),
                (
                    (self.tr("one bet for each piece"), self.tr("one bet a piece"))
                    if scene.looking == scene.n - 1
                    else (
                        self.tr("after the last piece, “{last}”").format(last=last),
                        self.tr("after “{last}”").format(last=last),
                    )
                ),
                "ink",
            ),
        ):
            paintcolumns.heading(canvas, box, title, captions, colour, room)
        caption = self.tr("look back, then think")
        line = QRectF(places.block.left(), px(22), places.block.width(), px(21))
        canvas.text(line, LEFT, caption, "ink3", WORDS)
        ways = self.tr("ways of looking")
        font = self._look.font(WORDS)
        if canvas.width(caption, font) + canvas.width(ways, font) + px(16) < line.width():
            canvas.text(line, RIGHT, ways, "ink3", WORDS)

    def place(self, part: Part) -> QRectF:
        """The box of a part, or what is nearest to one."""
        for other, box in self._areas:
            if other == part:
                return box
        if part.kind is Kind.LOOK and self._places is not None:
            return self._places.gather
        return QRectF(self.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay it out anew."""
        self._rebuild()

    def hideEvent(self, event: QHideEvent) -> None:
        """A film nobody sees stops."""
        self.journey.stop()
