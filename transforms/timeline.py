"""What one key of a change log ever said of one field, on two axes of time: when it was true, and since when that is known.

A row of the log speaks of its data date and every later day, until a newer row of the key does. Which row that is depends on what was
known: a late or corrected drop ends a value on a day on which it had been held to be true before. So a statement has one beginning, and
every end that was ever believed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Literal

State = Literal["said", "absent", "other"]
"""Of a row: it says the value; the list had the key no more; it is somebody else's who came under the same key."""
Beginning = tuple[date, tuple[State, Hashable]]
"""The day from which on something is true, and what (`Word.says`)."""


@dataclass(frozen=True)
class Word:
    """What one row of a log says of a field. Rows of a key differ in `newness`."""

    data_date: date
    known_at: datetime
    order: int
    value: Hashable = None
    """None where the row says nothing: a blank, or a cell that could not be read."""
    state: State = "said"
    place: int = 0
    """Which of the caller's rows it is."""

    @property
    def newness(self) -> tuple[date, datetime, int]:
        """The order in which rows of a key count: `history.NEWEST`."""
        return self.data_date, self.known_at, self.order

    @property
    def says(self) -> tuple[State, Hashable]:
        """What makes two rows say the same."""
        return self.state, self.value


@dataclass(frozen=True)
class End:
    """Up to which day, itself not included, a statement was held to be true, and since when it was held so."""

    true_until: date | None
    """None: nothing says otherwise yet."""
    known_from: datetime


@dataclass
class Statement:
    """One value, true from a day on, as it was believed from `learned_at` until `superseded_at`."""

    value: Hashable
    state: State
    true_from: date
    learned_at: datetime
    superseded_at: datetime | None = None
    """When another one took its place, true from the same day or from an earlier one; None: it still stands."""
    ends: list[End] = field(default_factory=list)
    """Oldest first; the last one is what counts now, or counted when it was superseded."""
    places: list[int] = field(default_factory=list)
    """The rows that said so, in the order in which they came to count; the first one is the one that began it."""

    @property
    def true_until(self) -> date | None:
        """The end that is believed now, or was when it was superseded."""
        return self.ends[-1].true_until

    def holds(self, day: date, moment: datetime) -> bool:
        """Whether it was the word on a day as known at a moment."""
        if moment < self.learned_at or (self.superseded_at is not None and moment >= self.superseded_at) or day < self.true_from:
            return False
        end = [end.true_until for end in self.ends if end.known_from <= moment][-1]
        return end is None or day < end


def statements(words: Sequence[Word]) -> list[Statement]:
    """Every statement of one key about one field, by true_from, learned_at. On any day as known at any moment at most one of them holds.

    Rows that say again what the row before said are one statement: what they say of other fields is another matter.
    """
    told: list[Statement] = []
    standing: dict[Beginning, Statement] = {}
    for moment in sorted({word.known_at for word in words}):
        believed = dict(_believed([word for word in words if word.known_at <= moment]))
        for known in [known for known in standing if known not in believed]:
            standing.pop(known).superseded_at = moment
        for known, (until, places) in believed.items():
            if known not in standing:
                true_from, (state, value) = known
                standing[known] = Statement(value, state, true_from, moment)
                told.append(standing[known])
            _hold(standing[known], End(until, moment), places)
    return sorted(told, key=lambda one: (one.true_from, one.learned_at))


def _hold(standing: Statement, end: End, places: Sequence[int]) -> None:
    """What is believed of a statement at one moment."""
    if not standing.ends or standing.true_until != end.true_until:
        standing.ends.append(end)
    standing.places += [place for place in places if place not in standing.places]


def _believed(known: Sequence[Word]) -> Iterator[tuple[Beginning, tuple[date | None, list[int]]]]:
    """The line of values as the known rows tell it: from when on what, until when, and which rows say so."""
    by_day = groupby(sorted(known, key=lambda word: word.newness), key=lambda word: word.data_date)
    newest = [list(words)[-1] for _, words in by_day]
    runs = [list(words) for _, words in groupby(newest, key=lambda word: word.says)]
    for place, run in enumerate(runs):
        until = runs[place + 1][0].data_date if place + 1 < len(runs) else None
        yield (run[0].data_date, run[0].says), (until, [word.place for word in run])
