"""What can be told of one C or C++ function's values and memory by following its paths."""

from __future__ import annotations

from vscan.flow.follow import NOTHING, Facts, follow

__all__ = ["NOTHING", "Facts", "follow"]
