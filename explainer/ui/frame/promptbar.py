"""The bar at the bottom: examples, the text line, how the next piece is drawn, and Write on.

The examples that the model was measured to continue rightly come first, under a heading that says when; those that it
continues wrongly last, under one that says that. Without a measurement (an untrained model, an own text) there are no
such headings.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from explainer.engine.frames import NextToken
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.frame.promptline import PromptLine
from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.prompt import Prompt
from explainer.ui.sampling import SamplingChoice, cut_text, temperature_text
from explainer.ui.show import Show
from explainer.ui.translate import mark, translated
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.samplingcontrols import SamplingPopover, TemperatureSlider

HOLD_DELAY_MS, HOLD_EVERY_MS = 450, 250  # holding Write on down writes some four pieces a second
NARROW, VERY_NARROW = 1000, 720
#: What stands above the examples that it continues rightly, and wrongly, as asked at a step of a stage.
_HEADINGS = {
    Stage.PRETRAIN: (
        mark("PromptBar", "What it knows, measured at step {step}:"),
        mark("PromptBar", "What it does not know, measured at step {step}:"),
    ),
    Stage.SFT: (
        mark("PromptBar", "What it knows, measured at step {step} of fine-tuning:"),
        mark("PromptBar", "What it does not know, measured at step {step} of fine-tuning:"),
    ),
    Stage.RLHF: (
        mark("PromptBar", "What it knows, measured after {step} rounds of feedback:"),
        mark("PromptBar", "What it does not know, measured after {step} rounds of feedback:"),
    ),
}


class PromptBar(QWidget):
    """Everything about the text that is asked."""

    pieces_wanted = Signal(bool)  # the true pieces of the present text are not known yet / are known

    def __init__(
        self,
        look: Look,
        show: Show,
        actions: Actions,
        prompt: Prompt,
        sampling: SamplingChoice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._show = show
        self._prompt = prompt
        self._sampling = sampling
        self._groups: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of the examples in the menu
        self._asking = False  # whether a page is open on which minds are asked
        self.examples = Button(look, self.tr("Examples") + " ▾", name=self.tr("Examples"))
        self.examples.setToolTip(self.tr("Texts that suit this model"))
        self.examples.setMenu(QMenu(self))
        self.examples.menu().aboutToShow.connect(self._refresh)
        self.line = PromptLine(look)
        self.temperature_label = QLabel(self.tr("Temperature"))
        self.temperature_label.setProperty("tone", "quiet")
        self.temperature = TemperatureSlider(sampling)
        self.temperature_value = QLabel()
        self.temperature_value.setProperty("tone", "quiet")
        self.dice = Button(look, kind="plain", icon="sliders", name=self.tr("How the next piece is drawn"))
        self.dice.setToolTip(self.tr("Among which pieces the dice choose (top-k, top-p), and the dice themselves"))
        self.popover = SamplingPopover(look, sampling, actions, self)
        self.dice.clicked.connect(lambda: self.popover.open_above(self.dice))
        self.write = Button(look, icon="play").bind(actions["write_on"])
        self.write.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # words first, then the sign
        self.write.setObjectName("write_on")
        self.write.setAutoRepeat(True)
        self.write.setAutoRepeatDelay(HOLD_DELAY_MS)
        self.write.setAutoRepeatInterval(HOLD_EVERY_MS)
        self._keep_writing = actions["keep_writing"]
        self.keep = Button(look, icon="forward").bind(self._keep_writing, show_text=False)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.examples)
        self._row.addWidget(self.line, 1)
        for widget in (self.temperature_label, self.temperature, self.temperature_value, self.dice):
            self._row.addWidget(widget)
        self._row.addWidget(self.write)
        self._row.addWidget(self.keep)
        self.line.edited.connect(self._edited)
        self.line.entered.connect(actions["write_on"].trigger)
        self.line.composed.connect(self._composed)
        self.line.set_history(actions["undo"], actions["redo"])
        self._keep_writing.toggled.connect(self._show_writing)
        prompt.changed.connect(self._text_changed)
        prompt.settling.connect(self.line.settle)
        sampling.changed.connect(self._refresh_sampling)
        show.changed.connect(self._refresh)
        show.progressed.connect(self._refresh_kind)
        look.changed.connect(self._restyle)
        self._restyle()
        self._refresh_sampling()
        self._refresh()

    def apply(self, frame: NextToken, *, fresh: bool) -> None:
        """Take the true pieces of the text, and, if frames keep coming (``fresh``), the likeliest next one."""
        if frame.prompt != self._prompt.text:
            return
        self.line.set_pieces(frame.prompt, frame.pieces, frame.n_dropped)
        prepared = self._show.prepared
        if fresh and prepared is not None and len(frame.order):
            self.line.set_ghost(prepared.pieces[int(frame.order[0])])
        self.pieces_wanted.emit(False)

    def clear_ghost(self) -> None:
        """No view asks for bets any more: a bet that is not kept up to date is not shown."""
        self.line.set_ghost("")

    def fit(self, width: float) -> None:
        """Leave out what a window of ``width`` design pixels has no room for."""
        for widget in (self.temperature_label, self.temperature, self.temperature_value):
            widget.setVisible(width >= NARROW)
        for button in (self.examples, self.keep):
            button.setVisible(width >= VERY_NARROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """White, with a hairline above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("card"))
        painter.setPen(QColor(self._look.colours.line))
        painter.drawLine(0, 0, self.width(), 0)

    def _edited(self, start: int, stop: int, put: str) -> None:
        """A person edited the line: the prompt says what became of it, and where the cursor is."""
        cursor = self._prompt.edit(start, stop, put)
        self.line.set_prompt(self._prompt.text, self._prompt.stretches)
        self.line.place_cursor(cursor)

    def _composed(self, composing: bool) -> None:
        self._prompt.composing = composing

    def _text_changed(self, text: str) -> None:
        self.line.set_prompt(text, self._prompt.stretches)
        self.pieces_wanted.emit(True)

    def _show_writing(self, writing: bool) -> None:
        """While the model writes by itself, one wide button stops it, in the place of both."""
        width = self.write.width() + self._row.spacing() + self.keep.width()
        self.keep.set_icon("stop" if writing else "forward")
        self._keep_writing.setText(self.tr("Stop writing") if writing else str(self._keep_writing.property("name")))
        self.keep.shorten("all" if writing else "none")
        self.write.setVisible(not writing)
        self.keep.setMinimumWidth(width if writing else 0)

    def set_asking(self, asking: bool) -> None:
        """Whether a page is open on which minds are asked: the examples, and the text, then begin with questions."""
        if asking != self._asking:
            self._asking = asking
            self._refresh()
        self._offer_question()

    def begin(self) -> None:
        """Another model is there: what people have not written themselves gives way to its own first example."""
        prepared = self._show.prepared
        if prepared is not None and prepared.examples and not self._prompt.touched:
            self._prompt.replace(prepared.examples[0], by_person=False)
        self._offer_question()

    def offered(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The examples in groups, each with its heading or "".

        Questions come first, where there is a mind to answer them; then what it was measured to know, what nobody can
        call right or wrong, and what it does not know.
        """
        prepared, tried = self._show.prepared, self._show.tried
        if prepared is None:
            return ()
        questions = prepared.questions if self._asking or self._show.can_answer else ()
        texts = tuple(text for text in prepared.examples if text not in questions)
        groups = [("", questions), ("", texts)]
        if tried is not None:
            right = tuple(text for text in texts if text in tried.right)
            wrong = tuple(text for text in texts if text in tried.wrong)
            rest = tuple(text for text in texts if text not in (*right, *wrong))
            known, unknown = map(translated, _HEADINGS[tried.stage])
            at = count(tried.step)
            groups = [("", questions), (known.format(step=at), right), ("", rest), (unknown.format(step=at), wrong)]
        return tuple((heading, examples) for heading, examples in groups if examples)

    def _refresh(self) -> None:
        groups, menu = self.offered(), self.examples.menu()
        if groups != self._groups and not menu.isVisible():  # nobody's list changes while it is read
            self._groups = groups
            menu.clear()
            for heading, examples in groups:
                if menu.actions():
                    menu.addSeparator()
                if heading:
                    menu.addAction(heading).setEnabled(False)
                for example in examples:
                    action = menu.addAction(example.replace("\n", " ↵ ").replace("&", "&&"))
                    action.setData(example)
                    action.triggered.connect(lambda _checked=False, text=example: self._take_example(text))
        self.examples.setEnabled(bool(groups))
        self._begin_with_known()
        self._refresh_kind()

    def _offer_question(self) -> None:
        prepared = self._show.prepared
        if self._asking and prepared is not None and prepared.questions and not self._prompt.touched:
            self._prompt.replace(prepared.questions[0], by_person=False)

    def _begin_with_known(self) -> None:
        """A model that was opened shows first what it knows, unless a person has chosen something."""
        prepared, tried = self._show.prepared, self._show.tried
        if prepared is None or tried is None or not prepared.recorded or self._prompt.touched or not tried.right:
            return
        if self._prompt.text == prepared.examples[0] and self._prompt.text in tried.wrong:
            self._prompt.replace(tried.right[0], by_person=False)

    def _refresh_kind(self) -> None:
        # Until it has learnt anything, Start is the one dark button.
        self.write.set_kind("primary" if self._show.step > 0 else "secondary")

    def edit(self) -> None:
        """Be ready for another text in place of this one."""
        self.line.setFocus()
        self.line.selectAll()

    def _take_example(self, text: str) -> None:
        self._prompt.replace(text)
        self.line.setFocus()

    def _refresh_sampling(self) -> None:
        value, greedy = self._sampling.value, self._sampling.greedy
        self.temperature_value.setText(self.tr("greedy") if greedy else temperature_text(value))
        self.dice.setText(self.tr("No dice") if greedy else cut_text(value))

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(20), px(11), px(20), px(12))
        self._row.setSpacing(px(8))
        self.temperature.setFixedWidth(px(104))
        self.temperature_value.setFixedWidth(px(48))
        self.temperature_value.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.dice.setMinimumWidth(px(106))
        self.update()
