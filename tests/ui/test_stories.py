"""The stories beside the pages: every file is as it should be, true in every case, and a broken one breaks nothing."""

from __future__ import annotations

import ast
import dataclasses
import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from PySide6.QtGui import QTextDocument

from explainer.engine.events import StagesChanged, StateChanged
from explainer.engine.frames import NextToken
from explainer.engine.states import State
from explainer.shipped import asset
from explainer.training.reports import Stage
from explainer.ui import stories
from explainer.ui.actionspecs import SPECS
from explainer.ui.frame.story import facts, tell, values
from explainer.ui.intents import Press
from explainer.ui.panels.registry import PAGES
from explainer.ui.show import Phase, Show
from explainer.ui.stories import FACTS, Stories, StoryError, definition, fits, read_definitions, read_stories
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull

FOLDER = asset("stories", "en")
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.md"))}
EVERYWHERE = "everywhere"
LONGEST = 25  # words of a sentence
PROPER = """---
when: fresh
action: start_pause
---
# A heading

A paragraph about {steps}.
"""


def cases() -> Iterator[frozenset[str]]:
    """All that can hold at once, of a model that is there."""
    kinds = {kind: [f for f in some if f not in ("preparing", "failed", "no model")] for kind, some in FACTS.items()}
    return (frozenset(some) for some in itertools.product(*kinds.values()))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?:;])\s+", text.replace("*", "")) if part]


def test_every_page_has_a_file_and_every_file_a_page() -> None:
    assert set(FILES) == set(PAGES) | {EVERYWHERE}, "a file is named after the id of its page"


@pytest.mark.parametrize("page", list(PAGES))
def test_in_every_case_one_story_fits_and_none_is_out_of_reach(page: str) -> None:
    stories = read_stories(FILES[page])
    told: set[int] = set()
    for known in cases():
        first = next((story for story in stories if fits(story.when, known)), None)
        assert first is not None, f"{page}.md tells nothing where {', '.join(sorted(known))}"
        always = [passage for passage in first.told(known) if not passage.fields]
        assert always, f"{page}.md, line {first.line}: while no value is known there is no paragraph"
        told.add(first.line)
    assert told == {story.line for story in stories}, f"{page}.md: an earlier story always fits before these"


@pytest.mark.parametrize("page", list(FILES))
def test_what_a_story_asks_for_is_there(page: str) -> None:
    actions = {spec.id for spec in SPECS} | {f"view.{page}" for page in PAGES}
    for story in read_stories(FILES[page]):
        where = f"{page}.md, line {story.line}"
        assert not story.action or story.action in actions, f"{where}: no action {story.action!r}"
        assert not story.button or story.action, f"{where}: a button needs an action"
        assert story.button or not story.action.startswith("view."), f"{where}: a way to a page needs words"
        assert not re.search(r"[*_{}]", story.heading), f"{where}: a heading is plain words"


@pytest.mark.parametrize("page", list(FILES))
def test_sentences_are_short_and_emphasis_is_closed(page: str, qapp: object) -> None:
    for story in read_stories(FILES[page]):
        for passage in story.passages:
            where = f"{page}.md, line {passage.line}"
            for sentence in sentences(passage.text):
                assert len(sentence.split()) <= LONGEST, f"{where}: more than {LONGEST} words: {sentence}"
            document = QTextDocument()
            document.setMarkdown(passage.text.format_map(dict.fromkeys(passage.fields, "x")))
            assert not re.search(r"[*_#<>`\[\]]|\n", document.toPlainText()), f"{where}: Markdown that does not end"


@pytest.mark.parametrize("page", list(PAGES))
def test_every_value_that_is_quoted_has_somebody_who_knows_it(learner: MainWindow, page: str) -> None:
    learner.show_view(page)
    known = set(values(learner.show_state)) | set(learner.panel(page).values()) | {"start", "do_step"}
    for story in (*read_stories(FILES[page]), *read_stories(FILES[EVERYWHERE])):
        for passage in story.passages:
            missing = passage.fields - known
            assert not missing, f"{page}.md, line {passage.line}: nobody knows {', '.join(missing)}"
    learner.story.refresh()
    assert "{" not in learner.story.text().replace("\\{", "")


