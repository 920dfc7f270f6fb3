"""What reading a file yields besides rows: limits, refusals, notes and the sheets with their columns."""

from __future__ import annotations

from dataclasses import dataclass

from config.contracts import OnDrift

MIB = 1 << 20
SHEET, ROW, WIDE, CORRECTION, EXTRA = "_sheet", "_row", "_wide", "_correction", "_extra_"


class ReadingError(RuntimeError):
    """A scratch file that could not be read back. Carries no cell values: parsers quote them in their own messages."""


@dataclass(frozen=True)
class Limits:
    """What the parsing of one workbook or HTML page may cost; beyond it the drop is refused as `too_large`."""

    memory_bytes: int = 2048 * MIB
    """Address space of the child process."""
    seconds: float = 300.0
    """Wall clock of the child process."""
    inflated_bytes: int = 1024 * MIB
    """Sum of the inflated members of a workbook."""
    inflation: int = 200
    """How many times its compressed size a member above `inflation_from` may inflate to; real sheets stay below 60."""
    inflation_from: int = 64 * MIB
    """Inflated size below which a member's inflation does not matter."""
    columns: int = 2000
    """Columns of one sheet."""
    output_bytes: int = 8192 * MIB
    """Size of one scratch file the child may write."""


@dataclass(frozen=True)
class Refusal:
    """Why the whole drop is refused: a drop-level reason of `config/reasons.yaml`, and what exactly.

    The detail is Chinese and holds no cell values.
    """

    reason: str
    detail: str
    column: str = ""
    """The contract column concerned, if one is."""
    header: str = ""


@dataclass(frozen=True)
class Note:
    """Something about the drop the receipt must say, and what the contract decided for it: warn or hold.

    Where the contract says refuse, there is a Refusal instead.
    """

    reason: str
    decision: OnDrift
    detail: str
    column: str = ""
    header: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table that was read: `""` for text files, else the sheet's name."""

    name: str
    header_row: int
    """1 = first physical line of the file or sheet."""
    columns: tuple[tuple[str, str], ...]
    """(header text, frame column) in the file's own order, without the columns 拒收原因 and 更正编号."""


@dataclass(frozen=True)
class SheetCount:
    """How many rows of one table are data, and how many only surround it (titles, totals, signatures, repeated headers)."""

    name: str
    rows: int
    skipped: int


class Refused(Exception):  # noqa: N818 - an outcome on its way up to `read`, not an error
    """Carries a refusal out of the depth of reading; caught in `read`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def refuse(reason: str, detail: str) -> Refused:
    """A refusal ready to be raised."""
    return Refused(Refusal(reason, detail))
