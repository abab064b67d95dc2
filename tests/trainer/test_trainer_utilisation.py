from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import RobertaForMaskedLM

from vscan_trainer.compact import compact_config
from vscan_trainer.masking import MaskedNetwork
from vscan_trainer.utilisation import inner_parameters, matmul_rate, training_flops


@pytest.fixture(scope="module")
def model(tokenizer) -> RobertaForMaskedLM:
    config = compact_config(tokenizer, layers=2, width=48, heads=2)
    config._attn_implementation = "eager"  # its products are counted one by one
    return RobertaForMaskedLM(config)


def test_inner_parameters(model):
    # A layer's attention, its two linear layers and norms; the output layer's linear one and norm.
    layer = 4 * (48 * 48 + 48) + 2 * (4 * 48 * 48) + 5 * 48 + 4 * 48
    assert inner_parameters(model) == 2 * layer + (48 * 48 + 48) + 2 * 48


def test_flops_are_those_that_torch_counts(model, tokenizer):
    """Apart from the output layer, which the formula leaves out, and biases and norms, which torch does."""
    lengths = torch.full((3,), 40)
    ids = torch.randint(5, tokenizer.size, (3, 40))
    chosen = torch.ones(3, 40, dtype=torch.bool)
    with FlopCounterMode(display=False) as counter:
        MaskedNetwork(model)(ids, torch.ones_like(ids), chosen, ids[chosen]).backward()
    output = 6 * tokenizer.size * 48 * 120
    counted = counter.get_total_flops() - output
    assert training_flops(model, lengths) == pytest.approx(counted, rel=0.05)


def test_padding_does_not_count(model):
    one, two = torch.tensor([40]), torch.tensor([40, 40])
    assert training_flops(model, two) == pytest.approx(2 * training_flops(model, one))
    assert training_flops(model, torch.tensor([80])) > 2 * training_flops(model, one)


def test_rate_of_this_machine():
    assert 1e8 < matmul_rate(torch.device("cpu"), seconds=0.01) < 1e14
