"""The commands as data: their words, their keys and their groups. What they do is in ``actions``.

Keys that hold on one page alone stand here too, so that the key sheet can show them; what they do is on that page.

Every command has a key that keyboards of all languages have without AltGr: function keys where a sign would need it
(German brackets), for letters see ``keyboards``. Digits need Shift on a French keyboard, which Qt allows for; on the
page Votes the signs of the bare keys vote too.

Keys that clickers send (Page Up/Down, F5, Escape, B, full stop) are left free for the presenter, and no key quits but
the system's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.ui.translate import Marked, mark


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command as data: ``keys`` in Qt's portable spelling, the first one is shown."""

    id: str
    group: Marked
    text: Marked
    tip: Marked
    keys: tuple[str, ...] = ()
    checkable: bool = False


@dataclass(frozen=True, slots=True)
class PageKeys:
    """Keys that hold while one page is open: ``keys`` in Qt's portable spelling, ``shown`` for the key sheet."""

    id: str
    text: Marked
    keys: tuple[str, ...]
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """One entry of the speed menu."""

    id: str
    text: Marked
    short: Marked
    steps_per_second: float | None


LEARN, RUNS, LOOK, WRITE, HELP = (
    mark("Actions", "Learning"),
    mark("Actions", "Runs"),
    mark("Actions", "Window"),
    mark("Actions", "Writing"),
    mark("Actions", "Help"),
)

