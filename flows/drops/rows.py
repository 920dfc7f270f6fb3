"""The rows of one content: read, split, duplicates settled. The same for a new drop and for an archived one read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

import polars as pl

from config.contracts import Contract
from flows.drops.correcting import Correcting, correcting
from flows.drops.erasing import cleared, sifted
from flows.drops.naming import named_around
from flows.drops.picking import without
from flows.drops.split import Split, Tally, name_column, reject, split
from flows.lake import erased
from flows.orchestrate import step
from flows.reading import Limits, Reading, read
from flows.site import Site
from transforms.duplicates import differing, repeated, seeming
from transforms.erasure import Erased

ROW = ["_sheet", "_row"]


@dataclass(frozen=True)
class Rows:
    """What a content holds: accepted rows without duplicates, refused rows, and the counts that must add up."""

    reading: Reading
    accepted: pl.LazyFrame | None
    """Pseudonymised rows with `_key`, `_hash`, `_sheet`, `_row`; None when the drop is refused as a whole."""
    rows_accepted: int
    """Rows of `accepted`: without equal duplicates."""
    rejected: tuple[Path, ...]
    vault: pl.LazyFrame | None
    rows_read: int
    rows_rejected: int
    rows_erased: int
    """Rows of people who were erased: read, neither accepted nor refused."""
    names_erased: bool
    """Whether the file names an erased person anywhere, so that its bytes may not stay."""
    duplicates: int
    """Equal duplicates: accepted once, counted among the accepted."""
    refused_keys: pl.DataFrame
    """`_key, _name` of refused rows; `_key` null where the key itself could not be read."""
    refused: Tally
    warned: Tally
    corrects: Correcting | None
    name_column: str
    """The feed's name column (tokens); empty where it has none."""

    @property
    def is_unread(self) -> bool:
        """Whether the file was refused before any row of it was read; rows of erased people are none that anybody keeps."""
        return self.reading.refusal is not None and self.rows_read == self.rows_erased

    def beside(self, erased: int) -> Self:
        """With as many rows counted that are in the file no more: who is erased was cut out of it, and they were read once."""
        return replace(self, rows_read=self.rows_read + erased, rows_erased=self.rows_erased + erased)


@step()
def take_rows(
    site: Site,
    contract: Contract,
    path: Path,
    year: int,
    scratch: Path,
    progress: Callable[[int], None],
    known_by: datetime | None = None,
) -> Rows:
    """Reads a content by its contract. `year` is the drop's: a two-digit year beyond it belongs to the century before.

    `known_by`: of tombstones only those are lifted that were by then; None for all.
    """
    limits = Limits(memory_bytes=site.settings.excel_memory_mb << 20, seconds=site.settings.excel_seconds)
    reading = read(path, contract, scratch, limits=limits)
    gone = erased.known(site.lake, known_by)
    if reading.refusal is not None:
        return _refused_whole(reading, contract, scratch, gone, site.key)
    fix = correcting(site, contract, reading)

    def batches() -> Iterator[pl.DataFrame]:
        return fix.restored(reading.batches()) if fix else reading.batches()

    parts = split(reading, batches(), contract, site.key, scratch, year, progress, gone)
    parts.names_erased |= bool(gone) and named_around(reading, scratch, gone, site.key)
    shown = (lambda: (cleared(raw, gone, site.key) for raw in batches())) if gone else batches
    return _settled(reading, shown, parts, contract, scratch, fix)


def _settled(
    reading: Reading,
    batches: Callable[[], Iterator[pl.DataFrame]],
    parts: Split,
    contract: Contract,
    scratch: Path,
    fix: Correcting | None,
) -> Rows:
    accepted = parts.accepted.scan()
    alike = seeming(accepted).collect(engine="streaming").to_series()
    # As a rule no key seems to repeat, and nothing is read again.
    sharing = accepted if len(alike) else accepted.clear()
    extra = repeated(sharing, alike).collect(engine="streaming")
    clashing = differing(sharing, alike).collect(engine="streaming")
    rejected = [parts.rejected]
    if clashing.height:
        faults = clashing.select(*ROW, column=pl.lit(""), rule=pl.lit("duplicate_differs"))
        rejected.append(reject(batches(), faults, reading, contract, scratch / "clashing.parquet"))
        parts.refused.add(faults)
        parts.refused_keys.append(clashing.select("_key", _name=pl.lit(None, dtype=pl.String)))
    gone = pl.concat([extra["_at"], clashing["_at"]])
    return Rows(
        reading=reading,
        accepted=without(accepted, gone, parts.rows_accepted) if len(gone) else accepted,
        rows_accepted=parts.rows_accepted - len(gone),
        rejected=tuple(rejected),
        vault=parts.vault.scan(),
        rows_read=parts.rows_read,
        rows_rejected=parts.rows_rejected + clashing.height,
        rows_erased=parts.rows_erased,
        names_erased=parts.names_erased,
        duplicates=extra.height,
        refused_keys=pl.concat(parts.refused_keys),
        refused=parts.refused,
        warned=parts.warned,
        corrects=fix,
        name_column=name_column(contract),
    )


def _refused_whole(reading: Reading, contract: Contract, scratch: Path, gone: Erased, key: bytes) -> Rows:
    """Every row that can be read at all is refused with the drop's reason, so that nothing delivered is lost."""
    assert reading.refusal is not None
    tally, path = Tally(), scratch / "refused.parquet"
    rule, column = reading.refusal.reason, reading.refusal.column
    read_rows, touched = 0, False

    def batches() -> Iterator[pl.DataFrame]:
        nonlocal read_rows, touched
        read_rows = 0
        for raw in reading.batches():
            read_rows += raw.height
            found = sifted(raw, None, contract, gone, key) if gone else None
            touched = touched or (found is not None and found.is_touched)
            yield found.raw if found else raw

    faults = [raw.select(*ROW, column=pl.lit(column), rule=pl.lit(rule)) for raw in batches()]
    if faults:
        every = pl.concat(faults)
        tally.add(every)
        reject(batches(), every, reading, contract, path)
    refused_rows = sum(part.height for part in faults)
    return Rows(
        reading=reading,
        accepted=None,
        rows_accepted=0,
        rejected=(path,) if faults else (),
        vault=None,
        rows_read=read_rows,
        rows_rejected=refused_rows,
        rows_erased=read_rows - refused_rows,
        names_erased=touched or (bool(gone) and named_around(reading, scratch, gone, key)),
        duplicates=0,
        refused_keys=pl.DataFrame(schema={"_key": pl.String, "_name": pl.String}),
        refused=tally,
        warned=Tally(),
        corrects=None,
        name_column=name_column(contract),
    )
