"""Own optimisers, held equal to PyTorch's."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from explainer.training.optim import Adam, Muon, OptimConfig, Optimizer, orthogonalize


def _random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("shape", [(8, 8), (8, 24), (24, 8)])
def test_orthogonalize_brings_every_singular_value_near_one_and_keeps_the_directions(shape):
    matrices = torch.stack([_random(*shape, seed=seed) for seed in range(3)])
    found = orthogonalize(matrices, steps=5)
    assert found.shape == matrices.shape and found.dtype == matrices.dtype
    for matrix, result in zip(matrices, found, strict=True):
        u, s, vt = torch.linalg.svd(matrix, full_matrices=False)
        inside = u.T @ result @ vt.T  # what became of each singular value
        off = inside - torch.diag(inside.diagonal())
        assert float(off.abs().max()) < 1e-3
        grown = inside.diagonal()[s > 0.05 * s[0]]
        assert float(grown.min()) > 0.5 and float(grown.max()) < 1.3


def test_orthogonalize_does_not_mind_the_scale_and_survives_nothing_at_all():
    matrix = _random(1, 6, 9)
    torch.testing.assert_close(orthogonalize(1e4 * matrix, 3), orthogonalize(matrix, 3), rtol=1e-3, atol=1e-4)
    assert orthogonalize(torch.zeros(2, 4, 4), 3).abs().max() == 0


@pytest.mark.parametrize("shape", [(16, 16), (64, 16), (16, 64)])
def test_muon_equals_pytorchs_muon(shape):
    theirs_class = getattr(torch.optim, "Muon", None)
    if theirs_class is None:
        pytest.skip("this PyTorch has no Muon yet")
    start = _random(*shape, seed=1)
    ours, theirs = start.clone(), torch.nn.Parameter(start.clone())
    config = OptimConfig(muon_lr=0.05, momentum=0.9, newton_schulz_steps=4)
    muon = Muon([ours], shape[0], config, torch.bfloat16)  # theirs multiplies in bf16
    reference = theirs_class(
        [theirs], lr=0.05, momentum=0.9, ns_steps=4, weight_decay=0.0, nesterov=True, adjust_lr_fn="original"
    )
    for step in range(12):
        grad = _random(*shape, seed=100 + step)
        ours.grad, theirs.grad = grad.clone(), grad.clone()
        with torch.no_grad():
            muon.step(1.0)
        reference.step()
    moved = float((theirs.detach() - start).norm())
    assert moved > 1
    assert float((ours - theirs.detach()).norm()) < 0.01 * moved  # bf16 keeps 8 bits


def test_muon_in_fp32_and_in_bf16_take_nearly_the_same_way():
    config = OptimConfig()
    ends = []
    for dtype in (torch.float32, torch.bfloat16):
        w = _random(16, 16, seed=1)
        muon = Muon([w], 16, config, dtype)
        for step in range(10):
            w.grad = _random(16, 16, seed=step)
            muon.step(1.0)
        ends.append(w)
    assert float((ends[0] - ends[1]).norm()) < 0.05 * float((ends[0] - _random(16, 16, seed=1)).norm())


def test_queries_keys_and_values_are_three_matrices_to_muon():
    """One tall matrix steps exactly as its three parts would alone."""
    config = OptimConfig()
    tall = _random(24, 8, seed=1)
    parts = [part.clone() for part in tall.split(8)]
    together, apart = Muon([tall], 8, config, torch.float32), Muon(parts, 8, config, torch.float32)
    for step in range(5):
        grad = _random(24, 8, seed=10 + step)
        tall.grad = grad
        for part, g in zip(parts, grad.split(8), strict=True):
            part.grad = g.clone()
        together.step(1.0)
        apart.step(1.0)
    torch.testing.assert_close(tall, torch.cat(parts))


def test_a_schedule_factor_scales_the_step():
    ends = []
    for factor in (1.0, 0.25):
        w = torch.zeros(6, 4)
        w.grad = _random(6, 4)
        Muon([w], 6, OptimConfig(), torch.float32).step(factor)
        v = torch.zeros(5)
        v.grad = _random(5)
        Adam([v], OptimConfig()).step(factor)
        ends.append((w, v))
    for whole, quarter in zip(*ends, strict=True):
        torch.testing.assert_close(quarter, whole / 4)


@pytest.mark.parametrize("betas", [(0.8, 0.95), (0.9, 0.999)])
def test_adam_equals_pytorchs_adam_over_many_steps(betas):
    shapes = [(7,), (5, 3), (1,)]
    start = [_random(*shape, seed=i) for i, shape in enumerate(shapes)]
    ours = [p.clone() for p in start]
    theirs = [torch.nn.Parameter(p.clone()) for p in start]
    adam = Adam(ours, OptimConfig(adam_lr=0.02, betas=betas, eps=1e-8))
    reference = torch.optim.Adam(theirs, lr=0.02, betas=betas, eps=1e-8)
    for step in range(200):
        for i, (p, q) in enumerate(zip(ours, theirs, strict=True)):
            p.grad = _random(*p.shape, seed=1000 * step + i) * (0.1 if step % 3 else 10.0)
            q.grad = p.grad.clone()
        adam.step(1.0)
        reference.step()
    for p, q in zip(ours, theirs, strict=True):
        torch.testing.assert_close(p, q.detach(), rtol=1e-4, atol=1e-5)


def test_adams_first_step_by_hand():
    """After one step, mean / root of mean square is the sign of the gradient: every number moves by the rate."""
    p = torch.tensor([1.0, 1.0, 1.0])
    p.grad = torch.tensor([5.0, -0.001, 0.0])
    Adam([p], OptimConfig(adam_lr=0.1)).step(1.0)
    torch.testing.assert_close(p, torch.tensor([0.9, 1.1, 1.0]), rtol=0, atol=1e-5)


# ---- both together ----------------------------------------------------------------------------------------------


def _backward(model, seed=0):
    ids = torch.randint(0, 12, (4, 9), generator=torch.Generator().manual_seed(seed))
    logits = model(ids[:, :-1])
    torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten()).backward()


def test_muon_gets_the_hidden_matrices_and_adam_everything_else(new_model):
    model = new_model()
    optimizer = Optimizer(model, OptimConfig())
    hidden = {id(p) for muon in optimizer.muons for p in muon.parameters}
    names = {name for name, p in model.named_parameters() if id(p) in hidden}
    kinds = ("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj")
    assert names == {f"h.0.{kind}.weight" for kind in kinds}
    assert len(hidden) + len(optimizer.adam.parameters) == len(list(model.parameters()))


def test_without_muon_adam_does_all_and_equals_pytorchs(new_model):
    config = OptimConfig(muon_lr=0.0, adam_lr=0.01)
    ours, theirs = new_model(), new_model()
    optimizer = Optimizer(ours, config)
    reference = torch.optim.Adam(theirs.parameters(), lr=0.01, betas=config.betas, eps=config.eps)
    for step in range(20):
        optimizer.zero_grad()
        _backward(ours, step)
        for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
            q.grad = p.grad.clone()  # the same, as Adam makes much of the rounding of a gradient that is nothing
        optimizer.step(1.0)
        reference.step()
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=1e-4, atol=1e-5)


def test_a_snapshot_brings_back_weights_and_memory_exactly(new_model):
    """From the same snapshot, the same gradients lead to the same weights, to the bit."""
    model = new_model()
    optimizer = Optimizer(model, OptimConfig())

    def walk():
        for step in range(4):
            optimizer.zero_grad()
            _backward(model, 50 + step)
            optimizer.step(1.0)
        return [p.detach().clone() for p in model.parameters()]

    walk()
    kept = [p.detach().clone() for p in model.parameters()]
    snapshot = optimizer.snapshot()
    first = walk()
    assert not any(torch.equal(a, b) for a, b in zip(first, kept, strict=True))
    optimizer.restore(snapshot)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), kept, strict=True))
    assert all(torch.equal(a, b) for a, b in zip(walk(), first, strict=True))


def test_a_snapshot_is_a_copy(new_model):
    model = new_model()
    optimizer = Optimizer(model, OptimConfig())
    snapshot = optimizer.snapshot()
    with torch.no_grad():
        model.wte.weight.fill_(math.nan)
        optimizer.adam.mean.fill_(math.nan)
    optimizer.restore(snapshot)
    assert all(torch.isfinite(p).all() for p in model.parameters())
    assert torch.isfinite(optimizer.adam.mean).all()


def test_a_step_without_gradients_says_what_is_missing(new_model):
    with pytest.raises(RuntimeError, match="backward"):
        Optimizer(new_model(), OptimConfig()).step(1.0)


def test_config_is_frozen():
    with pytest.raises(AttributeError):
        replace(OptimConfig(), muon_lr=0.1).muon_lr = 3
