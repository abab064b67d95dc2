"""The process that workers are forked from, which takes a while to import what they need."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext


def context() -> BaseContext:
    """Forking a process with threads is unsafe; a fork server has none."""
    import multiprocessing

    known = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")


def prepare() -> None:
    """Starts the fork server, unless it runs, and does not wait for it. The sooner the better: it works
    beside what comes before the first task."""
    _keep_imports_home()
    forks = context()
    if forks.get_start_method() == "forkserver":
        forks.set_forkserver_preload(["vscan.preload"])
        _start_fork_server()


def _keep_imports_home() -> None:
    """Python starts its helper processes with `-c`, and so looks for modules in the current folder first: a
    scanned tree that holds a `vscan.py` or `json.py` would be executed."""
    os.environ["PYTHONSAFEPATH"] = "1"


def _start_fork_server() -> None:
    """Deaf to interrupts from its first moment on: the terminal sends them to it too, and while it still
    imports it would answer with a traceback. Python 3.10 knows no PYTHONSAFEPATH; there the current folder
    is the standard library's meanwhile."""
    from multiprocessing import forkserver, resource_tracker

    here = Path.cwd()
    resource_tracker.ensure_running()  # else below, where it ends the deafness
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        if sys.version_info < (3, 11):
            os.chdir(Path(os.__file__).parent)
        forkserver.ensure_running()
    finally:
        os.chdir(here)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
