"""Runs a Python module that ends when the process that started it ends, however that ends: `python -m flows.serve.tethered MODULE …`."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie(number: signal.Signals) -> None:
    """Has this process sent a signal when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def main(parent: int, arguments: list[str]) -> None:
    """Becomes `python -m ARGUMENTS…`. Only Linux can tie a process to its parent; elsewhere it is only run."""
    tie(signal.SIGTERM)
    if os.getppid() != parent:  # the parent ended before the tie was made
        sys.exit(1)
    os.execv(sys.executable, [sys.executable, "-m", *arguments])  # noqa: S606 - ourselves, with arguments of our own


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
