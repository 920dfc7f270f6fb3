"""What somebody wants sealed, as the command line or a file says it, and the rows of it out of one edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from config.cohorts import NAME, Cohort, key_of, load_cohort, public_columns
from flows.editions import scan
from flows.errors import Misuse
from flows.masking import PERSONAL_NUMBER
from flows.site import Site
from transforms.cohort import IS_MEMBER, members, told, words

ROW_GROUP = 250_000
"""As the night's own files."""


@dataclass(frozen=True)
class Drawn:
    """A cohort's rows in a file. `unknown`: rows of the table of which nobody can say whether they are in it."""

    path: Path
    rows: int
    unknown: int


def cohort_of(table: str, where: str, columns: str, within: Sequence[str], query: str) -> Cohort:
    """The cohort as options say it, or as a file does. Misuse says what to write."""
    try:
        if query:
            if table or where or columns or within:
                raise Misuse("--query FILE says all of it: leave out --table, --where, --within and --columns, or the file")
            return load_cohort(Path(query))
        kept = tuple(name.strip() for name in columns.split(",") if name.strip())
        return Cohort(table or "household", where, kept, dict(_other(one) for one in within))
    except FileNotFoundError as error:
        raise Misuse(f"there is no file {query}") from error
    except ValueError as error:
        raise Misuse(str(error)) from error


def check_cohort(name: str, cohort: Cohort, by: str, reason: str) -> None:
    """Misuse where a name is none, nobody says who seals and why, or a person is named where everybody reads it."""
    if not NAME.fullmatch(name):
        raise Misuse("a cohort's name is small letters, digits, - and _, such as exits-2023: downstream finds it by that")
    if not by.strip() or not reason.strip():
        raise Misuse("--by and --reason: say which office seals, and what for; both are kept beside the cohort")
    if PERSONAL_NUMBER.search(" ".join((name, by, reason, cohort.where, *cohort.within.values()))):
        raise Misuse(
            "a number as long as a person's (ID, phone) stands in it: a cohort is defined by what is true of many, and named for all to read"
        )
    for table in (cohort.table, *cohort.within):
        try:
            key_of(table)
        except ValueError as error:
            raise Misuse(str(error)) from error


def check_words(site: Site, edition: str, cohort: Cohort) -> None:
    """Misuse where a text that is compared with stands in no public column of its table: a slip of the pen, or somebody's name."""
    for table, text in ((cohort.table, cohort.where), *cohort.within.items()):
        for word in words(text):
            there = pl.any_horizontal(pl.col(name) == word for name in public_columns(table))
            if scan(site, table, edition).filter(there).limit(1).collect().is_empty():
                raise Misuse(f"the condition on {table} compares with a text that no public column of it holds in edition {edition}: "
                             "check how it is written; names of people have no place in it")  # fmt: skip


def rows_of(site: Site, edition: str, cohort: Cohort) -> pl.LazyFrame:
    """All rows of the cohort's table in an edition, and whether each is in it (`transforms.cohort.told`). Misuse where it cannot be asked."""
    tables = {name: scan(site, name, edition) for name in (cohort.table, *cohort.within)}
    try:
        return told(cohort, tables, date.fromisoformat(edition[:10]))
    except ValueError as error:
        raise Misuse(f"edition {edition}: {error}") from error


def drawn(site: Site, edition: str, cohort: Cohort, folder: Path) -> Drawn:
    """Writes the cohort's rows to a file in `folder`; the same bytes for the same rows."""
    rows, path = rows_of(site, edition, cohort), folder / "cohort.parquet"
    try:
        found = members(cohort, rows)
    except ValueError as error:
        raise Misuse(f"edition {edition}: {error}") from error
    found.sink_parquet(path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP, maintain_order=True)
    unknown = rows.select(pl.col(IS_MEMBER).is_null().sum()).collect(engine="streaming").item()
    return Drawn(path, pl.scan_parquet(path).select(pl.len()).collect().item(), unknown)


def _other(text: str) -> tuple[str, str]:
    table, colon, condition = text.partition(":")
    if not colon or not condition.strip():
        raise Misuse(f"--within {text}: write TABLE: CONDITION, such as \"household: household_type = 'exited'\"")
    return table.strip(), condition.strip()


def lines_of(cohort: Cohort) -> Iterator[tuple[str, str]]:
    """The cohort for people, a line a part."""
    yield "table", cohort.table
    yield "where", cohort.where or "every row"
    yield from ((f"within {name}", text) for name, text in sorted(cohort.within.items()))
    yield "columns", ", ".join(cohort.columns) or "all"
