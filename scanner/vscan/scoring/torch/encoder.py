"""Batches through the network: the fastest way that works, as much at a time as memory holds."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from vscan.scoring.base import Floats, Ids
from vscan.scoring.batching import Batching
from vscan.scoring.card import ModelError
from vscan.scoring.torch.network import WEIGHTS, FunctionNetwork
from vscan.scoring.torch.way import Way, ways

_LOG = logging.getLogger(__name__)


class TorchEncoder:
    """Runs the network the first of `ways` that works, and says so when one does not. A batch that memory
    does not hold is halved, and so are those after it."""

    batching: Batching

    def __init__(self, network: FunctionNetwork, ways: Sequence[Way]) -> None:
        """Raises RuntimeError when no way works."""
        self._network, self._ways = network, list(ways)
        self._open()

    @classmethod
    def load(cls, folder: Path, threads: int) -> TorchEncoder:
        """`threads` 0 leaves the choice to torch. Raises ModelError."""
        if not (folder / WEIGHTS).is_file():
            raise ModelError(f"{folder} holds no {WEIGHTS}: the torch scorer needs a trainer's checkpoint")
        from safetensors import SafetensorError

        if threads:
            torch.set_num_threads(threads)
        try:
            network = FunctionNetwork.load(folder)
        except (OSError, RuntimeError, KeyError, ValueError, SafetensorError) as error:
            problem = " ".join(str(error).split())
            raise ModelError(f"torch cannot load the network in {folder}: {problem}") from error
        return cls(network, ways())

    @property
    def way(self) -> Way:
        """The one in use."""
        return self._ways[0]

    def logits(self, ids: Ids, mask: Ids, features: Floats) -> Floats:
        """Raises RuntimeError when the last way fails, too."""
        parts: list[Floats] = []
        done = 0
        while done < len(ids):
            rows = slice(done, done + self.batching.rows(ids.shape[1]))
            found = self._tried(ids[rows], mask[rows], features[rows])
            if found is not None:
                parts.append(found)
                done += len(found)
        return np.concatenate(parts)

    def _tried(self, ids: Ids, mask: Ids, features: Floats) -> Floats | None:
        """None when it has to be tried again, with fewer or another way."""
        try:
            return self._computed(ids, mask, features)
        except torch.cuda.OutOfMemoryError as error:
            if len(ids) == 1:
                self._step_down(error)
            else:
                self.batching = replace(self.batching, tokens=ids.size // 2)
        except RuntimeError as error:
            self._step_down(error)
        return None

    @torch.inference_mode()
    def _computed(self, *arrays: Ids | Floats) -> Floats:
        ids, mask, features = (torch.from_numpy(array).to(self.way.device) for array in arrays)
        with self.way.precision():
            return np.asarray(self._run(ids, mask, features).float().cpu().numpy())

    def _open(self) -> None:
        try:
            self._run = self.way.open(self._network)
            self.batching = self.way.batching(self._network)
        except RuntimeError as error:
            self._step_down(error)

    def _step_down(self, error: RuntimeError) -> None:
        if len(self._ways) == 1:
            raise error
        failed = self._ways.pop(0)
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        _LOG.warning("vscan: torch cannot run the network %s (%s); it runs %s", failed, reason, self.way)
        self._open()
