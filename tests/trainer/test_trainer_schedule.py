from __future__ import annotations

import pytest
import torch

from vscan_trainer.schedule import Budget, decay, set_rates


def test_steps_go_before_minutes():
    budget = Budget(minutes=1e-9, steps=4)
    seen = []
    while budget.progress < 1:
        seen.append(budget.progress)
        with budget.step():
            pass
    assert seen == [0, 0.25, 0.5, 0.75]


def test_minutes_count_time_in_steps_alone(monkeypatch):
    clock = iter([0.0, 30.0, 100.0, 115.0])
    monkeypatch.setattr("vscan_trainer.schedule.time.monotonic", lambda: next(clock))
    budget = Budget(minutes=1, steps=None)
    assert budget.progress == 0
    with budget.step():
        pass
    assert budget.progress == 0.5
    with budget.step():
        pass
    assert budget.progress == 0.75
    assert budget.done == 2


@pytest.mark.parametrize(
    ("progress", "part"), [(0, 0.01), (0.05, 0.4969), (0.1, 0.9755), (0.5, 0.5), (1, 0.01), (1.3, 0.01)]
)
def test_decay(progress, part):
    assert decay(progress, 0.1, least=0.01) == pytest.approx(part, abs=1e-4)


def test_no_warmup_starts_at_the_peak():
    assert decay(0, 0, least=0.01) == 1


def test_set_rates():
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))]} for _ in range(2)]
    optimizer = torch.optim.AdamW(groups)
    set_rates(optimizer, [1.0, 0.5], 0.1)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.05]
