"""In context: one word in two texts, and how the blocks make two meanings of it.

Topic: ``contexts``. The path is drawn in the plane of its own principal components; the numbers are cosines of the full
vectors. Nothing is said about meaning that the numbers do not say.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from explainer.engine.frames import Contexts, Frame, InContext
from explainer.ui.look import Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import cited, count, isolated, percent
from explainer.ui.panels.meaning.chips import Chips
from explainer.ui.panels.meaning.cosinebars import CosineBars
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.panels.meaning.pathpicture import PathPicture, draw_sign
from explainer.ui.panels.meaning.twice import Parting, parting, shared, to_begin_with
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.limit import limit
from explainer.ui.widgets.paragraph import Paragraph

TYPING_MS = 300  # after the last key before the model is asked
LONGEST = 1000  # characters; the context is shorter
PARTED = 0.15  # by how much the cosine must fall before it is called parting


class _Sign(QWidget):
    """The sign of a text beside its field."""

    def __init__(self, look: Look, which: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._which = look, which
        look.changed.connect(self._restyle)
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_sign(painter, self._look, self._which, self.rect().toRectF().center(), self._look.px(5.5))

    def _restyle(self) -> None:
        self.setFixedSize(self._look.px(20), self._look.px(20))


class ContextPanel(Panel):
    """Three cards: the texts, the path, the numbers."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, context.look
        self._frame: Contexts | None = None
        self._shared: dict[str, tuple[int, int]] = {}
        self._parting: Parting | None = None
        self._by_person: str | None = None  # the word a person chose to compare
        self.word: str | None = None
        self._shown: tuple[object, ...] = ()  # what the paths belong to
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._send)
        self.text_card = self._make_texts(context)
        self.path_card = self._make_path(context)
        self.number_card = self._make_numbers(context)
        self._wide: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._place(wide=True)
        context.look.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    def _make_texts(self, context: PanelContext) -> Card:
        look = context.look
        self.fields = (QLineEdit(), QLineEdit())
        body = QWidget()
        self._text_column = QVBoxLayout(body)
        self._text_column.setContentsMargins(0, 0, 0, 0)
        self._field_row = QHBoxLayout()
        names = (self.tr("First sentence"), self.tr("Second sentence"))
        for which, field in enumerate(self.fields):
            field.setProperty("kind", "field")
            field.setAccessibleName(names[which])
            field.setPlaceholderText(names[which])
            limit(field, LONGEST)
            field.setToolTip(self.tr("Type a sentence with a word that the other one has too; Enter asks at once"))
            field.textEdited.connect(lambda _text: self._typing.start())
            field.returnPressed.connect(self._send)
            self._field_row.addWidget(_Sign(look, which))
            self._field_row.addWidget(field, 1)
        self.words = Chips(
            look,
            self.tr("Compare:"),
            self.tr("Words that both sentences have"),
            self.tr("Compare this word in both sentences"),
        )
        self.words.picked.connect(self._pick_word)
        self.examples = Chips(
            look,
            self.tr("Try:"),
            self.tr("Words with two meanings"),
            self.tr("Two sentences in which this word has two meanings"),
        )
        self.examples.picked.connect(self._pick_example)
        self._chip_row = QHBoxLayout()
        self._chip_row.addWidget(self.words, 2, Qt.AlignmentFlag.AlignTop)
        self._chip_row.addWidget(self.examples, 3, Qt.AlignmentFlag.AlignTop)
        self._text_column.addLayout(self._field_row)
        self._text_column.addLayout(self._chip_row)
        return Card(
            look,
            self.tr("One word, two sentences"),
            self.tr("The model reads from left to right: only the words before it can tell what it means."),
            body,
            more=self.tr(
                "Both sentences are read by the model as it is now, one by one. A word of several pieces is taken at "
                "its last piece, where the whole word has been read; of a word that stands there twice, the last one. "
                "Attention is **causal**: what comes after the word cannot change its vectors."
            ),
            table=self._bets_table,
        )

    def _make_path(self, context: PanelContext) -> Card:
        self.path = PathPicture(
            context.look, self.tr("Here the way of the word through the blocks will be drawn, once in each sentence.")
        )
        self.path.pointed.connect(lambda step: self.bars.look_at(None if step < 0 else step))
        self.bets = Paragraph(context.look, lines=2)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.path, 1)
        column.addWidget(self.bets)
        return Card(
            context.look,
            self.tr("Its way through the blocks"),
            "",
            body,
            more=self.tr(
                "Drawn are the vectors of the **residual stream** at the word's last piece, before the first block and "
                "after each, of both sentences: 2 (L + 1) points with C numbers each, projected on their two principal "
                "components. The axes are turned to lie closest to the picture before. The bets are softmax of the "
                "logits at that piece."
            ),
            table=self._path_table,
        )

    def _make_numbers(self, context: PanelContext) -> Card:
        look = context.look
        self.bars = CosineBars(look)
        self.bars.pointed.connect(lambda step: self.path.look_at(None if step < 0 else step))
        self.verdict = Paragraph(look, lines=4)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bars)
        column.addWidget(self.verdict)
        column.addStretch(1)
        return Card(
            look,
            self.tr("How alike are they?"),
            self.tr("Cosine after each block"),
            body,
            more=self.tr(
                "**Cosine** a·b / (|a| |b|) of the residual stream at the word, first and second sentence, "
                "over all C numbers. At the start it is the sum of token and position embedding: 1 where word and "
                "place are the same."
            ),
            table=self._path_table,
        )

    # ---- the panel's contract ---------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw both ways of the word."""
        if not isinstance(frame, Contexts):
            return
        new = self._frame is None or self._frame.run != frame.run
        self._frame = frame
        for field, text in zip(self.fields, (frame.first, frame.second), strict=True):
            # While a person types, the field is theirs.
            if field.text() != text.text and not self._typing.isActive() and (new or not field.hasFocus()):
                field.setText(text.text)
        self._renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._frame, self._shared, self._parting, self.word = None, {}, None, None
        self._shown = ()
        self.words.show_items(())
        self.examples.show_items(())
        self.path.show_parting(None, ("", ""), new=True)
        self.bars.show_cosines(())
        self._tell()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._place(wide=width >= TWO_COLUMNS)

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Does it tell two meanings apart?")

    def summary(self) -> str:
        """The numbers in words."""
        frame, found = self._frame, self._parting
        if frame is None:
            return self.tr("There are no sentences to compare yet.")
        if found is None or self.word is None:
            return self.tr("The two sentences have no word in common.")
        numbers = ", ".join(cosine_text(float(value)) for value in found.cosines)
        text = self.tr("“{word}” in “{first}” and in “{second}”: cosine {numbers}, from the start to the last block.")
        return text.format(
            word=isolated(self.word),
            first=isolated(frame.first.text),
            second=isolated(frame.second.text),
            numbers=numbers,
        )

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        found = self._parting
        dash = "–"
        return {
            "twice": safe(isolated(self.word)) if self.word is not None else dash,
            "cosine_start": cosine_text(float(found.cosines[0])) if found is not None else dash,
            "cosine_end": cosine_text(float(found.cosines[-1])) if found is not None else dash,
        }

    # ---- choosing ---------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        self._typing.stop()
        first, second = (field.text() for field in self.fields)
        if self._frame is None or (first, second) != (self._frame.first.text, self._frame.second.text):
            self._context.actions.compare(first, second)

    def _pick_word(self, at: int) -> None:
        self._by_person = self.words.items[at]
        self._renew()

    def _pick_example(self, at: int) -> None:
        frame = self._frame
        if frame is not None and at < len(frame.suggestions):
            self._by_person = None
            for field, text in zip(self.fields, frame.suggestions[at][:2], strict=True):
                field.setText(text)
            self._send()

    # ---- words ------------------------------------------------------------------------------------------------------

    def _renew(self) -> None:
        frame = self._frame
        if frame is None:
            return
        self._shared = shared(frame)
        chosen = self._by_person if self._by_person in self._shared else to_begin_with(frame, self._shared)
        self.word = chosen
        items = list(self._shared)
        self.words.show_items(items, items.index(chosen) if chosen is not None else None)
        texts = (frame.first.text, frame.second.text)
        pairs = [(first, second) for first, second, _ in frame.suggestions]
        self.examples.show_items(
            [word for _, _, word in frame.suggestions], pairs.index(texts) if texts in pairs else None
        )
        shown = (frame.run, texts, chosen)
        if chosen is None:
            self._parting = None
            self.path.show_parting(None, ("", ""), new=True)
            self.bars.show_cosines(())
        else:
            places = self._shared[chosen]
            self._parting = parting(frame, places)
            names = (_ending(frame.first, places[0]), _ending(frame.second, places[1]))
            self.path.show_parting(self._parting, names, new=shown != self._shown)
            self.bars.show_cosines([float(value) for value in self._parting.cosines])
        self._shown = shown
        self._tell()

    def _tell(self) -> None:
        frame, found, word = self._frame, self._parting, self.word
        self.path_card.set_caption(self.tr("From a common start, block by block, perhaps apart"))
        if frame is None or found is None or word is None:
            text = self.tr("Here numbers will say whether the model parts the two.")
            if frame is not None:
                text = self.tr("Type two sentences that have a word in common. It will be followed through the blocks.")
            self.verdict.set_text(text)
            self.bets.set_text("")
            return
        self.path_card.set_caption(
            self.tr("Drawn flat, this shows {share} of how the points differ.").format(share=percent(self.path.share))
        )
        self.verdict.set_text(self._verdict(found, word))
        self.bets.set_text(self._bets(frame, word))
        self.tell_summary(self.path_card)
        self.number_card.describe(self.verdict.text())

    def _verdict(self, found: Parting, word: str) -> str:
        start, end = float(found.cosines[0]), float(found.cosines[-1])
        fields = {
            "word": safe(isolated(word)),
            "start": cosine_text(start),
            "end": cosine_text(end),
            "n": len(found.cosines) - 1,
        }
        if self._context.show.step == 0:
            text = self.tr("**Nothing is learnt yet:** {start} at the start, {end} after block {n}. Blocks are random.")
        elif start - end >= PARTED:
            text = self.tr(
                "**They part:** the two **{word}** have cosine {start} at the start, and only {end} after block {n}."
            )
        else:
            text = self.tr("**It hardly parts them:** {start} at the start, {end} after block {n}.")
        text = text.format(**fields)
        if not found.same_piece:
            text += " " + self.tr("They are written differently, so they differ from the start.")
        elif not found.same_place and fields["start"] != cosine_text(1.0):
            text += " " + self.tr("They begin below 1 only because they stand at different places.")
        return text

    def _bets(self, frame: Contexts, word: str) -> str:
        prepared = self._context.show.prepared
        if prepared is None:
            return ""
        parts = []
        for text, at in zip((frame.first, frame.second), self._shared[word], strict=True):
            best = prepared.pieces[int(text.bet_ids[at, 0])]
            parts.append(f"“**{safe(cited(best))}**” ({percent(float(text.bets[at, 0]))})")
        said = self.tr("Right after the word it bets most on {first} in the first sentence, on {second} in the second.")
        said = said.format(first=parts[0], second=parts[1])
        dropped = frame.first.n_dropped + frame.second.n_dropped
        if dropped:
            said += " " + self.tr("It no longer sees the first {n} pieces: too long.").format(n=count(dropped))
        return said

    def _path_table(self) -> Table | None:
        xy, found = self.path.places, self._parting
        if xy is None or found is None or self.word is None:
            return None
        rows = tuple(
            (self.word, step, float(found.cosines[step]), *(float(v) for v in (*xy[0, step], *xy[1, step])))
            for step in range(len(found.cosines))
        )
        return Table(("word", "block", "cosine", "x first", "y first", "x second", "y second"), rows)

    def _bets_table(self) -> Table | None:
        frame, prepared = self._frame, self._context.show.prepared
        if frame is None or prepared is None:
            return None
        rows = []
        for which, text in enumerate((frame.first, frame.second), start=1):
            for at, piece in enumerate(text.pieces):
                for token, bet in zip(text.bet_ids[at].tolist(), text.bets[at].tolist(), strict=True):
                    rows.append((which, at + 1, piece, prepared.pieces[token], bet))
        return Table(("sentence", "place", "piece", "next", "bet"), tuple(rows))

    def _place(self, *, wide: bool) -> None:
        if self._wide == wide:
            return
        self._wide = wide
        self._grid.addWidget(self.text_card, 0, 0, 1, 2 if wide else 1)
        self._grid.addWidget(self.path_card, 1, 0)
        self._grid.addWidget(self.number_card, 1 if wide else 2, 1 if wide else 0)
        self._grid.setColumnStretch(0, 8 if wide else 1)
        self._grid.setColumnStretch(1, 5 if wide else 0)
        self._grid.setRowStretch(1, 1)

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setSpacing(px(12))
        self._text_column.setSpacing(px(6))
        self._field_row.setSpacing(px(6))
        self._chip_row.setSpacing(px(12))
        self.number_card.setMinimumWidth(px(280))


def _ending(text: InContext, at: int) -> str:
    """The word and what stands just before it: what the model knows of it there."""
    words = "".join(text.pieces[: at + 1]).split()
    return ("… " if len(words) > 3 else "") + " ".join(words[-3:])
