"""The torch runtime: a trainer's checkpoint directory, on a GPU where there is one. This folder alone imports
torch."""

from vscan.scoring.torch.encoder import TorchEncoder
from vscan.scoring.torch.network import ENCODER, WEIGHTS, FunctionNetwork

__all__ = ["ENCODER", "WEIGHTS", "FunctionNetwork", "TorchEncoder"]
