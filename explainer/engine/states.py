"""The engine's state machine, as a table.

One table says what every command means in every state; whatever is not in it is refused with a reason. The *stage* of
training (pretraining, fine-tuning, feedback) is data beside the state, not a state of its own, so that a new stage adds
no rows.

Settings such as the prompt, the sampling, the pace and the demand change no state; they make sense everywhere and are
not in the table (see ``commands.Setting``).
"""

from __future__ import annotations

from enum import StrEnum

from explainer.marking import Marked, mark


class State(StrEnum):
    """What the worker is doing."""

    IDLE = "idle"  # nothing trains; there may be a model, untrained or finished
    STARTING = "starting"  # text, tokenizer and model are being made, or a run is being opened
    RUNNING = "running"  # one optimiser step after another
    PAUSED = "paused"  # in mid-stage, weights as they are
    STOPPING = "stopping"  # the stage is being closed
    FAILED = "failed"  # the stage ended with an error; the last good model may still be asked


class Move(StrEnum):
    """What can change the state: commands from outside, and outcomes that the worker reports itself."""

    PREPARE = "prepare"
    OPEN = "open"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STEP_ONCE = "step_once"
    EXAMINE_STEP = "examine_step"
    UNDO_STEP = "undo_step"
    FINISH = "finish"
    STOP = "stop"
    RESET = "reset"
    WRITE_ON = "write_on"
    BEGIN_STAGE = "begin_stage"
    GO_BACK = "go_back"

    READY = "ready"  # outcome: preparation done, nothing asked for
    READY_TO_RUN = "ready_to_run"  # outcome: preparation done, start was asked for
    READY_TO_STEP = "ready_to_step"  # outcome: preparation done, one step was asked for
    DONE = "done"  # outcome: the stage is complete
    STOPPED = "stopped"  # outcome: the stage is closed before its end
    FAILURE = "failure"  # outcome: something went wrong


_I, _S, _R, _P, _X, _F = State.IDLE, State.STARTING, State.RUNNING, State.PAUSED, State.STOPPING, State.FAILED

TABLE: dict[tuple[State, Move], State] = {
    (_I, Move.PREPARE): _S,
    (_I, Move.OPEN): _S,
    (_I, Move.START): _S,
    (_I, Move.STEP_ONCE): _S,
    (_I, Move.EXAMINE_STEP): _S,
    (_I, Move.RESET): _S,
    (_I, Move.WRITE_ON): _I,
    (_I, Move.BEGIN_STAGE): _S,
    (_I, Move.GO_BACK): _I,
    (_S, Move.PREPARE): _S,  # it is being done
    (_S, Move.START): _S,  # remembered: it will run as soon as it is ready
    (_S, Move.STEP_ONCE): _S,
    (_S, Move.EXAMINE_STEP): _S,
    (_S, Move.PAUSE): _S,  # forgets a remembered start
    (_S, Move.STOP): _X,
    (_S, Move.READY): _I,
    (_S, Move.READY_TO_RUN): _R,
    (_S, Move.READY_TO_STEP): _P,
    (_S, Move.FAILURE): _F,
    (_R, Move.PAUSE): _P,
    (_R, Move.STEP_ONCE): _P,
    (_R, Move.EXAMINE_STEP): _P,
    (_R, Move.FINISH): _R,
    (_R, Move.STOP): _X,
    (_R, Move.RESET): _S,
    (_R, Move.OPEN): _S,
    (_R, Move.WRITE_ON): _R,
    (_R, Move.BEGIN_STAGE): _S,  # the stage under way is left as it is
    (_R, Move.GO_BACK): _I,
    (_R, Move.DONE): _I,
    (_R, Move.FAILURE): _F,
    (_P, Move.START): _R,
    (_P, Move.RESUME): _R,
    (_P, Move.STEP_ONCE): _P,
    (_P, Move.EXAMINE_STEP): _P,
    (_P, Move.UNDO_STEP): _P,
    (_P, Move.FINISH): _R,
    (_P, Move.STOP): _X,
    (_P, Move.RESET): _S,
    (_P, Move.OPEN): _S,
    (_P, Move.WRITE_ON): _P,
    (_P, Move.BEGIN_STAGE): _S,
    (_P, Move.GO_BACK): _I,
    (_P, Move.DONE): _I,
    (_P, Move.FAILURE): _F,
    (_X, Move.STOPPED): _I,
    (_X, Move.FAILURE): _F,
    (_F, Move.PREPARE): _S,
    (_F, Move.START): _S,
    (_F, Move.RESET): _S,
    (_F, Move.OPEN): _S,
    (_F, Move.BEGIN_STAGE): _S,
    (_F, Move.GO_BACK): _I,
    (_I, Move.FAILURE): _F,
    (_F, Move.FAILURE): _F,
}

_WHY_NOT: dict[State, Marked] = {
    State.IDLE: mark("engine", "Nothing is being trained right now. Press Start first."),
    State.STARTING: mark("engine", "The model is still being prepared. It takes a few seconds."),
    State.RUNNING: mark("engine", "The model is already learning."),
    State.PAUSED: mark("engine", "Training is paused."),
    State.STOPPING: mark("engine", "Training is just being stopped. Try again in a moment."),
    State.FAILED: mark("engine", "The last training ended with an error. Press Start over to begin again."),
}

NOTHING_TO_UNDO = mark("engine", "A step can only be taken back right after “Do one step”, before learning goes on.")
NO_SUCH_VOTE = mark("engine", "there is no such vote to take back")
NO_MODEL = mark("engine", "There is no model yet. Press Start first.")
NOTHING_TO_ASK = mark("engine", "This text has nothing to ask; type a question of your own.")


def next_state(state: State, move: Move) -> State | None:
    """Return the state that ``move`` leads to from ``state``, or None where it makes no sense."""
    return TABLE.get((state, move))


def why_not(state: State, move: Move | None = None) -> Marked:
    """Return one plain sentence that says why a command, or that of ``move``, is refused in ``state``."""
    if move is Move.UNDO_STEP and state is not State.FAILED:
        return NOTHING_TO_UNDO
    return _WHY_NOT[state]
