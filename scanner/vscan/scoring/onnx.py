"""The default runtime: the exported encoder under ONNX Runtime."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vscan.scoring.base import Floats, Ids
from vscan.scoring.card import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FILE = "model.onnx"


@dataclass(frozen=True)
class OnnxEncoder:
    session: InferenceSession

    @classmethod
    def load(cls, folder: Path, threads: int) -> OnnxEncoder:
        """`threads` 0 leaves the choice to the runtime. Raises ModelError."""
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        path = folder / FILE
        if not path.is_file():
            raise ModelError(f"{folder} holds no {FILE}")
        try:
            return cls(ort.InferenceSession(path, options, providers=["CPUExecutionProvider"]))
        except (ort.capi.onnxruntime_pybind11_state.InvalidProtobuf, RuntimeError) as error:
            raise ModelError(f"ONNX Runtime cannot load {path}: {error}") from error

    def logits(self, ids: Ids, mask: Ids, features: Floats) -> Floats:
        inputs = {"ids": ids.astype(np.int64), "mask": mask.astype(np.int64), "features": features}
        (logits,) = self.session.run(["logits"], inputs)
        return np.asarray(logits, dtype=np.float32)
