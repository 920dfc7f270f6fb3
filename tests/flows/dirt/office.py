"""A department's office in miniature: it writes files, drops them, and looks at everything the intake left behind."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from config.contracts import load_contracts
from flows.ingest import TakenIn, ingest
from flows.lake.init import create
from flows.lake.ledger import Drop
from flows.site import open_site
from transforms.normalise.identifiers import check_character

ROSTER = "civil_affairs/household_roster"
EVENTS = "civil_affairs/vital_events"
DISABILITY = "disability/certificates"
SETTLEMENTS = "health_insurance/settlements"
ASSISTANCE = "civil_affairs/assistance"
STUDENTS = "education/students"

LABELS = {feed: {column.name: column.header for column in contract.columns} for feed, contract in load_contracts().items()}
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    ROSTER: {
        "county": "临水县",
        "town": "青石镇",
        "village": "上河村",
        "village_code": "610802101201",
        "household_no": "H1",
        "person_no": "P1",
        "name": "王小满",
        "household_type": "贫困户",
    },
    EVENTS: {"event_no": "E1", "event_type": "火化", "name": "王小满", "event_date": "2024-05-03"},
    DISABILITY: {"name": "王小满"},
    ASSISTANCE: {"certificate_no": "Z1", "scheme": "农村低保", "name": "王小满"},
    STUDENTS: {"name": "王小满"},
    SETTLEMENTS: {"settlement_id": "S1", "psn_no": "N1", "settled_at": "2024-05-03", "total": "100", "self_pay": "10"},
}

Row = list[str]
Refused = tuple[str, int, str, str]
"""Sheet, row, column, rule."""


def resident(first17: str) -> str:
    """A valid resident ID of a synthetic person."""
    return first17 + check_character(first17)


IDS = [resident(f"6108021990010{day}{order}") for day in range(1, 8) for order in ("011", "022")]


def header(feed: str = ROSTER, **renamed: str) -> Row:
    """The headings of a feed as its contract writes them, or as `renamed` does."""
    return list((LABELS[feed] | renamed).values())


def line(feed: str = ROSTER, **cells: str) -> Row:
    """A row that is in order, but for the cells named."""
    assert cells.keys() <= LABELS[feed].keys()
    filled = {**DEFAULTS[feed], **cells}
    return [filled.get(name, "") for name in LABELS[feed]]


def people(count: int, feed: str = ROSTER, **cells: str) -> list[Row]:
    """Rows of different persons: P1 to P<count> in one household."""
    return [line(feed, **{"person_no": f"P{n}", **cells}) for n in range(1, count + 1)]


def delimited(rows: Sequence[Sequence[str]], separator: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


@dataclass(frozen=True)
class Account:
    """One drop and what it left behind."""

    root: Path
    drop: Drop
    folder: Path

    @property
    def receipt(self) -> Any:
        """The receipt as machines read it."""
        return json.loads((self.folder / "receipt.json").read_bytes())

    @property
    def page(self) -> str:
        """The words of the page a clerk reads."""
        text = re.sub(
            r"<style.*?</style>|<script.*?</script>|<[^>]*>",
            " ",
            (self.folder / "receipt.html").read_text("utf-8"),
            flags=re.DOTALL,
        )
        return " ".join(html.unescape(text).split())

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows read, accepted, rejected; skipped."""
        return self.drop.rows_read, self.drop.rows_accepted, self.drop.rows_rejected, self.drop.rows_skipped

    @property
    def rejections(self) -> pl.DataFrame:
        """What the lake keeps of the refused rows."""
        path = self.root / "lake/ops/rejections"
        if not path.exists():
            return pl.DataFrame(schema=dict.fromkeys(("sheet", "row", "column", "rule", "reason", "cells"), pl.String))
        return pl.read_delta(str(path)).filter(pl.col("drop_id") == self.drop.drop_id)

    @property
    def refused(self) -> list[Refused]:
        """Where what was refused."""
        return sorted(self.rejections.select("sheet", "row", "column", "rule").rows())

    @property
    def reasons(self) -> dict[str, str]:
        """Rules that refused or held, with what exactly."""
        return {reason["rule"]: reason["detail"] for reason in self.receipt["reasons"]}

    @property
    def warned(self) -> list[tuple[str, str, int]]:
        """Rule, column and rows of what was accepted all the same."""
        return sorted((one["rule"], one["column"], one["rows"]) for one in self.receipt["warnings"])

    @property
    def log(self) -> pl.DataFrame:
        """The drop's own rows of the change log, names and numbers in clear."""
        path = self.root / "lake/feeds" / f"{self.drop.department}__{self.drop.feed}"
        if not path.exists():
            return pl.DataFrame()
        rows = pl.read_delta(str(path)).filter(pl.col("_drop_id") == self.drop.drop_id).sort("_op", "_sheet", "_row", "_key")
        return rows.with_columns(pl.col(pl.String).replace(self._known()))

    def values(self, column: str) -> list[Any]:
        """One column of the accepted rows that said something new, by sheet and row."""
        return [value for (value,) in self.rows(column)]

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        """Accepted rows that said something new, by sheet and row."""
        log = self.log
        return log.filter(pl.col("_op") == "upsert").select(columns).rows() if log.width else []

    def _known(self) -> dict[str, str]:
        known = pl.concat([pl.read_parquet(path) for path in (self.root / "vault/tokens").glob("*.parquet")] or [pl.DataFrame()])
        return dict(known.select("token", "value").unique("token").rows()) if known.width else {}

    def check(self) -> None:
        """What holds for every drop whatever is in it: nothing is lost, and receipt, ledger and lake say the same."""
        read, accepted, rejected, skipped = self.counts
        assert read == accepted + rejected
        assert self.receipt["state"] == self.drop.state
        told = self.receipt["rows"]
        assert (told["read"], told["accepted"], told["rejected"], told["skipped"]) == self.counts
        sheets = self.receipt["source"]["sheets"]
        assert (sum(one["rows"] for one in sheets), sum(one["skipped"] for one in sheets)) == (read, skipped)
        assert self.rejections.select("sheet", "row").n_unique() == rejected
        log = self.log
        upserts = log.filter(pl.col("_op") == "upsert").height if log.width else 0
        changes = self.receipt["changes"]
        if self.drop.state == "done":
            assert upserts == changes["new"] + changes["changed"] == accepted - told["duplicates"] - changes["unchanged"]
            assert log.height - upserts == changes["absent"]
        else:
            assert log.height == 0
        assert self.receipt["what_to_do"]
        assert all(one["title"] in self.page for one in self.receipt["reasons"] + self.receipt["warnings"])


class Office:
    """An empty lake and its inbox."""

    def __init__(self, root: Path) -> None:
        self.root = root
        create(open_site().lake)

    def put(self, content: str | bytes | Path, name: str = "名册_20240531.csv", feed: str = ROSTER) -> Path:
        """Drops a file."""
        path = self.root / "inbox" / feed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            content = content.read_bytes()
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def sweep(self) -> list[Account]:
        """Takes in what lies there; every account is checked."""
        return [self.account(item) for item in ingest()]

    def account(self, item: TakenIn) -> Account:
        """The account of a drop, checked."""
        assert item.drop is not None, item.state
        found = Account(self.root, item.drop, self.root / item.receipt if item.receipt else Path())
        if item.receipt and item.state != "duplicate":
            found.check()
        return found

    def take(self, content: str | bytes | Path, name: str = "名册_20240531.csv", feed: str = ROSTER) -> Account:
        """Drops one file and takes it in."""
        self.put(content, name, feed)
        (account,) = self.sweep()
        return account

    def take_rows(self, rows: Sequence[Sequence[str]], name: str = "名册_20240531.csv", feed: str = ROSTER) -> Account:
        """Drops rows under the feed's own header."""
        return self.take(delimited([header(feed), *rows]), name, feed)
