"""Sentences about the trip: what every part means, with its number, in plain words. Only what the frame says.

They are templates; what they may quote is worked out in one place (``_values``).
"""

from __future__ import annotations

from explainer.ui.numbers import count, percent, unbroken
from explainer.ui.panels.overview.film import FilmStage
from explainer.ui.panels.overview.parts import Part, PartKind
from explainer.ui.panels.overview.scene import TripScene
from explainer.ui.translate import Marked, mark, translate, translated

_EMPTY = mark(
    "Teller",
    "Your text is empty: the model sees only the marker that ends a text ({piece}, token {id}), and bets on how the "
    "next one begins.",
)
_PARTS = {
    PartKind.TOKEN: mark("Teller", "“{piece}” is piece {at} of {pieces}: token {id}."),
    PartKind.REST: mark(
        "Teller", "{hidden} more pieces, for which there is no room here. They take part like all others."
    ),
    PartKind.MEANING: mark(
        "Teller",
        "What “{piece}” means: {numbers} numbers, the same wherever it stands. They go from {low} to {high}.",
    ),
    PartKind.POSITION: mark(
        "Teller",
        "Where it stands, place {at}: {numbers} numbers that are added to its meaning. They go from {low} to {high}.",
    ),
    PartKind.STREAM: mark(
        "Teller",
        "“{piece}” as block {block} finds it: {numbers} numbers, changed by the blocks before. They go from {low} to "
        "{high}.",
    ),
    PartKind.LANE: mark(
        "Teller", "The numbers of “{piece}” run straight past both parts; each part only adds to them."
    ),
    PartKind.GATHERED: mark(
        "Teller",
        "What “{name}” gathered, with all {heads} ways of looking together: {numbers} numbers, {gathered} as big as "
        "what it had.",
    ),
    PartKind.PLUS: mark(
        "Teller", "What was gathered is added. Nothing is overwritten: the old numbers run straight on."
    ),
    PartKind.UNITS: mark(
        "Teller",
        "Thinking (feed-forward): {on} of {units} units are on. Unit {most} is the strongest ({value}). It thinks "
        "about “{name}” alone.",
    ),
    PartKind.THOUGHT: mark(
        "Teller", "What thinking adds: {numbers} numbers, {thought} as big as what the block found."
    ),
    PartKind.PLUS_2: mark("Teller", "What it thought is added too. The sum goes on to the next block, or to the bets."),
    PartKind.BLOCK: mark(
        "Teller", "Block {at} of {blocks}: the same two parts, with dials of its own. Click to open it."
    ),
    PartKind.BET: mark("Teller", "After “{last}” it bets {bet_share} on {bet}."),
    PartKind.TAIL: mark("Teller", "All its bets add up to 100 %. These are the ones too small to be listed here."),
}
_FIRST_STREAM = mark(
    "Teller", "“{piece}” as block 1 finds it: meaning plus place, {numbers} numbers. They go from {low} to {high}."
)
_STAGES = {
    FilmStage.TOKENS: mark("Teller", "Your text is {pieces} pieces. Each has a number: “{last}” is token {last_id}."),
    FilmStage.MEANING: mark("Teller", "Each becomes {numbers} numbers: what it means, plus where it stands."),
    FilmStage.GATHER: mark(
        "Teller", "What “{name}” gathers is added to its own numbers: {gathered} as big as they were."
    ),
    FilmStage.THINK: mark("Teller", "Then it thinks: {on} of {units} units switch on, and their answer is added too."),
    FilmStage.BLOCKS: mark("Teller", "The same again in {after} more blocks, each with dials of its own."),
    FilmStage.BETS: mark(
        "Teller", "Out of “{last}” come the bets: {bet_share} on {bet}; {others} others share {rest}."
    ),
}
_ONE_PIECE = mark("Teller", "Your text is one piece: “{last}”, token {last_id}.")
_NO_PIECE = mark("Teller", "Your text is empty: the model sees only the marker that ends a text.")
_LAST_BLOCK = mark("Teller", "This was the last of {blocks} blocks.")
_ONE_MORE_BLOCK = mark("Teller", "The same once more in the last block, with dials of its own.")


def part_told(scene: TripScene, part: Part) -> str:
    """Number and sentence about ``part``; "" where it is not there."""
    kind = part.kind
    if kind is PartKind.BET and part.index >= len(scene.frame.bets):
        return ""
    if kind in (PartKind.LOOK, PartKind.DOT):
        template = _look(scene, part.index)
    elif kind is PartKind.TOKEN and not scene.frame.prompt:
        template = _EMPTY
    elif kind is PartKind.STREAM and scene.layer == 0:
        template = _FIRST_STREAM
    else:
        template = _PARTS[kind]
    return translated(template).format(**_values(scene, part))


