"""The report of one edition: one offline page for the city and its towns, no group of persons below five in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from flows.report.assessment import RateLine
from flows.report.changed import ChangeLine, changed_words
from flows.report.charts import Bar, Series, Stack, Tone, bars, dots, stacked
from flows.report.coverage import CoverageLine
from flows.report.fieldcheck import FieldLine
from flows.report.findings import Findings, Silence
from flows.report.gates import GateLine
from flows.report.groupcosts import GroupLine
from flows.report.linechart import line
from flows.report.lists import lists_of
from flows.report.pages import render
from flows.report.precision import RuleLine
from flows.report.receipt import Check
from flows.report.targets import TargetLine, TargetPoint, quota_warnings
from flows.report.townrows import TownRow, town_rows
from flows.report.towns import TownLine
from flows.report.unusedchecks import UnusedCheck
from flows.report.villagelists import ComparisonLine, ProgressLine, SuspectLine

LAGGING = 5
"""Percentage points below the city from which a town's coverage is marked."""

NAMED = 8
"""Towns named in one sentence."""

EditionState = Literal["published", "held"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figures(_Model):
    """Headline figures of an edition; persons are living members of roster households."""

    households: int
    persons: int
    registered_households: int
    registered_persons: int
    insured: int
    refused_rows: int | None = None
    """Rows refused and not yet corrected in the drops this edition rests on; None where nobody counted them."""


class DropLine(_Model):
    """Drops of one feed since the last edition, and their rows."""

    department: str
    """Its Chinese title."""
    feed: str
    """Its Chinese title."""
    done: int = 0
    held: int = 0
    refused: int = 0
    duplicate: int = 0
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0


class FeedLine(_Model):
    """How fresh one feed is on the edition's date."""

    department: str
    feed: str
    data_date: date | None
    """Of the newest data taken in; None when nothing ever came."""
    age_days: int | None
    cadence_days: int

    @property
    def state(self) -> Literal["fresh", "late", "silent"]:
        """Late beyond the promised cadence, silent beyond twice that or when nothing ever came."""
        if self.age_days is None or self.age_days > 2 * self.cadence_days:
            return "silent"
        return "late" if self.age_days > self.cadence_days else "fresh"


class SizeLine(_Model):
    """Rows of one published table tonight and last night."""

    title: str
    rows: int
    last_rows: int | None = None

    @property
    def change(self) -> int | None:
        """Rows more (or fewer) than last night; None on the first night."""
        return None if self.last_rows is None else self.rows - self.last_rows


class EditionPoint(_Model):
    """One earlier edition for the line over nights."""

    edition: date
    persons: int
    registered_persons: int


class ReportData(_Model):
    """Everything the page shows."""

    city: str = ""
    edition: date
    known_by: datetime
    state: EditionState = "published"
    figures: Figures
    last: Figures | None = None
    """Of the edition before, if there is one."""
    drops: tuple[DropLine, ...] = ()
    towns: tuple[TownLine, ...] = ()
    feeds: tuple[FeedLine, ...] = ()
    sizes: tuple[SizeLine, ...] = ()
    checks: tuple[Check, ...] = ()
    checks_page: str = ""
    """Where the pages of all checks lie, from this page; empty when there are none."""
    history: tuple[EditionPoint, ...] = ()
    """Editions up to this one, oldest first."""
    least: int
    """The smallest number of persons that may be shown."""
    findings: Findings = Findings()
    rules: tuple[RuleLine, ...] = ()
    kinds: Mapping[str, str] = {}
    """Titles of the kinds of these rules, in the order in which they are read."""
    coverage: tuple[CoverageLine, ...] = ()
    coverage_page: str = ""
    """Where the page of the villages lies, from this page; empty when there is none."""
    groups: tuple[GroupLine, ...] = ()
    fields: tuple[FieldLine, ...] = ()
    targets: tuple[TargetLine, ...] = ()
    """Of each target the city first, then its towns."""
    target_history: tuple[TargetPoint, ...] = ()
    """Of editions of the year up to this one, oldest first."""
    progress: tuple[ProgressLine, ...] = ()
    comparisons: tuple[ComparisonLine, ...] = ()
    suspects: tuple[SuspectLine, ...] = ()
    rates: tuple[RateLine, ...] = ()
    unused: tuple[UnusedCheck, ...] = ()
    """Delivered results of checks that do not count, as far as they are listed."""
    unused_count: int = 0
    """How many there are."""
    gates: tuple[GateLine, ...] = ()
    changed: tuple[ChangeLine, ...] = ()
    """What happened since the edition before."""
    worklists: Mapping[str, str] = {}
    """Where a town's worklist lies, from this page."""
    code_version: str = ""


def report_html(data: ReportData) -> bytes:
    """The report as one self-contained page: the same data gives the same bytes."""
    towns = town_rows(data.towns, data.least)
    charts = {
        "drops": _drops_chart(data.drops),
        "population": _population_chart(towns),
        "coverage": _coverage_chart(towns, data.figures),
        "freshness": _freshness_chart(data.feeds),
        "history": _history_chart(data.history),
    }
    changed = changed_words(data.changed, data.least)
    return render(
        "nightly.html.j2", data=data, towns=towns, charts=charts, attention=attention(data), lists=lists_of(data), changed=changed
    )


def attention(data: ReportData) -> list[str]:
    """What somebody has to look at first, in plain Chinese; empty when all is well."""
    failed = [check.title for check in data.checks if not check.ok]
    held = [f"{drop.department}“{drop.feed}”" for drop in data.drops if drop.held]
    refused = [f"{drop.department}“{drop.feed}”" for drop in data.drops if drop.refused]
    late = [f"{feed.department}“{feed.feed}”" for feed in data.feeds if feed.state == "late"]
    stopped = _stopped(data.findings.silent)
    silent = [
        name for feed in data.feeds if feed.state == "silent" and (name := f"{feed.department}“{feed.feed}”") not in stopped
    ]
    found = (
        (["检查没有通过，本期没有发布，各单位看到的仍是上一期"] if data.state == "held" else [], "{}。"),
        (failed, "没有通过的检查：{}。"),
        (quota_warnings(data.targets), "乡镇任务合计与全市任务不一致：{}。请核对任务分解。"),
        (held, "有批次暂停接收，等待确认：{}。请数据管理员核实后放行。"),
        (refused, "有文件没有接收：{}。请部门按回执改正后重报。"),
        (stopped, "停止报送：{}。请联系补报，并查明原因。"),
        (silent, "长期没有新数据：{}。请联系部门。"),
        (late, "超过约定时间没有新数据：{}。请催报。"),
        (
            [f"{data.findings.ownerless:,} 条"] if data.findings.ownerless else [],
            "有疑点没有责任单位：{}。请数据管理员查明归属。",
        ),
        (
            [f"{data.unused_count:,} 行"] if data.unused_count else [],
            "报来的核实结果有没有采用的：{}。请按下面列出的原因改正后重报。",
        ),
    )
    return [sentence.format("、".join(names)) for names, sentence in found if names]


def _stopped(silent: Iterable[Silence]) -> list[str]:
    """Feeds that stopped; where only some towns did, with these."""
    towns: dict[str, list[str]] = {}
    for one in silent:
        towns.setdefault(f"{one.department}“{one.feed}”", []).append(one.town)
    return [feed if "" in names else f"{feed}（{_listed(names)}）" for feed, names in towns.items()]


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 个乡镇" if len(names) > NAMED else "")


def _drops_chart(drops: Iterable[DropLine]) -> Markup | None:
    departments: dict[str, list[DropLine]] = {}
    for drop in drops:
        departments.setdefault(drop.department, []).append(drop)
    rows = []
    for department, taken in departments.items():
        accepted = sum(drop.rows_accepted for drop in taken)
        rejected = sum(drop.rows_rejected for drop in taken)
        share = f"，{100 * rejected / (accepted + rejected):.1f}%" if rejected else ""
        rows.append(Stack(department, (accepted, rejected), f"退回 {rejected:,}{share}"))
    return stacked("各部门接收和退回的行数", rows, (Series("接收", "main"), Series("退回", "bad"))) if rows else None


def _population_chart(towns: Sequence[TownRow]) -> Markup | None:
    rows = [
        Stack(town.town, (town.registered_population or 0, _others(town)), f"{town.persons}，登记 {town.registered}")
        for town in towns
    ]
    return stacked("各乡镇人口", rows, (Series("登记户人口", "main"), Series("其他农户人口", "soft"))) if rows else None


def _others(town: TownRow) -> int:
    return max((town.population or 0) - (town.registered_population or 0), 0)


def _coverage_chart(towns: Sequence[TownRow], figures: Figures) -> Markup | None:
    city = 100 * figures.insured / figures.persons if figures.persons else 0.0
    ordered = sorted(towns, key=lambda town: (town.share is None, town.share or 0, town.town))
    rows = [Bar(town.town, town.share, town.share_text, _tone(town.share, city)) for town in ordered]
    return dots("各乡镇参保比例", rows, unit="%", mean=(city, f"全市 {city:.1f}%")) if rows else None


def _tone(share: float | None, city: float) -> Tone:
    if share is None:
        return "muted"
    return "bad" if share < city - LAGGING else "main"


def _freshness_chart(feeds: Sequence[FeedLine]) -> Markup | None:
    ordered = sorted(feeds, key=lambda feed: (feed.age_days is not None, -(feed.age_days or 0), feed.feed))
    rows = [
        Bar(
            feed.feed,
            feed.age_days,
            "从未报送" if feed.age_days is None else f"{feed.age_days} 天",
            "main" if feed.state == "fresh" else "bad",
            limit=feed.cadence_days,
        )
        for feed in ordered
    ]
    return bars("数据距今天数", rows, unit=" 天") if rows else None


def _history_chart(history: Sequence[EditionPoint]) -> Markup | None:
    points = [(f"{point.edition.month}/{point.edition.day}", float(point.registered_persons)) for point in history]
    return line("登记户人口逐期变化", points) if len(points) > 1 else None
