"""The lists that help people as the page shows them: every number in its final words, small ones hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from flows.report.assessment import RateRows, rate_rows
from flows.report.coverage import CityRow, HeatRow, city_chart, city_rows, entitlements, heat_rows
from flows.report.fieldcheck import FieldRow, field_rows, fields_chart
from flows.report.findingrows import KindRow, TownWork, city_work, kind_rows, kinds_chart, lag_chart, overdue_in, town_work
from flows.report.findings import HardCase
from flows.report.gates import GateSection, gate_sections
from flows.report.groupcosts import GroupRow, costs_chart, group_rows
from flows.report.precision import RuleRow, precision_chart, rule_rows
from flows.report.smallcells import Shown
from flows.report.targets import STANDINGS, TargetSection, target_sections
from flows.report.villagelists import STATES, ProgressRow, SuspectRow, progress_rows, suspect_rows
from flows.report.villagelists import GroupRow as VillageGroup
from flows.report.villagelists import group_rows as village_groups

if TYPE_CHECKING:
    from flows.report.nightly import ReportData


@dataclass(frozen=True)
class Lists:
    """Sections of the page; an empty one has nothing to say."""

    kinds: Sequence[KindRow]
    """The last is the total."""
    kind_titles: Sequence[str]
    city: Sequence[Shown]
    """To be worked on in the whole city, by `kind_titles`."""
    overdue: str
    towns: Sequence[TownWork]
    hardest: Sequence[HardCase]
    hardest_kinds: Mapping[str, str]
    rules: Sequence[RuleRow]
    entitlements: Sequence[str]
    reach: Sequence[CityRow]
    heat: Sequence[HeatRow]
    groups: Sequence[GroupRow]
    fields: Sequence[FieldRow]
    targets: Sequence[TargetSection]
    standings: Sequence[str]
    progress: Sequence[ProgressRow]
    progress_states: Sequence[str]
    compared: Sequence[VillageGroup]
    suspects: Sequence[SuspectRow]
    rates: RateRows
    gates: Sequence[GateSection]
    charts: Mapping[str, Markup | None]


def lists_of(data: ReportData) -> Lists:
    """What the page shows of findings, rules, coverage, groups, fields and gates."""
    least, towns = data.least, [line.town for line in data.towns]
    kinds = kind_rows(data.findings, least)
    work = town_work(data.findings, towns, least)
    overdue, city_share = overdue_in(data.findings, least)
    rules, reach = rule_rows(data.rules, data.kinds, least), city_rows(data.coverage, least)
    groups, fields = group_rows(data.groups, least), field_rows(data.fields, least)
    return Lists(
        kinds=kinds,
        kind_titles=list(data.findings.kinds.values()),
        city=city_work(kinds, data.findings.kinds),
        overdue=overdue,
        towns=work,
        hardest=data.findings.hardest,
        hardest_kinds=data.findings.kinds,
        rules=rules,
        entitlements=entitlements(data.coverage),
        reach=reach,
        heat=heat_rows(data.coverage, towns, least),
        groups=groups,
        fields=fields,
        targets=target_sections(data.targets, data.target_history, least),
        standings=list(STANDINGS.values()),
        progress=progress_rows(data.progress),
        progress_states=list(STATES.values()),
        compared=village_groups(data.comparisons, least),
        suspects=suspect_rows(data.suspects, least),
        rates=rate_rows(data.rates, least),
        gates=gate_sections(data.gates, least),
        charts={
            "kinds": kinds_chart(kinds),
            "lag": lag_chart(work, city_share),
            "precision": precision_chart(rules),
            "reach": city_chart(reach),
            "costs": costs_chart(groups),
            "fields": fields_chart(fields),
        },
    )
