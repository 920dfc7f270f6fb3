"""Hints become few runs: the waker waits for quiet, sweeps, and never asks for two runs at once."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from flows.serve.waker import LONGEST_RUN, LONGEST_WAIT, wake


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

    def woken(self, sweep_seconds: float = 1000) -> list[float]:
        """When runs were asked for, but for the first, which starts at once."""
        wake(self.hints(), self.start, self.is_over, quiet_seconds=2, sweep_seconds=sweep_seconds, clock=lambda: self.now)
        return list(self.runs.values())[1:]


def quiet(seconds: int) -> list[tuple[float, int]]:
    return [(1.0, 0)] * seconds


def test_what_lay_there_is_taken_in_at_once() -> None:
    inbox = Inbox(quiet(10), run_seconds=5)
    assert inbox.woken() == []
    assert list(inbox.runs.values()) == [1.0]


def test_burst_of_a_hundred_files_is_one_run() -> None:
    assert Inbox([*quiet(10), *[(0.05, 1)] * 100, *quiet(10)], run_seconds=3).woken() == [pytest.approx(17)]


def test_file_being_written_keeps_waiting() -> None:
    assert Inbox([*quiet(10), *[(1.0, 1)] * 8, *quiet(3)], run_seconds=3).woken() == [20.0]


def test_a_copy_without_end_does_not_keep_the_others_waiting() -> None:
    assert Inbox([*quiet(10), *[(1.0, 1)] * 30], run_seconds=3).woken() == [11 + LONGEST_WAIT]


def test_change_during_a_run_leads_to_one_more_after_it() -> None:
    woken = Inbox([*quiet(20), (1.0, 1), *quiet(3), (1.0, 4), *quiet(30)], run_seconds=20).woken()
    assert woken == [23.0, 43.0]


def test_the_sweep_comes_though_nothing_was_heard() -> None:
    assert Inbox(quiet(25), run_seconds=3).woken(sweep_seconds=10) == [11.0, 21.0]


def test_the_sweep_waits_for_the_run_before_it() -> None:
    assert Inbox(quiet(40), run_seconds=25).woken(sweep_seconds=10) == [26.0]


def test_a_run_that_hangs_is_given_up() -> None:
    woken = Inbox([(LONGEST_RUN / 4, 0)] * 6, run_seconds=float("inf")).woken(sweep_seconds=10)
    assert woken == [LONGEST_RUN / 4 + LONGEST_RUN]


def test_when_prefect_cannot_be_asked_the_next_hint_tries_again() -> None:
    inbox = Inbox([*quiet(10), (1.0, 1), *quiet(10)], run_seconds=3)
    refused = [11.0, 13.0, 14.0]

    def start() -> UUID:
        if inbox.now in refused:
            raise ConnectionError("no server")
        return Inbox.start(inbox)

    inbox.start = start
    assert inbox.woken() == [15.0]