def test_the_words_in_front_matters_are_those_of_the_show() -> None:
    assert set(FACTS["phase"]) == {phase.value for phase in Phase}
    for phase in Phase:
        held = facts(Show(), phase)
        assert all(len(held & set(some)) == 1 for some in FACTS.values()), "one of each kind"


def test_every_definition_is_that_of_a_card_and_every_card_finds_its_own() -> None:
    asked: dict[tuple[str, str], set[str]] = {}
    for path in sorted(Path(stories.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id == "definition":
                page, card = (ast.literal_eval(arg) for arg in call.args)
                filled = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.value is call]
                asked[page, card] = {str(keyword.arg) for c in filled for keyword in c.keywords}
    there = {(page, card): text for page, path in FILES.items() for card, text in read_definitions(path).items()}
    assert set(asked) == set(there)
    for key, text in there.items():
        assert {name for _, name, _, _ in Formatter().parse(text) if name is not None} == asked[key], key
        assert definition(*key) == text


# ---- files that are not as they should be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "instead", "line", "words"),
    [
        ("when: fresh", "wen: fresh", 2, "one of when, above, action, button"),
        ("when: fresh", "when: ripe", 2, "'ripe'"),
        ("action: start_pause", "when: early", 3, "once"),
        ("action: start_pause", "action:", 3, "with a value"),
        ("# A heading", "A heading", 5, "a heading after #"),
        ("A paragraph about {steps}.", "", 5, "paragraphs after the heading"),
        ("A paragraph about {steps}.", "A paragraph about {steps.", 7, "as {name}"),
        ("A paragraph about {steps}.", "A paragraph about {}.", 7, "as {name}"),
        ("A paragraph about {steps}.", "A paragraph about {steps.real}.", 7, "as {name}"),
        ("A paragraph about {steps}.", "[ripe] A paragraph.", 7, "'ripe'"),
        ("A paragraph about {steps}.", "## Another heading", 7, "a paragraph"),
        ("A paragraph about {steps}.", "A paragraph.\n\n---", 9, "between two lines of ---"),
        (PROPER, "# A heading\n\nA paragraph.", 1, "a front matter"),
    ],
)
def test_an_error_says_the_file_the_line_and_what_was_expected(
    tmp_path: Path, found: str, instead: str, line: int, words: str
) -> None:
    path = tmp_path / "letters.md"
    path.write_text(PROPER, encoding="utf-8")
    assert [story.heading for story in read_stories(path)] == ["A heading"]
    path.write_text(PROPER.replace(found, instead), encoding="utf-8")
    with pytest.raises(StoryError) as error:
        read_stories(path)
    assert str(error.value).startswith(f"letters.md, line {line}: expected ") and words in str(error.value)


@pytest.mark.parametrize(
    ("found", "instead", "line", "words"),
    [
        ("card: loss", "card: loss\nwhen: fresh", 9, "a card that has no definition yet, and nothing else"),
        ("A definition.", "A definition.\n\n---\ncard: loss\n---\nAnother.", 14, "'loss'"),
        ("A definition.", "# A definition", 12, "without a heading"),
        ("A definition.", "", 11, "the definition of 'loss'"),
        ("A definition.", "{}", 12, "as {name}"),
    ],
)
def test_an_error_in_a_definition_too(tmp_path: Path, found: str, instead: str, line: int, words: str) -> None:
    proper = PROPER + "\n---\ncard: loss\n---\nA definition.\n\nOf two paragraphs.\n"
    path = tmp_path / "letters.md"
    path.write_text(proper, encoding="utf-8")
    assert read_definitions(path) == {"loss": "A definition.\n\nOf two paragraphs."}
    path.write_text(proper.replace(found, instead).replace("\n\nOf two paragraphs.", ""), encoding="utf-8")
    with pytest.raises(StoryError) as error:
        read_definitions(path)
    assert str(error.value).startswith(f"letters.md, line {line}: expected ") and words in str(error.value)


