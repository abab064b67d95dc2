"""The machine's own limits: how fast it reads, multiplies and adds."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from performance.kept import Kept
from performance.process import part
from performance.tree import Tree

# Rows, depth and columns of the products that are timed.
SIZE = (1024, 1024, 1024)
_LONG_ENOUGH = 2.0


@dataclass(frozen=True, slots=True)
class Floor:
    """Seconds to read every file of a tree from memory, as the system keeps it; multiply-adds a second of all
    cores, in fp32 by numpy and in int8 by ONNX Runtime; multiply-adds of the encoder by token, and by pair of
    tokens of one function."""

    tree: str
    read: float
    fp32: float
    int8: float
    by_token: float
    by_pair: float

    def operations(self, tokens: float, squares: float) -> float:
        """The encoder's for a function, given the mean of its tokens and of their square."""
        return self.by_token * tokens + self.by_pair * squares


def run(kept: Kept, tree: Tree) -> Floor:
    read = kept.value("floor", f"read {tree.name}", lambda: _read(tree.files))
    found = kept.value("floor", "multiply and add", _measured)
    return Floor(tree.name, read, **found)


def _read(files: Sequence[Path]) -> float:
    """The second time, when it comes from memory."""
    for _ in range(2):
        started = time.perf_counter()
        for file in files:
            file.read_bytes()
    return time.perf_counter() - started


def _measured() -> dict[str, float]:
    done = subprocess.run(part("performance.floor"), stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(words: Sequence[str]) -> None:
    """Prints the rates and what the bundled encoder asks for."""
    import onnx

    from vscan.scoring.card import bundled_model

    by_token, by_pair = operations_of(onnx.load(str(bundled_model() / "model.onnx")).graph)
    print(json.dumps({"fp32": _fp32(), "int8": _int8(), "by_token": by_token, "by_pair": by_pair}))


def operations_of(graph: Any) -> tuple[int, int]:
    """Multiply-adds of an exported encoder by token and by pair of tokens, from its ONNX graph: matrices of
    weights are applied to every token, products of two computed matrices are attention. The head's, once a
    function, are left out."""
    weights = {one.name: one.dims for one in graph.initializer}
    width = next(dims[1] for name, dims in weights.items() if "word_embeddings" in name and len(dims) == 2)
    by_token, attention = 0, 0
    for node in graph.node:
        if node.op_type in ("MatMul", "MatMulInteger"):
            dims = weights.get(node.input[1])
            if dims is None:
                attention += 1
            elif "encoder" in node.name:
                by_token += dims[0] * dims[1]
    return by_token, attention * width


def _rate(multiply: Callable[[], object]) -> float:
    multiply()
    started, times = time.perf_counter(), 0
    while time.perf_counter() - started < _LONG_ENOUGH:
        multiply()
        times += 1
    rows, depth, columns = SIZE
    return times * rows * depth * columns / (time.perf_counter() - started)


def _fp32() -> float:
    import numpy as np

    rows, depth, columns = SIZE
    left, right = np.ones((rows, depth), np.float32), np.ones((depth, columns), np.float32)
    return _rate(lambda: left @ right)


def _int8() -> float:
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    rows, depth, columns = SIZE
    weights = numpy_helper.from_array(np.ones((depth, columns), np.int8), "weights")
    given = helper.make_tensor_value_info("left", TensorProto.UINT8, [rows, depth])
    made = helper.make_tensor_value_info("product", TensorProto.INT32, [rows, columns])
    node = helper.make_node("MatMulInteger", ["left", "weights"], ["product"])
    graph = helper.make_graph([node], "product", [given], [made], [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    left = {"left": np.ones((rows, depth), np.uint8)}
    return _rate(lambda: session.run(["product"], left))
