"""In context: one word in two texts and a control, and whether the blocks make two meanings of it.

Topic: ``contexts``. The paths are drawn in the plane of their own principal components; the numbers are cosines of the
full vectors. What they show is judged in ``context_shift`` and said in ``verdict``; nothing is said about meaning
that the numbers do not carry.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.commands import SetContexts
from explainer.engine.frames import Contexts, Frame, InContext
from explainer.ui.markdown import safe
from explainer.ui.numbers import cited, count, isolated, percent
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.meaning.chips import Chips
from explainer.ui.panels.meaning.context_shift import ContextShift, Places, context_shift, shared, to_begin_with
from explainer.ui.panels.meaning.cosinebars import CosineBars
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.panels.meaning.pathpicture import PathPicture
from explainer.ui.panels.meaning.sentences import Sentences
from explainer.ui.panels.meaning.verdict import verdict_text
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph


class ContextPanel(Panel):
    """Three cards: the texts, the paths, the numbers."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._frame: Contexts | None = None
        self._shared: dict[str, Places] = {}
        self._shift: ContextShift | None = None
        self._by_person: str | None = None  # the word a person chose to compare
        self.word: str | None = None
        self._shown: tuple[object, ...] = ()  # what the paths belong to
        look = context.look
        self.sentences = Sentences(look)
        self.sentences.asked.connect(self._send)
        self.words = Chips(
            look,
            self.tr("Compare:"),
            self.tr("Words that the first two sentences have"),
            self.tr("Compare this word in the sentences"),
        )
        self.words.picked.connect(lambda at: self._compare(self.words.items[at]))
        self.examples = Chips(
            look,
            self.tr("Try:"),
            self.tr("Words to try"),
            self.tr("Three sentences that have this word"),
        )
        self.examples.picked.connect(self._pick_example)
        chips = QHBoxLayout()
        chips.addWidget(self.words, 2, Qt.AlignmentFlag.AlignTop)
        chips.addWidget(self.examples, 3, Qt.AlignmentFlag.AlignTop)
        self.path = PathPicture(
            look, self.tr("Here the way of the word through the blocks will be drawn, once in each sentence.")
        )
        self.bets = Paragraph(look, lines=2)
        self.bars = CosineBars(look)
        self.path.pointed.connect(self.bars.point_at)
        self.bars.pointed.connect(self.path.point)
        self.verdict = Paragraph(look, lines=4)
        self.text_card = Card(
            look,
            self.tr("One word, three sentences"),
            self.tr("The model reads from left to right: only the words before it can tell what it means."),
            Stacked(look, self.sentences, chips, gap=6),
            more=definition("meaning.context", "text"),
            table=self._bets_table,
        )
        self.path_card = Card(
            look,
            self.tr("Its way through the blocks"),
            "",
            Stacked(look, self.path, self.bets, gap=4),
            more=definition("meaning.context", "path"),
            table=self._path_table,
        )
        below_all = QVBoxLayout()
        below_all.addStretch(1)
        self.number_card = Card(
            look,
            self.tr("How alike are they?"),
            self.tr("After each block; 1 = the same. 2nd: with the one of the others that is more alike"),
            Stacked(look, self.bars, self.verdict, below_all, gap=4),
            more=definition("meaning.context", "number"),
            table=self._path_table,
        )
        beside = [
            [Stack(self.text_card)],
            [Stack(self.path_card), Stack(self.number_card, least=280)],
        ]
        stack = below(self.text_card, self.path_card, self.number_card)
        CardGrid(look, self, {TWO_COLUMNS: beside, 0: stack}, stretch={self.text_card: 0})
        self._tell()

    # ---- the panel's contract ---------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw the ways of the word."""
        if not isinstance(frame, Contexts):
            return
        new = self._frame is None or self._frame.run != frame.run
        self._frame = frame
        self.sentences.follow([text.text for text in _texts(frame)], new=new)
        self._renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._frame, self._shared, self._shift, self.word = None, {}, None, None
        self._shown = ()
        self.words.show_items(())
        self.examples.show_items(())
        self.path.show_shift(None, new=True)
        self.bars.show_cosines(())
        self._tell()

    def fit(self, width: float) -> None:
        """One column, and a line for each sentence, in a narrow window."""
        super().fit(width)
        self.sentences.fit(width)

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Does it tell two meanings apart?")

    def summary(self) -> str:
        """The numbers in words."""
        frame, found = self._frame, self._shift
        if frame is None:
            return self.tr("There are no sentences to compare yet.")
        if found is None or self.word is None:
            return self.tr("The two sentences have no word in common.")
        text = self.tr("“{word}” in “{first}” and in “{second}”: alike to {numbers}, from the start to the last block.")
        text = text.format(
            word=isolated(self.word),
            first=isolated(frame.first.text),
            second=isolated(frame.second.text),
            numbers=", ".join(cosine_text(float(value)) for value in found.cosines),
        )
        if found.same is not None:
            control = self.tr("In the first and in “{control}”, where it should mean the same: {numbers}.")
            numbers = ", ".join(cosine_text(float(value)) for value in found.same)
            text += " " + control.format(control=isolated(frame.control.text), numbers=numbers)
        return text

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        return {
            "twice": safe(isolated(self.word)) if self.word is not None else "–",
            "context_says": self._said() or self._asks(),
        }

    # ---- choosing ---------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        texts = self.sentences.texts()
        if self._frame is None or texts != tuple(text.text for text in _texts(self._frame)):
            self._context.actions.do(SetContexts(*texts))

    def kept(self) -> Mapping[str, Kept]:
        """The word that is compared; None for the one that the page begins with. The sentences are the engine's."""
        return {"word": Kept(lambda: self._by_person, self._compare)}

    def _compare(self, word: str | None) -> None:
        """Compare ``word``, as long as the sentences have it; None: the one that was compared without being asked."""
        self._by_person = None if word is None else str(word)
        self._renew()

    def _pick_example(self, at: int) -> None:
        frame = self._frame
        if frame is not None and at < len(frame.suggestions):
            self._by_person = None
            self.sentences.fill(frame.suggestions[at][:3])

    # ---- words ------------------------------------------------------------------------------------------------------

    def _renew(self) -> None:
        frame = self._frame
        if frame is None:
            return
        self._shared = shared(frame)
        chosen = self._by_person if self._by_person in self._shared else to_begin_with(frame, self._shared)
        self.word = chosen
        self.words.show_items(list(self._shared), list(self._shared).index(chosen) if chosen is not None else None)
        texts = tuple(text.text for text in _texts(frame))
        tried = [suggestion[:3] for suggestion in frame.suggestions]
        self.examples.set_heading(self.tr("From your text:") if frame.from_text else self.tr("Try:"))
        self.examples.show_items(
            [suggestion[-1] for suggestion in frame.suggestions], tried.index(texts) if texts in tried else None
        )
        shown = (frame.run, texts, chosen)
        if chosen is None:
            self._shift = None
            self.path.show_shift(None, new=True)
            self.bars.show_cosines(())
        else:
            places = self._shared[chosen]
            found = self._shift = context_shift(frame, places)
            names = tuple(_ending(text, at) for text, at in zip(_texts(frame), places, strict=False))
            self.sentences.show_word(chosen)
            self.path.show_shift(found, names, new=shown != self._shown)
            self.bars.show_cosines(found.other.tolist(), found.same.tolist() if found.same is not None else ())
        self._shown = shown
        self._tell()

    def _tell(self) -> None:
        frame, said, word = self._frame, self._said(), self.word
        self.path_card.set_caption(self.tr("From a common start, block by block, perhaps apart"))
        if frame is None or word is None:
            self.verdict.set_text(self._asks())
            self.bets.set_text("")
            return
        self.path_card.set_caption(
            self.tr("Flat, it shows {share} of how they differ.").format(share=percent(self.path.share))
        )
        self.verdict.set_text(" ".join(filter(None, (said, self._start()))))
        self.bets.set_text(self._bets(frame, word))
        self.tell_summary(self.path_card)
        self.number_card.describe(self.verdict.text())

    def _asks(self) -> str:
        """What will be here, or what a person may do for it."""
        if self._frame is None:
            return self.tr("Here numbers will say whether the model tells two meanings apart.")
        text = self.tr("Type two sentences that have a word in common. It will be followed through the blocks.")
        if self._frame.from_text and self._frame.suggestions:
            text += " " + self.tr("Or choose a word above: the fields are then filled with places of your text.")
        return text

    def _said(self) -> str:
        """What the numbers say, where there are any."""
        if self._frame is None or self._shift is None or self.word is None:
            return ""
        return verdict_text(self._shift, self._frame, self.word)

    def _start(self) -> str:
        """Why they do not begin alike."""
        found = self._shift
        if found is None:
            return ""
        if not found.same_piece:
            return self.tr("They are written differently, so they differ from the start.")
        firsts = [float(row[0]) for row in (found.cosines, found.same, found.across) if row is not None]
        if not found.same_place and any(cosine_text(first) != cosine_text(1.0) for first in firsts):
            return self.tr("At first only their places differ.")
        return ""

    def _bets(self, frame: Contexts, word: str) -> str:
        prepared = self._context.show.prepared
        if prepared is None:
            return ""
        parts = []
        for text, at in zip(_texts(frame), self._shared[word], strict=False):
            best = prepared.pieces[int(text.bet_ids[at, 0])]
            parts.append(f"“**{safe(cited(best))}**” ({percent(float(text.bets[at, 0]))})")
        said = self.tr("Right after the word it bets most on {first} in the first sentence, on {second} in the second.")
        if len(parts) > 2:
            said = self.tr("Right after the word it bets most on {first}, {second} and {third}, in this order.")
        said = said.format(first=parts[0], second=parts[1], third=parts[-1])
        dropped = sum(text.n_dropped for text in _texts(frame))
        if dropped:
            said += " " + self.tr("It no longer sees the first {n} pieces: too long.").format(n=count(dropped))
        return said

    def _path_table(self) -> Table | None:
        xy, found = self.path.places, self._shift
        if xy is None or found is None or self.word is None:
            return None
        names = ("first", "second", "third")[: len(xy)]
        pairs = {"first-second": found.cosines, "first-third": found.same, "second-third": found.across}
        cosines = {name: values for name, values in pairs.items() if values is not None}
        rows = tuple(
            (self.word, step, *(float(values[step]) for values in cosines.values()), *xy[:, step].ravel().tolist())
            for step in range(len(found.cosines))
        )
        heads = (*(f"cosine {name}" for name in cosines), *(f"{axis} {name}" for name in names for axis in "xy"))
        return Table(("word", "block", *heads), rows)

    def _bets_table(self) -> Table | None:
        frame, prepared = self._frame, self._context.show.prepared
        if frame is None or prepared is None:
            return None
        rows = []
        for which, text in enumerate(_texts(frame), start=1):
            for at, piece in enumerate(text.pieces):
                for token, bet in zip(text.bet_ids[at].tolist(), text.bets[at].tolist(), strict=True):
                    rows.append((which, at + 1, piece, prepared.pieces[token], bet))
        return Table(("sentence", "place", "piece", "next", "bet"), tuple(rows))


def _texts(frame: Contexts) -> tuple[InContext, InContext, InContext]:
    """First, second, control: the order in which everything here stands."""
    return frame.first, frame.second, frame.control


def _ending(text: InContext, at: int) -> str:
    """The word and what stands just before it: what the model knows of it there."""
    words = "".join(text.pieces[: at + 1]).split()
    return ("… " if len(words) > 3 else "") + " ".join(words[-3:])
