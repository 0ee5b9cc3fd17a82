"""What a training reported, what it returned, and what it left of a model; and a way to break one."""

from __future__ import annotations

import math

import torch


def only(reports, kind):
    return [report for report in reports if isinstance(report, kind)]


def finish(generator):
    """What a generator returns in the end."""
    while True:
        try:
            next(generator)
        except StopIteration as done:
            return done.value


def weights(model):
    """A copy of all numbers of a model."""
    return [p.detach().clone() for p in model.parameters()]


def poison(model):
    """Let one weight be no number."""
    with torch.no_grad():
        model.h[0].mlp.c_fc.weight[0, 0] = math.nan
