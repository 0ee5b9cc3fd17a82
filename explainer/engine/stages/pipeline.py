"""The three stages, driven: begun, gone on with, done piece by piece, left.

What a stage needs is made sure of before the one under way is left, so that what is refused changes nothing.
"""

from __future__ import annotations

from explainer.engine.recipes import BASE, HONEST, LIKED
from explainer.engine.runs.problems import reason
from explainer.engine.stages.course import Course
from explainer.engine.stages.underway import UnderWay, UnderWayKind
from explainer.engine.work import Work
from explainer.marking import Problem, mark, sentence_of
from explainer.training.reports import Stage


class Pipeline:
    """Drives the stages of one course. Used by the worker, or by the command line.

    Args:
        course: has the stage under way, and what each stage left behind.
        work: is counted here.

    Attributes:
        kept: of an opened run: the stage that was under way, until it is gone on with or another begins.
        recorded: True for a model that was opened and has not been trained since.
    """

    def __init__(self, course: Course, work: Work) -> None:
        self.course = course
        self.work = work
        self.kept: UnderWay | None = None
        self.recorded = False

    def begin(self, stage: Stage, recipe: str = HONEST) -> None:
        """Begin a stage from where the one before it ended.

        Raises:
            Problem: this text has nothing for that stage, or there is no such recipe; all goes on as it was.
        """
        course = self.course
        if stage is Stage.PRETRAIN:
            self._need_text()
            self.leave()
            if BASE in course.minds:
                course.take(BASE)
            course.begin_reading()
        else:
            self._need_questions(recipe)
            self.leave()
            course.keep_base()
            if stage is Stage.SFT:
                course.begin_tuning(again=False)
            else:
                course.begin_feedback(recipe, again=False)
        self.recorded = False

    def go_on(self) -> None:
        """Go on with the stage of the present weights: with a new budget.

        Raises:
            ValueError, OSError: the text is gone, or has nothing to ask.
        """
        course, self.kept = self.course, None
        if course.present.stage is Stage.PRETRAIN:
            course.begin_reading()
        else:
            self._need_questions()
            if course.present.stage is Stage.SFT:
                course.begin_tuning(again=True)
            else:
                course.begin_feedback(course.present.recipe, again=True)
        self.recorded = False

    def more_rounds(self) -> None:
        """Go on with human feedback; after a mishap, with the honest model.

        Raises:
            Problem: there has been no feedback to go on with, or this text has nothing to ask any more; all goes on
                as it was.
        """
        course = self.course
        if not course.has(LIKED):
            none = mark("engine", "there has been no round of human feedback to go on with; begin stage three first")
            raise Problem(none)
        self._need_questions()
        self.leave()
        if (course.present.stage, course.present.recipe) != (Stage.RLHF, HONEST):
            course.take(LIKED)
        course.begin_feedback(HONEST, again=True)

    def train_judge(self) -> None:
        """Train the judge alone, with all votes.

        Raises:
            Problem: this text has nothing to ask.
        """
        self._need_questions()
        self.leave()
        self.course.keep_base()
        self.course.begin_judge()

    def resume(self) -> None:
        """Go on with the stage that was under way when the run was saved, as if it had not stopped; it is there then.

        Raises:
            Problem: the text is gone, or what was kept does not fit; the weights can be gone on with all the same.
        """
        kept, self.kept = self.kept, None
        if kept is None:
            return
        try:
            if kept.kind is not UnderWayKind.READING:
                self._need_questions(kept.recipe)
                self.course.keep_base()
            self.course.take_up(kept)
        except (KeyError, TypeError, IndexError, AttributeError, OverflowError, RuntimeError) as error:
            raise Problem(mark("engine", "what was kept of it cannot be read ({why})"), why=reason(error)) from error
        self.recorded = False

    def under_way(self) -> UnderWay | None:
        """The stage under way, as it can be gone on with, or None."""
        return self.course.run.under_way() if self.course.run is not None else self.kept

    def advance(self, *, closely: bool = False) -> object | None:
        """Do the next piece of the stage under way; return its report, or None when it is over, and is left.

        ``closely`` as in ``StageRun.advance``.
        """
        run = self.course.run
        report = run.advance(closely=closely) if run is not None else None
        if report is None:
            self.leave()
        self.work.add()
        return report

    def undo_step(self) -> None:
        """Take back the step that was looked at closely, where one can be."""
        if self.course.run is not None:
            self.course.run.undo_step()
            self.work.add()

    def leave(self) -> None:
        """End the stage under way, if there is one, and keep what it made."""
        self.kept = None
        if self.course.training:
            self.course.end()

    def _need_text(self) -> None:
        try:
            self.course.get_text()
        except OSError as error:
            raise Problem.of(sentence_of(error)) from error

    def _need_questions(self, recipe: str = HONEST) -> None:
        if (why := self.course.preferences.tasks.why_not) is not None:
            raise Problem.of(why)
        self.course.check(recipe)
