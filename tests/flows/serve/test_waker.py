"""Hints become few runs: the waker waits for quiet and never asks for two runs at once."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from flows.serve.waker import wake


class Inbox:
    """A scripted inbox: (seconds passed, changes seen) per hint, and runs that are over when told so."""

    def __init__(self, script: list[tuple[float, int]], run_seconds: float) -> None:
        self.script, self.run_seconds = script, run_seconds
        self.now = 0.0
        self.runs: dict[UUID, float] = {}

    def hints(self) -> Iterator[int]:
        for seconds, changes in self.script:
            self.now += seconds
            yield changes

    def start(self) -> UUID:
        run = uuid4()
        self.runs[run] = self.now
        return run

    def is_over(self, run: UUID) -> bool:
        return self.now - self.runs[run] >= self.run_seconds

    def woken(self) -> list[float]:
        wake(self.hints(), self.start, self.is_over, quiet_seconds=2, clock=lambda: self.now)
        return list(self.runs.values())


def quiet(seconds: int) -> list[tuple[float, int]]:
    return [(1.0, 0)] * seconds


def test_nothing_dropped_wakes_nothing() -> None:
    assert Inbox(quiet(10), run_seconds=5).woken() == []


def test_burst_of_a_hundred_files_is_one_run() -> None:
    assert Inbox([(0.05, 1)] * 100 + quiet(10), run_seconds=3).woken() == [pytest.approx(7)]


def test_file_being_written_keeps_waiting() -> None:
    assert Inbox([(1.0, 1)] * 8 + quiet(3), run_seconds=3).woken() == [10.0]


def test_change_during_a_run_leads_to_one_more_after_it() -> None:
    woken = Inbox([(1.0, 1), *quiet(3), (1.0, 4), *quiet(30)], run_seconds=20).woken()
    assert woken == [3.0, 23.0]
