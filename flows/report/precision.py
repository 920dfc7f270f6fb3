"""How far each rule can be trusted: its hits, and how many of the verified ones were confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from flows.report.smallcells import NONE, column, counted, is_small, share_of
from flows.report.whiskers import Whisker, whiskers


class RuleLine(BaseModel):
    """One rule tonight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_id: str
    title: str
    kind: str
    hits: int
    unknown: int
    verified: int
    """Hits verified in all nights, confirmed or not."""
    verified_true: int
    """Of them confirmed."""
    low: float | None = None
    """Ends of the 95 % interval of the confirmed share."""
    high: float | None = None


@dataclass(frozen=True)
class RuleRow:
    """One rule as texts; the share in percent only where it may be shown."""

    rule_id: str
    title: str
    kind: str
    hits: str
    unknown: str
    verified: str
    precision: str
    whisker: Whisker | None


def rule_rows(lines: Sequence[RuleLine], kinds: Mapping[str, str], least: int) -> list[RuleRow]:
    """A row a rule, kind by kind (`kinds`: their titles, in order). The hits of a kind add up to numbers shown elsewhere."""
    rows: list[RuleRow] = []
    for kind, title in kinds.items():
        of_kind = sorted((line for line in lines if line.kind == kind), key=lambda line: line.rule_id)
        hits = column([line.hits for line in of_kind], least)
        rows += [_row(line, title, hit.text, least) for line, hit in zip(of_kind, hits, strict=True)]
    return rows


def precision_chart(rows: Sequence[RuleRow]) -> Markup | None:
    """The rules that can be judged, the most reliable first."""
    marks = sorted((row.whisker for row in rows if row.whisker), key=lambda mark: (-mark.value, mark.label))
    return whiskers("各规则核实属实的比例", marks) if marks else None


def _row(line: RuleLine, kind: str, hits: str, least: int) -> RuleRow:
    text, whisker = _precision(line, least)
    unknown, verified = (counted(count, least).text for count in (line.unknown, line.verified))
    return RuleRow(line.rule_id, line.title, kind, hits, unknown, verified, text, whisker)


def _precision(line: RuleLine, least: int) -> tuple[str, Whisker | None]:
    """An interval would give a small count away: where one is behind the share, only a bound is said."""
    if not line.verified:
        return "尚未核实", None
    text, share = share_of(line.verified_true, line.verified, least)
    if share is None:
        return "核实太少" if is_small(line.verified, least) else NONE, None
    behind = (line.verified_true, line.verified - line.verified_true)
    if any(is_small(count, least) for count in behind) or line.low is None or line.high is None:
        return text, None
    low, high = 100 * line.low, 100 * line.high
    said = f"{text}（{low:.0f}–{high:.0f}%）"
    return said, Whisker(f"{line.rule_id} {line.title}", 100 * line.verified_true / line.verified, low, high, said)
