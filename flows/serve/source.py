"""Event sources: where hints that something may have landed come from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Protocol

from flows.log import account, log


class EventSource(Protocol):
    """Yields the number of changes seen, each time some were seen; an adapter per kind of inbox (folder, queue)."""

    def hints(self, stop: Event) -> Iterator[int]:
        """Blocks until something may have landed; 0 means nothing did for a moment. Ends when `stop` is set."""
        ...


class FolderSource:
    """Watches a local inbox folder, all departments at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hints(self, stop: Event) -> Iterator[int]:
        """One hint per burst of file events; wakes once a second so that the caller can tell quiet from busy."""
        from watchfiles import watch

        while not stop.is_set():
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                watching = watch(
                    self.folder,
                    stop_event=stop,
                    debounce=400,
                    step=100,
                    rust_timeout=1000,
                    yield_on_timeout=True,
                    recursive=True,
                )
                for changes in watching:
                    yield len(changes)
            except (OSError, RuntimeError) as error:
                # A share that went away, too few inotify watches: the sweep goes on, and watching is tried again.
                log().warning("serve.deaf", inbox=str(self.folder), exception=account(error))
                yield from SweepOnly(10).hints(stop)


class SweepOnly:
    """No events, only the passing of `seconds` (without end by default): for an inbox nobody announces drops of."""

    def __init__(self, seconds: float = float("inf")) -> None:
        self.seconds = seconds

    def hints(self, stop: Event) -> Iterator[int]:
        """0, once a second."""
        passed = 0.0
        while passed < self.seconds and not stop.wait(1):
            passed += 1
            yield 0
