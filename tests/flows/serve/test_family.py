"""Processes below this one are found however deep, and ended even if they do not want to."""

import os
import subprocess
import sys

from flows.serve.family import descendants, end

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[1:]:
    subprocess.Popen([sys.executable, "-c", sys.argv[1]])
print("up", flush=True)
time.sleep(60)
"""


def test_grandchildren_that_ignore_the_signal_are_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", STUBBORN, STUBBORN], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert [child.stdout.readline(), child.stdout.readline()] == [b"up\n"] * 2
    (itself,) = (kin for kin in descendants(os.getpid()) if kin[0] == child.pid)
    below = descendants(child.pid)
    assert len(below) == 1
    end({itself, *below}, seconds=1)
    assert child.wait(10) == -9
    assert not below & descendants(1)
