"""What vscan costs, end to end and by stage, beside its peers: one command, one page.

    python benchmarks/performance --tree SMALL --tree MEDIUM --tree LARGE \\
        --semgrep VENV/bin/semgrep --keep runs.json --page docs/performance.md

Measures whole processes, one after another, so leave the machine alone meanwhile. `--keep` keeps every
measurement, so that an interrupted run goes on where it was; `--section NAME` measures that section again
and no other. flawfinder, cppcheck, lizard and Semgrep are left out where they are not installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

# The folder of benchmarks instead of this one: the parts here are a package, and hook.py is beside it.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from performance.command import main  # noqa: E402

if __name__ == "__main__":
    main()