SPECS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "start_pause",
        LEARN,
        mark("Actions", "Start"),
        mark("Actions", "Start, pause or resume learning"),
        ("Space",),
    ),
    ActionSpec(
        "step",
        LEARN,
        mark("Actions", "Step"),
        mark("Actions", "Do exactly one step of learning, then wait"),
        ("F8",),
    ),
    ActionSpec(
        "examine_step",
        LEARN,
        mark("Actions", "Do one step"),
        mark("Actions", "Do exactly one step of learning, look closely at what it changes, and wait"),
        ("F7",),
    ),
    ActionSpec(
        "undo_step",
        LEARN,
        mark("Actions", "Take it back"),
        mark("Actions", "Take back the step that was looked at closely: every dial returns to where it was"),
        ("Shift+F7",),
    ),
    ActionSpec(
        "slower",
        LEARN,
        mark("Actions", "Slower"),
        mark("Actions", "Learn more slowly, to follow single steps"),
        ("F3", "Ctrl+["),
    ),
    ActionSpec(
        "faster",
        LEARN,
        mark("Actions", "Faster"),
        mark("Actions", "Learn faster"),
        ("F4", "Ctrl+]"),
    ),
    ActionSpec(
        "finish",
        LEARN,
        mark("Actions", "Finish early"),
        mark("Actions", "Take ever smaller steps from here and finish soon; this is the model's last polish"),
        ("Ctrl+E",),
    ),
    ActionSpec(
        "train_longer",
        LEARN,
        mark("Actions", "Train longer"),
        mark("Actions", "Go on with the stage that is complete"),
        ("Ctrl+Shift+F7",),
    ),
    ActionSpec(
        "train_pretrain",
        LEARN,
        mark("Actions", "Stage 1: Pretraining"),
        mark("Actions", "Train stage 1: it learns language from text"),
        ("Ctrl+F7",),
    ),
    ActionSpec(
        "train_sft",
        LEARN,
        mark("Actions", "Stage 2: Fine-tuning"),
        mark("Actions", "Train stage 2: it learns to answer, from examples"),
        ("Ctrl+F8",),
    ),
    ActionSpec(
        "train_rlhf",
        LEARN,
        mark("Actions", "Stage 3: Human feedback"),
        mark("Actions", "Train stage 3: votes, a judge, and learning from its points"),
        ("Ctrl+F9",),
    ),
    ActionSpec(
        "more_rounds",
        LEARN,
        mark("Actions", "More rounds"),
        mark("Actions", "Go on with human feedback: fresh votes, a new judge, more rounds"),
        ("Ctrl+Shift+F9",),
    ),
    ActionSpec(
        "runs",
        RUNS,
        mark("Actions", "Runs"),
        mark("Actions", "Show the runs that can be gone on with"),
        ("Ctrl+R",),
        checkable=True,
    ),
    ActionSpec(
        "start_over",
        RUNS,
        mark("Actions", "Start over"),
        mark("Actions", "Make a new model that has read nothing"),
        ("Ctrl+N",),
    ),
    ActionSpec(
        "open_text",
        RUNS,
        mark("Actions", "Open a text…"),
        mark("Actions", "Make a new model that learns from a text of your own"),
        ("Ctrl+Shift+O",),
    ),
    ActionSpec(
        "storyland",
        RUNS,
        mark("Actions", "Back to Storyland"),
        mark("Actions", "Make a new model that learns from Storyland, the built-in text"),
    ),
    ActionSpec(
        "open_run",
        RUNS,
        mark("Actions", "Open a run…"),
        mark("Actions", "Open a model that was trained before, from its folder"),
        ("Ctrl+O",),
    ),
    ActionSpec(
        "save_run",
        RUNS,
        mark("Actions", "Save"),
        mark("Actions", "Write the model and its history into the run's folder"),
        ("Ctrl+S",),
    ),
    ActionSpec(
        "save_run_as",
        RUNS,
        mark("Actions", "Save as…"),
        mark("Actions", "Write the model and its history into another folder"),
        ("Ctrl+Shift+S",),
    ),
    ActionSpec(
        "write_on",
        WRITE,
        mark("Actions", "Write on"),
        mark("Actions", "Let the model add one piece to the text (Enter in the text line does the same)"),
        ("Ctrl+Return", "Ctrl+Enter"),
    ),
    ActionSpec(
        "keep_writing",
        WRITE,
        mark("Actions", "Keep writing"),
        mark("Actions", "Let the model write on by itself: until the text ends or you stop it, 60 pieces at most"),
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        checkable=True,
    ),
    ActionSpec(
        "undo",
        WRITE,
        mark("Actions", "Undo"),
        mark("Actions", "Take back what was last written or typed"),
        ("Ctrl+Z",),
    ),
    ActionSpec(
        "redo",
        WRITE,
        mark("Actions", "Redo"),
        mark("Actions", "Write again what was taken back"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
    ),
    ActionSpec(
        "edit_prompt",
        WRITE,
        mark("Actions", "Go to the text line"),
        mark("Actions", "Type your own words"),
        ("Ctrl+K",),
    ),
    ActionSpec(
        "new_dice",
        WRITE,
        mark("Actions", "Other dice"),
        mark("Actions", "Throw other dice: the text may go on differently"),
        ("Ctrl+D",),
    ),
    ActionSpec(
        "next_view",
        LOOK,
        mark("Actions", "Next view"),
        mark("Actions", "Go to the next view"),
        ("Ctrl+PgDown",),
    ),
    ActionSpec(
        "previous_view",
        LOOK,
        mark("Actions", "Previous view"),
        mark("Actions", "Go to the view before"),
        ("Ctrl+PgUp",),
    ),
    ActionSpec(
        "next_page",
        LOOK,
        mark("Actions", "Next page"),
        mark("Actions", "Go to the next page of this view"),
        ("F6",),
    ),
    ActionSpec(
        "previous_page",
        LOOK,
        mark("Actions", "Previous page"),
        mark("Actions", "Go to the page before in this view"),
        ("Shift+F6",),
    ),
    ActionSpec(
        "story",
        LOOK,
        mark("Actions", "Story"),
        mark("Actions", "Show or fold away the story at the right"),
        ("F9",),
        checkable=True,
    ),
    ActionSpec(
        "theme",
        LOOK,
        mark("Actions", "Light or dark"),
        mark("Actions", "Switch between the light and the dark look"),
        ("Ctrl+Shift+L",),
    ),
    ActionSpec(
        "zoom_in",
        LOOK,
        mark("Actions", "Bigger"),
        mark("Actions", "Make everything bigger"),
        ("Ctrl++", "Ctrl+="),
    ),
    ActionSpec(
        "zoom_out",
        LOOK,
        mark("Actions", "Smaller"),
        mark("Actions", "Make everything smaller"),
        ("Ctrl+-",),
    ),
    ActionSpec(
        "zoom_reset",
        LOOK,
        mark("Actions", "Normal size"),
        mark("Actions", "Back to 100 %"),
        ("Ctrl+0",),
    ),
    ActionSpec(
        "motion",
        LOOK,
        mark("Actions", "Moving pictures"),
        mark("Actions", "Let pictures move, or hold them still"),
        ("Ctrl+Shift+M",),
        checkable=True,
    ),
    ActionSpec(
        "fill_window",
        LOOK,
        mark("Actions", "Fill the window"),
        mark("Actions", "Let one card fill the window, or put it back"),
        ("F11",),
        checkable=True,
    ),
    ActionSpec(
        "full_screen",
        LOOK,
        mark("Actions", "Full screen"),
        mark("Actions", "Fill the whole screen, or come back"),
        ("Shift+F11", "Ctrl+Meta+F"),  # the second is the habit on a Mac
    ),
    ActionSpec("keys", HELP, mark("Actions", "Keys"), mark("Actions", "Show all keys"), ("F1", "?", "Shift+?")),
    ActionSpec("quit", HELP, mark("Actions", "Quit"), mark("Actions", "Close Explainer"), ("Ctrl+Q",)),
)

VOTING = mark("Actions", "On the page Votes")
VOTE_KEYS: tuple[PageKeys, ...] = (
    PageKeys("choose", mark("Actions", "Choose an answer"), ("1", "2", "3", "4", "&", "É", '"', "'"), "1 – 4"),
    PageKeys("skip", mark("Actions", "Skip"), ("0", "S", "À")),
    PageKeys("undo", mark("Actions", "Undo vote"), ("U",)),
    PageKeys("place_back", mark("Actions", "Last place back"), ("Backspace",)),
)

PACES: tuple[Pace, ...] = (
    Pace("slowest", mark("Actions", "1 step every 2 seconds"), mark("Actions", "1 in 2 s"), 0.5),
    Pace("slow", mark("Actions", "1 step a second"), mark("Actions", "1 a second"), 1.0),
    Pace("calm", mark("Actions", "4 steps a second"), mark("Actions", "4 a second"), 4.0),
    Pace("full", mark("Actions", "Full speed"), mark("Actions", "Full speed"), None),
)
PACE = {pace.id: pace for pace in PACES}
