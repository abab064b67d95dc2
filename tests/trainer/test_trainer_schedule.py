from __future__ import annotations

import pytest
import torch
from transformers import RobertaModel

from vscan.scoring.torch import FunctionNetwork
from vscan_trainer.compact import compact_config
from vscan_trainer.schedule import optimizer_of, part_of_peak, set_rates
from vscan_trainer.settings import FitSettings


@pytest.mark.parametrize(
    ("schedule", "progress", "part"),
    [
        ("linear", 0, 0.001), ("linear", 0.05, 0.5), ("linear", 0.1, 1), ("linear", 0.55, 0.5),
        ("linear", 1, 0.001), ("cosine", 0.1, 1), ("cosine", 0.55, 0.5), ("cosine", 0.325, 0.8536),
        ("cosine", 1, 0.001), ("constant", 0.05, 0.5), ("constant", 0.9, 1),
    ],
)  # fmt: skip
def test_part_of_peak(schedule, progress, part):
    assert part_of_peak(progress, warmup=0.1, schedule=schedule) == pytest.approx(part, abs=1e-4)


def test_no_warmup_starts_at_the_peak():
    assert part_of_peak(0, warmup=0, schedule="linear") == 1


def network(tokenizer) -> FunctionNetwork:
    config = compact_config(tokenizer, layers=3, width=12, heads=2)
    return FunctionNetwork(RobertaModel(config, add_pooling_layer=False), 5, 2)


def rates(made: FunctionNetwork, optimizer: torch.optim.Optimizer) -> dict[str, tuple[float, float]]:
    """(learning rate, weight decay) by name."""
    names = {id(parameter): name for name, parameter in made.named_parameters()}
    groups = optimizer.param_groups
    return {names[id(p)]: (group["lr"], group["weight_decay"]) for group in groups for p in group["params"]}


def test_layer_wise_rates(tokenizer):
    settings = FitSettings(learning_rate=1e-3, batch_size=16, encoder_factor=0.1, layer_decay=0.5)
    made = network(tokenizer)
    found = rates(made, optimizer_of(made, settings))
    assert set(found) == {name for name, _ in made.named_parameters()}
    assert found["head.1.weight"] == (1e-3, 0.01)
    assert found["features.0.weight"] == (1e-3, 0.01)
    for layer, rate in enumerate((2.5e-5, 5e-5, 1e-4)):
        name = f"encoder.encoder.layer.{layer}.attention.self.query.weight"
        assert found[name] == (pytest.approx(rate), 0.01)
    assert found["encoder.embeddings.word_embeddings.weight"] == (pytest.approx(1.25e-5), 0.01)


def test_biases_and_norms_do_not_decay(tokenizer):
    made = network(tokenizer)
    found = rates(made, optimizer_of(made, FitSettings(weight_decay=0.3)))
    for name, parameter in made.named_parameters():
        assert found[name][1] == (0.3 if parameter.ndim > 1 else 0), name


def test_one_rate_unless_told(tokenizer):
    made = network(tokenizer)
    assert {rate for rate, _ in rates(made, optimizer_of(made, FitSettings())).values()} == {
        FitSettings().head_rate
    }


def test_set_rates():
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))]} for _ in range(2)]
    optimizer = torch.optim.AdamW(groups)
    set_rates(optimizer, [1.0, 0.5], 0.1)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.05]