def stage_told(scene: TripScene, stage: FilmStage, shown_bets: int) -> str:
    """The sentence of a stage of the film, while ``shown_bets`` bets are in the picture."""
    if stage is FilmStage.LOOK:
        return sentence(scene)
    template = _STAGES[stage]
    after = scene.n_layer - 1 - scene.layer
    if stage is FilmStage.TOKENS and scene.n == 1:
        template = _ONE_PIECE if scene.frame.prompt else _NO_PIECE
    elif stage is FilmStage.BLOCKS and after < 2:
        template = _ONE_MORE_BLOCK if after else _LAST_BLOCK
    others, rest = scene.tail(shown_bets)
    values = _values(scene, Part(PartKind.BET, 0))
    return translated(template).format(**values, after=after, others=count(others), rest=percent(rest))


def way(scene: TripScene) -> str:
    """Which head is shown."""
    if scene.head is None:
        text = translate("Teller", "block {block}, average of {n} heads")
        return text.format(block=scene.layer + 1, n=scene.n_head)
    return translate("Teller", "block {block}, head {head}").format(block=scene.layer + 1, head=scene.head + 1)


def sentence(scene: TripScene) -> str:
    """Where the piece that looks looks hardest, true at every age of the model."""
    if scene.looking == 0:
        text = translate("Teller", "“{name}” is the first piece: it can only look at itself.")
    elif scene.even:
        text = translate("Teller", "“{name}” looks at all {n} pieces nearly alike: {share} at the most ({way}).")
    elif scene.leaning == scene.looking:
        text = translate("Teller", "“{name}” looks hardest at itself: {share} ({way}).")
    else:
        text = translate("Teller", "“{name}” looks hardest at “{other}”: {share} ({way}).")
    return text.format(
        name=scene.name(scene.looking),
        other=scene.name(scene.leaning),
        n=count(scene.looking + 1),
        share=unbroken(percent(float(scene.weights[scene.leaning]))),
        way=way(scene),
    )


def _look(scene: TripScene, index: int) -> Marked:
    if index < 0:
        return mark(
            "Teller", "“{name}” gives {unseen} of its attention to the {hidden} pieces not shown, all together."
        )
    if index > scene.looking:
        return mark("Teller", "“{piece}” comes later: “{name}” cannot look ahead.")
    if index == scene.looking:
        return mark("Teller", "“{name}” gives {weight} of its attention to itself.")
    return mark("Teller", "“{name}” gives {weight} of its attention to “{piece}”.")


def _values(scene: TripScene, part: Part) -> dict[str, object]:
    """All that a sentence about ``part`` may quote; what is no piece of the text speaks of the one that looks."""
    frame, units = scene.frame, scene.units
    at = part.index if 0 <= part.index < scene.n else scene.looking
    rank = part.index if part.kind is PartKind.BET else 0
    numbers = {PartKind.MEANING: frame.token, PartKind.POSITION: frame.position}.get(
        part.kind, frame.resid[scene.layer]
    )[at]
    return {
        "piece": scene.name(at),
        "at": part.index + 1,
        "id": int(frame.seen_ids[at]),
        "name": scene.name(scene.looking),
        "last": scene.name(scene.n - 1),
        "last_id": int(frame.seen_ids[-1]),
        "pieces": count(scene.n),
        "hidden": count(scene.hidden),
        "weight": percent(float(scene.weights[at])),
        "unseen": percent(scene.rest),
        "block": scene.layer + 1,
        "blocks": scene.n_layer,
        "heads": scene.n_head,
        "numbers": count(scene.n_embd),
        "low": f"{float(numbers.min()):.2f}".replace("-", "−"),
        "high": f"{float(numbers.max()):.2f}".replace("-", "−"),
        "gathered": percent(scene.change(frame.attn_out[scene.layer, scene.looking])),
        "thought": percent(scene.change(frame.mlp_out[scene.layer, scene.looking])),
        "on": count(scene.n_on),
        "units": count(len(units)),
        "most": int(units.argmax()) + 1,
        "value": f"{float(units.max()):.2f}",
        "bet": scene.bet(rank).told(),
        "bet_share": percent(float(frame.bets[rank])),
    }
