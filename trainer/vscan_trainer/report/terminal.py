"""Tables in the terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from vscan_trainer.report.table import Table


def rich_table(table: Table, caption: str = "") -> RichTable:
    """Words left, numbers right; a row that sums others up stands out."""
    drawn = RichTable(box=box.SIMPLE_HEAD, caption=caption, caption_justify="left", pad_edge=False)
    for name, cells in zip(table.head, zip(*table.rows, strict=True), strict=True):
        if name == "run type":
            drawn.add_column(name, overflow="fold")
        else:
            drawn.add_column(name, justify="right", width=max(map(len, (*name.split(), *cells))))
    for row in table.rows:
        drawn.add_row(*map(Text, row), style="bold" if row[0] in ("mean", "sd") else None)
    return drawn
