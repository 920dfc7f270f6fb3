"""Finds the header among the first rows of a table: below title rows, one row or two, merged or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.reading.vocabulary import DROPPED, Vocabulary

SEARCHED_ROWS = 30
GROUP_ENDINGS = ("基本信息", "信息", "基本情况", "情况", "资料")

Merge = tuple[int, int, int, int]
"""Merged range: first row, first column, last row, last column, 0-based, inclusive."""


@dataclass(frozen=True)
class HeaderCell:
    """One column of the file: the heading to show and the contract column it means, if any."""

    text: str
    column: str = ""
    rank: int = 0
    """0 = the whole heading matches; 1 = only the lower of two rows does."""
    stacked: bool = False
    """Whether it took both of two rows to match."""


@dataclass(frozen=True)
class Header:
    """Where the header is (0-based rows among those searched) and what stands in it."""

    first: int
    last: int
    cells: tuple[HeaderCell, ...]
    titles: tuple[str, ...]
    title_rows: int
    duplicates: tuple[tuple[str, str], ...]
    """(contract column, heading) of further columns that match a column already matched."""

    @property
    def matched(self) -> frozenset[str]:
        """Contract columns found."""
        return frozenset(cell.column for cell in self.cells if cell.column and not cell.column.startswith("_"))

    def padded(self, width: int) -> Header:
        """The same header with nameless columns up to `width`."""
        return replace(self, cells=self.cells + (HeaderCell(""),) * (width - len(self.cells)))

    def unknown(self, vocabulary: Vocabulary) -> list[str]:
        """Headings that are neither of the contract nor ignored nor ours."""
        texts = (cell.text for cell in self.cells if not cell.column and cell.text)
        return [text for text in texts if not vocabulary.is_ignored(text)]


def find_header(rows: Sequence[Sequence[str]], words: Vocabulary, merges: Sequence[Merge] = ()) -> Header | None:
    """The row (or two) in which most contract columns are named; the first of equals; None if fewer than two are."""
    best: tuple[int, int, list[HeaderCell]] = (0, 0, [])
    score, stacked = 0, False
    for at in range(min(len(rows), SEARCHED_ROWS)):
        single = [_look_up([(0, text)], text, words) for text in rows[at]]
        # A title row above a header looks like an upper header row: it must have earned its place.
        if _score(single) > score or (_score(single) == score and best[1] == at > best[0] and not stacked):
            best, score, stacked = (at, at, single), _score(single), False
        double = _two_rows(rows, at, merges, words) if at + 1 < len(rows) else []
        spans = _spans_two(merges, at) or any(cell.stacked for cell in double)
        if _score(double) > score or (_score(double) == score and best[0] == at and spans):
            best, score, stacked = (at, at + 1, double), _score(double), spans
    wanted = {name for name in words.columns.values() if not name.startswith("_")}
    if score < min(2, len(wanted)) or not score:
        return None
    return _header(best, rows)


def _header(found: tuple[int, int, list[HeaderCell]], rows: Sequence[Sequence[str]]) -> Header:
    first, last, cells = found
    cells, duplicates = _settle(cells)
    above = [[text.strip() for text in row if text.strip()] for row in rows[:first]]
    titles = tuple(text for row in above for text in row)
    return Header(first, last, tuple(cells), titles, sum(map(bool, above)), tuple(duplicates))


def _score(cells: Sequence[HeaderCell]) -> int:
    return len({cell.column for cell in cells if cell.column and not cell.column.startswith("_")})


def _look_up(candidates: Sequence[tuple[int, str]], shown: str, words: Vocabulary) -> HeaderCell:
    """The first candidate text that means a column. Ignored ones end the search: 户主+姓名 may be ignored where 姓名 is not."""
    for rank, text in candidates:
        if not text.strip():
            continue
        if column := words.match(text):
            return HeaderCell(_tidy(text), column, rank)
        if words.is_ignored(text):
            return HeaderCell(_tidy(text))
    return HeaderCell(_tidy(shown))


def _two_rows(rows: Sequence[Sequence[str]], at: int, merges: Sequence[Merge], words: Vocabulary) -> list[HeaderCell]:
    width = max(len(rows[at]), len(rows[at + 1]))
    own, lower = (_padded(rows[row], width) for row in (at, at + 1))
    upper = _spread(own, lower, [merge for merge in merges if merge[0] <= at <= merge[2] and merge[1] < width])
    return [_stacked(*texts, words) for texts in zip(upper, own, lower, strict=True)]


def _stacked(upper: str, own: str, lower: str, words: Vocabulary) -> HeaderCell:
    if not lower.strip():
        return _look_up([(0, own)], own, words)
    if not upper.strip() or upper == lower:
        return _look_up([(0, lower)], lower, words)
    short = next((upper.removesuffix(end) for end in GROUP_ENDINGS if upper.endswith(end)), upper)
    cell = _look_up([(0, upper + lower), (0, short + lower), (1, lower)], f"{upper}-{lower}", words)
    return replace(cell, stacked=bool(cell.column) and cell.rank == 0)


def _spread(own: Sequence[str], lower: Sequence[str], merges: Sequence[Merge]) -> list[str]:
    """The upper row with each text repeated over the columns it spans; without merged ranges, over the blanks to its right."""
    spread = list(own)
    for _, left, _, right in merges:
        spread[left : right + 1] = [own[left]] * (min(right, len(own) - 1) - left + 1)
    if any(left != right for _, left, _, right in merges):
        return spread
    for place in range(1, len(spread)):
        if not spread[place].strip() and lower[place].strip():
            spread[place] = spread[place - 1]
    return spread


def _spans_two(merges: Sequence[Merge], at: int) -> bool:
    return any(top == at and bottom == at + 1 for top, _, bottom, _ in merges)


def _settle(cells: list[HeaderCell]) -> tuple[list[HeaderCell], list[tuple[str, str]]]:
    """Leaves each contract column to one file column: whole matches go before lower-row matches, further ones are duplicates."""
    best: dict[str, int] = {}
    for cell in cells:
        best[cell.column] = min(cell.rank, best.get(cell.column, cell.rank))
    taken: Counter[str] = Counter()
    settled, duplicates = [], []
    for cell in cells:
        if not cell.column or cell.column == DROPPED:
            settled.append(cell)
            continue
        if cell.rank == best[cell.column] and not taken[cell.column]:
            taken[cell.column] += 1
            settled.append(cell)
            continue
        if cell.rank == best[cell.column]:
            duplicates.append((cell.column, cell.text))
        settled.append(HeaderCell(cell.text))
    return settled, duplicates


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _tidy(text: str) -> str:
    return "".join(text.split())