def test_a_definition_that_cannot_be_read_is_a_sentence_in_its_place() -> None:
    assert "nowhere.md" in definition("nowhere", "loss")
    assert definition("learning", "nothing").startswith("learning.md, line 1: expected a definition of the card")


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "letters.md"
    path.write_bytes(PROPER.encode() + b"\nGr\xfc\xdfe\n")
    with pytest.raises(StoryError, match=r"letters\.md, line 9: expected UTF-8"):
        read_stories(path)


def test_a_broken_file_is_told_once_and_breaks_nothing(window: MainWindow, tmp_path: Path, pull: Pull) -> None:
    shutil.copytree(FOLDER, tmp_path / "en")
    (tmp_path / "en" / "tokens.md").write_text("Words, and no front matter.\n", encoding="utf-8")
    window.story._stories = Stories(tmp_path / "en")
    told: list[tuple[str, str]] = []
    window.story.failed.connect(lambda sentence, details: told.append((sentence, details)))
    learning(window, pull)
    window.show_view("tokens")
    window.story.refresh()
    assert "no story to tell" in window.story.text()
    assert len(told) == 1 and "could not be read" in told[0][0] and "tokens.md, line 1" in told[0][1]
    assert "could not be read" in window.notices.text()
    window.show_view("prediction")
    assert "bets" in window.story.text(), "the others are told as ever"


def test_a_page_without_a_file_is_told_like_its_view_and_a_view_without_one_says_so(window: MainWindow) -> None:
    held = facts(Show(), Phase.FRESH)
    found = Stories(FOLDER).tell("tokens.letters", held)
    assert found is not None and found.heading == "Text becomes numbers"
    assert Stories(FOLDER).tell("letters", held) is None


# ---- true of what stands beside it -----------------------------------------------------------------------------------


def learning(window: MainWindow, pull: Pull, **changes: object) -> None:
    """A model that is learning."""
    engine = window.bridge._engine
    assert isinstance(engine, fakes.FakeEngine)
    engine.events = [fakes.state(State.IDLE), fakes.prepared(**changes), fakes.state(State.RUNNING)]
    pull()
    engine.frames = fakes.all_frames()
    pull()


def story_of(page: str, phase: Phase, *more: str) -> str:
    """All that is told on ``page``, with values in braces as they are."""
    usual = {"reading", "storyland", "honest", "no feedback yet", "a model", "no step to take back"}
    kinds = [set(some) for some in FACTS.values() if set(some) & set(more)]
    known = frozenset(usual.difference(*kinds) | set(more) | {phase.value})
    story = Stories(FOLDER).tell(page, known)
    assert story is not None
    return " ".join((story.heading, *(passage.text for passage in story.told(known))))


@pytest.mark.parametrize("page", list(PAGES))
@pytest.mark.parametrize("phase", [Phase.FRESH, Phase.EARLY, Phase.MIDDLE, Phase.PAUSED, Phase.COMPLETE])
def test_nothing_is_told_of_a_text_of_ones_own_that_only_holds_in_storyland(page: str, phase: Phase) -> None:
    for stage in FACTS["stage"]:
        told = story_of(page, phase, "own text", stage, "feedback begun")
        for words in ("animal", "colour", "kind", "rude", "rambling", "more questions", "often with another"):
            assert words not in told, (stage, words)


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("minds")])
@pytest.mark.parametrize("stage", ["fine-tuning", "feedback"])
def test_a_later_stage_is_not_told_as_the_first_steps_of_reading(page: str, stage: str) -> None:
    told = story_of(page, Phase.EARLY, stage)
    for words in ("At first only common", "begin to", "Habits form", "too fast to follow", "take sides"):
        assert words not in told


@pytest.mark.parametrize("phase", [Phase.EARLY, Phase.MIDDLE, Phase.PAUSED, Phase.COMPLETE])
def test_past_reading_no_step_is_offered(phase: Phase) -> None:
    for stage in ("fine-tuning", "feedback"):
        known = facts(Show(), phase) - {"reading"} | {stage}
        story = Stories(FOLDER).tell("learning.step", known)
        assert story is not None and not story.action
        assert "Do one step" not in story_of("learning.step", phase, stage)


