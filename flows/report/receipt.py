"""The receipt of one drop: what arrived, was accepted or refused and why, what to do next. No cell's value is in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal, Self

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, computed_field

from expectations.evidence import documents
from expectations.verdict import CheckResult, Outcome
from flows.report.advice import what_to_do
from flows.report.charts import Bar, bars
from flows.report.pages import render
from flows.report.reasonlines import ReasonLine

State = Literal["done", "held", "refused", "duplicate"]

WORST_COLUMNS = 8


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rows(_Model):
    """Rows of the drop. `read` = `accepted` + `rejected` + `erased`; `skipped` (titles, totals, signatures) come on top."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    duplicates: int = 0
    """Equal duplicates: accepted once, counted in `accepted`."""
    erased: int = 0
    """Rows of people who were erased: not taken in, not kept."""


class Changes(_Model):
    """What the accepted rows change against what was known, in keys."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0


class Check(_Model):
    """One check of the drop's suite: a figure against its bounds."""

    title: str
    column: str = ""
    observed: str
    expected: str
    ok: bool
    severity: str = "warning"
    evidence: dict[str, Any] = Field(default_factory=dict, repr=False)
    """As Great Expectations says it, without values: kept beside the receipt, not in it."""

    @classmethod
    def of(cls, result: CheckResult) -> Self:
        """From a verdict's result."""
        observed = result.observed
        return cls(
            title=result.title,
            column=result.column,
            observed=f"{observed:.4g}" if isinstance(observed, float) else str("" if observed is None else observed),
            expected=result.expected,
            ok=result.success,
            severity=result.severity,
            evidence=dict(result.evidence),
        )


class Correction(_Model):
    """For a re-dropped fix-it workbook: the drop it corrects, and how many refused rows it settled and left."""

    of_drop_id: str
    items_closed: int
    items_open: int


class First(_Model):
    """For a content delivered once more: what became of its first delivery, as it stands now."""

    drop_id: str
    state: Literal["done", "held", "refused"]
    items_open: int = 0
    """Refused rows of it that nobody corrected yet."""


class SourceSheet(_Model):
    """One sheet as it was read; csv files have one without a name."""

    name: str = ""
    rows: int = 0
    skipped: int = 0


class Source(_Model):
    """How the file was read."""

    container: str = ""
    encoding: str = ""
    sheets: tuple[SourceSheet, ...] = ()


class Receipt(_Model):
    """Everything a department is told about one drop."""

    drop_id: str
    department: str
    feed: str
    title: str
    file_name: str
    """The last part of the key."""
    data_date: date | None
    landed_at: datetime
    """With its time zone; the page shows Beijing time."""
    state: State
    outcome: Outcome
    rows: Rows = Rows()
    changes: Changes | None = None
    reasons: tuple[ReasonLine, ...] = ()
    """Why rows (or the whole drop) were refused or held."""
    warnings: tuple[ReasonLine, ...] = ()
    """What was accepted all the same."""
    checks: tuple[Check, ...] = ()
    correction: Correction | None = None
    first: First | None = None
    source: Source = Source()
    has_fixit: bool = False

    @computed_field  # type: ignore[prop-decorator]
    @property
    def what_to_do(self) -> tuple[str, ...]:
        """The next steps in plain Chinese."""
        return what_to_do(self)


def receipt_json(receipt: Receipt) -> bytes:
    """The receipt as UTF-8 JSON, fields in the model's order: the same receipt gives the same bytes."""
    told = receipt.model_dump(mode="json", exclude={"checks": {"__all__": {"evidence"}}})
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def checks_json(receipt: Receipt) -> bytes:
    """The results of the drop's checks as Great Expectations' own JSON, a document a suite, without values; for the night's pages."""
    kept = documents(check.evidence for check in receipt.checks if check.evidence)
    # In one order of keys: an interrupted drop is finished by what its plan holds, and must leave the same bytes.
    return (json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str) + "\n").encode()


def receipt_html(receipt: Receipt) -> bytes:
    """The receipt as one offline page for a department clerk."""
    return render("receipt.html.j2", receipt=receipt, worst=worst_columns(receipt.reasons))


def worst_columns(lines: Iterable[ReasonLine]) -> Markup | None:
    """A bar chart of the columns most rows were refused for; None with fewer than two: a sentence says that better."""
    rows: Counter[str] = Counter()
    for line in lines:
        if line.header:
            rows[line.header] += line.rows
    worst = sorted(rows.items(), key=lambda item: (-item[1], item[0]))[:WORST_COLUMNS]
    if len(worst) < 2:
        return None
    return bars("退回原因最多的列", [Bar(header, count, f"{count:,} 行", "bad") for header, count in worst])
