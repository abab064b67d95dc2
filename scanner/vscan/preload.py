"""What workers are forked with: imported once, by the process that forks them."""

from __future__ import annotations

import contextlib
import gc

import vscan.cli
import vscan.workers  # noqa: F401 - and all that it imports
from vscan.analyse import Analyser
from vscan.rulebook import Rulebook, RuleError, builtin_rules

with contextlib.suppress(RuleError):  # which the scan itself tells, and better
    Analyser(Rulebook.load([builtin_rules()]))("char *f(char *p) { return strcpy(g(), p); }", "c")
gc.freeze()  # what is shared stays so: no collection of a worker writes to it
