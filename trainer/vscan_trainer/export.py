"""A trained network -> the model directory that vscan loads."""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import torch

from vscan.scoring.onnx import FILE
from vscan.scoring.torch import FunctionNetwork


def export_onnx(network: FunctionNetwork, features: int, folder: Path, *, quantise: bool = True) -> None:
    """Write `model.onnx`; int8 weights and activations unless `quantise` is off.

    Unsigned weights a channel each and a reduced range keep small models accurate on processors
    without VNNI.
    """
    folder.mkdir(parents=True, exist_ok=True)
    example = (
        torch.tensor([[0, 5, 6, 2], [0, 7, 2, 1]]),
        torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]),
        torch.zeros(2, features),
    )
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / FILE
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's remarks about constants of the masks
            torch.onnx.export(
                network.eval(),
                example,
                str(plain),
                input_names=["ids", "mask", "features"],
                output_names=["logits"],
                dynamic_axes={"ids": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "features": {0: "b"}},
                opset_version=17,
                dynamo=False,
            )
        if quantise:
            _quantise(plain, folder / FILE)
        else:
            shutil.copyfile(plain, folder / FILE)


def _quantise(plain: Path, quantised: Path) -> None:
    """Without the runtime's advice to optimise first, which gains nothing here."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        quantize_dynamic(plain, quantised, weight_type=QuantType.QUInt8, per_channel=True, reduce_range=True)
    finally:
        root.setLevel(level)
