"""How long an editor waits for the diagnostics of a file: python benchmarks/editor.py [FILE.c]

Cold: nothing in the cache. Saved: the same text again. Changed: one function differs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from editor import Editor  # noqa: E402 - from the tests' folder


def main() -> None:
    path = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "examples" / "inventory.c"
    text = path.read_text(encoding="utf-8", errors="replace")
    with tempfile.TemporaryDirectory() as folder, Editor(Path(folder)) as editor:
        started = time.perf_counter()
        editor.open(path.name, text)
        started = _tell("cold", editor, path.name, started)
        for version in range(2, 7):
            editor.save(path.name)
            started = _tell("saved", editor, path.name, started)
            editor.type(path.name, text.replace("return", f"if ({version}) return", version - 1), version)
            editor.save(path.name)
            started = _tell("changed", editor, path.name, started)
        editor.leave()


def _tell(what: str, editor: Editor, name: str, started: float) -> float:
    found = editor.shown(name)
    now = time.perf_counter()
    print(f"{what:8} {now - started:6.3f} s  {len(found)} diagnostics")
    return now


if __name__ == "__main__":
    main()