def test_the_button_can_be_pressed_only_where_its_action_can(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.state(State.FAILED)]
    pull()
    learner.story.refresh()
    button, action = learner.story.button, learner.actions_["start_pause"]
    assert button.isVisible() and button.isEnabled() and button.text() == action.text()
    action.setEnabled(False)
    learner.story.refresh()
    assert not button.isEnabled()


def test_what_is_not_known_yet_is_left_out() -> None:
    story = read_stories(FILES["prediction"])[2]
    known = facts(Show(), Phase.MIDDLE)
    told = tell(story, known, values(Show()))
    assert "–" not in told and "…" not in told
    assert told.startswith("**Click a bar** to take that piece instead."), "and nothing of what it bets"


def test_a_run_opened_half_way_names_the_button_that_is_there(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.state(State.IDLE), fakes.prepared(step=400, recorded=True)]
    pull()
    window.show_view("learning")
    assert window.actions_["start_pause"].text() == "Train longer"
    assert "**Train longer** lets it run on" in window.story.text() and "Resume" not in window.story.text()


def test_a_broken_model_is_called_so_above_its_story(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view("meaning")
    stages = (Stage.PRETRAIN, True), (Stage.SFT, True), (Stage.RLHF, True)
    engine.events = [
        fakes.state(State.IDLE, complete=True, stage=Stage.RLHF),
        StagesChanged(stages, ("base", "sft", "rlhf", "rlhf.no_leash"), Stage.RLHF, recipe="no_leash"),
    ]
    pull()
    learner.story.refresh()
    assert learner.story._kicker.text() == "A MODEL MADE BY A MISHAP"


def test_rounds_of_feedback_are_never_told_as_steps_of_reading() -> None:
    show = Show()
    show.take_event(fakes.prepared(step=60))
    show.take_event(fakes.state(State.IDLE, complete=True, stage=Stage.RLHF))
    assert values(show)["steps"] == "–"
    show.take_event(fakes.state(State.IDLE))
    assert values(show)["steps"] == "60"


def test_before_feedback_has_begun_nothing_is_said_of_its_rounds(learner: MainWindow) -> None:
    assert learner.show_state.stage is Stage.PRETRAIN
    learner.show_view("minds.wrong")
    learner.story.refresh()
    assert "This comes last" in learner.story.text()
    assert "rounds" not in learner.story.text() and "–" not in learner.story.text()


# ---- told of the very frame that the cards are painted from ----------------------------------------------------------


def sure(share: float) -> NextToken:
    """The bets, with ``share`` on the first."""
    frame = fakes.next_token(serial=99)
    bets = np.full_like(frame.probability, (1 - share) / (len(frame.probability) - 1))
    bets[frame.order[0]] = share
    return dataclasses.replace(frame, probability=bets)


def test_the_story_quotes_the_frame_that_the_cards_are_painted_from(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.show_view("prediction")
    for share, words in ((0.42, "42 %"), (0.61, "61 %"), (0.87, "87 %")):
        engine.frames = {"next_token": sure(share)}
        pull()  # no time for another look
        assert words in learner.panel("prediction").summary()
        assert words in learner.story.text()


def test_a_story_that_was_folded_away_is_told_anew_when_it_comes_back(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.show_view("prediction")
    learner.dispatcher.do(Press("story", False))
    engine.frames = {"next_token": sure(0.42)}
    pull()
    learner.dispatcher.do(Press("story", True))
    assert "42 %" in learner.story.text()


@pytest.mark.parametrize(
    ("stage", "words"),
    [(Stage.PRETRAIN, "AFTER READING"), (Stage.SFT, "AFTER FINE-TUNING"), (Stage.RLHF, "AFTER HUMAN FEEDBACK")],
)
def test_it_says_which_of_the_models_is_looked_at(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, stage: Stage, words: str
) -> None:
    engine.events = [StateChanged(State.IDLE, stage, True)]
    pull()
    learner.show_view("prediction")
    assert words in learner.story._kicker.text()
    learner.show_view("learning")
    assert "AFTER READING" in learner.story._kicker.text(), "this page tells of reading"
    learner.show_view("minds")
    assert "AFTER" not in learner.story._kicker.text(), "this one shows several"
