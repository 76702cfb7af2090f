import pytest
import torch
from training.muon import Muon, orthogonal


@pytest.mark.parametrize("shape", [(24, 96), (96, 24), (96, 48)])
@pytest.mark.parametrize(("in_bfloat16", "most"), [(False, 1e-2), (True, 6e-2)])
def test_orthogonal_is_near_the_polar_factor(
    shape: tuple[int, int], in_bfloat16: bool, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both, whatever this processor has: emulated, seven bits are seven bits too.
    monkeypatch.setattr("training.runlog._has_fast_bfloat16", lambda: in_bfloat16)
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    found = orthogonal(matrix)
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    values = torch.linalg.svdvals(found)
    assert values.min() > 0.6 and values.max() < 1.25
    # The quintic moves singular values alone: what is left of both factors is the diagonal.
    inside = left.T @ found @ right.T
    assert (inside - inside.diagonal().diag()).abs().max() < most


def test_steps_are_those_of_the_library() -> None:
    generator = torch.Generator().manual_seed(2)
    ours = torch.nn.Parameter(torch.randn(96, 48, generator=generator))
    theirs = torch.nn.Parameter(ours.detach().clone())
    pairs = (
        (Muon([ours], lr=0.1), ours),
        (torch.optim.Muon([theirs], lr=0.1, weight_decay=0.0, adjust_lr_fn="match_rms_adamw"), theirs),
    )
    for _ in range(5):
        gradient = torch.randn(96, 48, generator=generator)
        for optimiser, matrix in pairs:
            matrix.grad = gradient.clone()
            optimiser.step()
    # Theirs rounds to bfloat16.
    assert (ours - theirs).norm() < 2e-3 * ours.norm()
