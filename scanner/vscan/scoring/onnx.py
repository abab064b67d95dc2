"""The default runtime: the exported encoder under ONNX Runtime."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.base import Floats, Ids
from vscan.scoring.batching import Batching
from vscan.scoring.card import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FILE = "model.onnx"


@dataclass(frozen=True)
class OnnxEncoder:
    """Reads `threads` functions at a time."""

    batching: ClassVar[Batching] = Batching()

    session: InferenceSession
    reads_features: bool
    threads: int

    @classmethod
    def load(cls, folder: Path, threads: int) -> OnnxEncoder:
        """`threads` 0 takes one a core. Raises ModelError."""
        import onnxruntime as ort

        options = ort.SessionOptions()
        # A function is too little work to share: the runtime's own threads would wait for each other, busily,
        # on cores that the workers need.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        path = folder / FILE
        if not path.is_file():
            raise ModelError(f"{folder} holds no {FILE}")
        problems = ort.capi.onnxruntime_pybind11_state
        try:
            session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except (
            problems.Fail,
            problems.InvalidArgument,
            problems.InvalidGraph,
            problems.InvalidProtobuf,
            problems.NotImplemented,
            problems.RuntimeException,
        ) as error:
            raise ModelError(f"ONNX Runtime cannot load {path}: {error}") from error
        inputs = {entry.name for entry in session.get_inputs()}
        if not {"ids", "mask"} <= inputs <= {"ids", "mask", "features"}:
            raise ModelError(f"{path} is no network of vscan's: its inputs have other names")
        return cls(session, "features" in inputs, threads or os.cpu_count() or 1)

    def logits(self, ids: Ids, mask: Ids, features: Floats) -> Floats:
        """One function at a time: an int8 model scales its activations by the whole batch, so that a
        score would depend on its neighbours. It is no slower, as nothing is spent on padding."""
        lengths = mask.sum(axis=1)
        rows = [(ids[i : i + 1, :n], features[i : i + 1]) for i, n in enumerate(lengths)]
        with ThreadPoolExecutor(self.threads) as pool:
            return np.concatenate(list(pool.map(lambda row: self._row(*row), rows)))

    def _row(self, ids: Ids, features: Floats) -> Floats:
        """(1, t), (1, f) -> (1, experts)"""
        inputs: dict[str, NDArray[Any]] = {
            "ids": ids.astype(np.int64),
            "mask": np.ones_like(ids, dtype=np.int64),
        }
        if self.reads_features:
            inputs["features"] = features
        (logits,) = self.session.run(["logits"], inputs)
        return np.asarray(logits, dtype=np.float32)
