"""Sentences about the trip: what every part means, with its number, in plain words. Only what the frame says."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from explainer.ui.numbers import count, percent, unbroken
from explainer.ui.panels.overview.journey import Stage
from explainer.ui.panels.overview.parts import Kind, Part
from explainer.ui.panels.overview.scene import Scene
from explainer.ui.pictures.becoming import Word


class Teller(QObject):
    """Turns a scene into words."""

    def part(self, scene: Scene, part: Part) -> str:
        """Number and sentence about ``part``."""
        kind, i, frame, n = part.kind, part.index, scene.frame, scene.n_embd
        text = ""
        if kind is Kind.TOKEN and not frame.prompt:
            text = self.tr(
                "Your text is empty: the model sees only the marker that ends a text ({marker}, token {id}), and bets "
                "on how the next one begins."
            ).format(marker=frame.seen_pieces[i], id=int(frame.seen_ids[i]))
        elif kind is Kind.TOKEN:
            text = self.tr("“{piece}” is piece {at} of {n}: token {id}.").format(
                piece=scene.name(i), at=i + 1, n=count(scene.n), id=int(frame.seen_ids[i])
            )
        elif kind is Kind.REST:
            text = self.tr("{n} more pieces, for which there is no room here. They take part like all others.").format(
                n=count(scene.hidden)
            )
        elif kind is Kind.MEANING:
            text = self.tr("What “{piece}” means: {n} numbers, the same wherever it stands. {range}").format(
                piece=scene.name(i), n=count(n), range=self._range(frame.token[i])
            )
        elif kind is Kind.POSITION:
            text = self.tr("Where it stands, place {at}: {n} numbers that are added to its meaning. {range}").format(
                at=i + 1, n=count(n), range=self._range(frame.position[i])
            )
        elif kind is Kind.STREAM:
            text = self._stream(scene, i)
        elif kind in (Kind.LOOK, Kind.DOT):
            text = self._look(scene, i)
        elif kind is Kind.LANE:
            text = self.tr(
                "The numbers of “{piece}” run straight past both parts; each part only adds to them."
            ).format(piece=scene.name(i))
        elif kind is Kind.GATHERED:
            text = self.tr(
                "What “{piece}” gathered, with all {heads} ways of looking together: {n} numbers, {size} as big as "
                "what it had."
            ).format(
                piece=scene.name(scene.looking),
                heads=scene.n_head,
                n=count(n),
                size=percent(scene.change(frame.attn_out[scene.layer, scene.looking])),
            )
        elif kind is Kind.PLUS:
            text = self.tr("What was gathered is added. Nothing is overwritten: the old numbers run straight on.")
        elif kind is Kind.UNITS:
            most = int(scene.units.argmax())
            text = self.tr(
                "Thinking (feed-forward): {on} of {n} units are on. Unit {most} is the strongest ({value}). It thinks "
                "about “{piece}” alone."
            ).format(
                on=count(scene.n_on),
                n=count(len(scene.units)),
                most=most + 1,
                value=f"{float(scene.units[most]):.2f}",
                piece=scene.name(scene.looking),
            )
        elif kind is Kind.THOUGHT:
            text = self.tr("What thinking adds: {n} numbers, {size} as big as what the block found.").format(
                n=count(n), size=percent(scene.change(frame.mlp_out[scene.layer, scene.looking]))
            )
        elif kind is Kind.PLUS_2:
            text = self.tr("What it thought is added too. The sum goes on to the next block, or to the bets.")
        elif kind is Kind.BLOCK:
            text = self.tr("Block {block} of {n}: the same two parts, with dials of its own. Click to open it.").format(
                block=i + 1, n=scene.n_layer
            )
        elif kind is Kind.BET and i < len(frame.bets):
            text = self.tr("After “{last}” it bets {share} on {piece}.").format(
                last=scene.name(scene.n - 1),
                share=percent(float(frame.bets[i])),
                piece=Word(*scene.bet(i)).told(),
            )
        elif kind is Kind.TAIL:
            text = self.tr("All its bets add up to 100 %. These are the ones too small to be listed here.")
        return text

    def stage(self, scene: Scene, stage: Stage, shown_bets: int) -> str:
        """The sentence of a stage of the film."""
        frame, name = scene.frame, scene.name(scene.looking)
        last = scene.name(scene.n - 1)
        if stage is Stage.TOKENS:
            if not frame.prompt:
                return self.tr("Your text is empty: the model sees only the marker that ends a text.")
            if scene.n == 1:
                return self.tr("Your text is one piece: “{last}”, token {id}.").format(
                    last=last, id=int(frame.seen_ids[-1])
                )
            return self.tr("Your text is {n} pieces. Each has a number: “{last}” is token {id}.").format(
                n=count(scene.n), last=last, id=int(frame.seen_ids[-1])
            )
        if stage is Stage.MEANING:
            return self.tr("Each becomes {n} numbers: what it means, plus where it stands.").format(n=scene.n_embd)
        if stage is Stage.LOOK:
            return self.sentence(scene)
        if stage is Stage.GATHER:
            size = percent(scene.change(frame.attn_out[scene.layer, scene.looking]))
            return self.tr("What “{name}” gathers is added to its own numbers: {size} as big as they were.").format(
                name=name, size=size
            )
        if stage is Stage.THINK:
            return self.tr("Then it thinks: {on} of {n} units switch on, and their answer is added too.").format(
                on=count(scene.n_on), n=count(len(scene.units))
            )
        if stage is Stage.BLOCKS:
            after = scene.n_layer - 1 - scene.layer
            if after == 0:
                return self.tr("This was the last of {n} blocks.").format(n=scene.n_layer)
            if after == 1:
                return self.tr("The same once more in the last block, with dials of its own.")
            return self.tr("The same again in {n} more blocks, each with dials of its own.").format(n=after)
        n_tail, share = scene.tail(shown_bets)
        return self.tr("Out of “{last}” come the bets: {best_share} on {best}; {n} others share {share}.").format(
            last=last,
            best=Word(*scene.bet(0)).told(),
            best_share=percent(float(frame.bets[0])),
            n=count(n_tail),
            share=percent(share),
        )

    def way(self, scene: Scene) -> str:
        """Which head is shown."""
        if scene.head is None:
            return self.tr("block {block}, average of {n} heads").format(block=scene.layer + 1, n=scene.n_head)
        return self.tr("block {block}, head {head}").format(block=scene.layer + 1, head=scene.head + 1)

    def sentence(self, scene: Scene) -> str:
        """Where the piece that looks looks hardest, true at every age of the model."""
        name = scene.name(scene.looking)
        if scene.looking == 0:
            return self.tr("“{name}” is the first piece: it can only look at itself.").format(name=name)
        share, way = unbroken(percent(float(scene.weights[scene.leaning]))), self.way(scene)
        if scene.even:
            return self.tr("“{name}” looks at all {n} pieces nearly alike: {share} at the most ({way}).").format(
                name=name, n=count(scene.looking + 1), share=share, way=way
            )
        if scene.leaning == scene.looking:
            return self.tr("“{name}” looks hardest at itself: {share} ({way}).").format(name=name, share=share, way=way)
        return self.tr("“{name}” looks hardest at “{other}”: {share} ({way}).").format(
            name=name, other=scene.name(scene.leaning), share=share, way=way
        )

    def _look(self, scene: Scene, index: int) -> str:
        name = scene.name(scene.looking)
        if index < 0:
            return self.tr("“{name}” gives {share} of its attention to the {n} pieces not shown, all together.").format(
                name=name, share=percent(scene.rest), n=count(scene.hidden)
            )
        if index > scene.looking:
            return self.tr("“{other}” comes later: “{name}” cannot look ahead.").format(
                other=scene.name(index), name=name
            )
        share = percent(float(scene.weights[index]))
        if index == scene.looking:
            return self.tr("“{name}” gives {share} of its attention to itself.").format(name=name, share=share)
        return self.tr("“{name}” gives {share} of its attention to “{other}”.").format(
            name=name, share=share, other=scene.name(index)
        )

    def _stream(self, scene: Scene, index: int) -> str:
        values = scene.frame.resid[scene.layer, index]
        if scene.layer == 0:
            text = self.tr("“{piece}” as block 1 finds it: meaning plus place, {n} numbers. {range}")
        else:
            text = self.tr("“{piece}” as block {block} finds it: {n} numbers, changed by the blocks before. {range}")
        return text.format(
            piece=scene.name(index), n=count(scene.n_embd), block=scene.layer + 1, range=self._range(values)
        )

    def _range(self, values: np.ndarray) -> str:
        return self.tr("They go from {low} to {high}.").format(
            low=f"{float(values.min()):.2f}".replace("-", "−"), high=f"{float(values.max()):.2f}".replace("-", "−")
        )
