"""Writes the pages of an edition's checks: the master suites, and the drops that arrived since the edition before."""

from __future__ import annotations

import json
from collections.abc import Sequence

from config.contracts import Contract
from expectations.evidence import documents
from expectations.verdict import Verdict
from flows.lake import places
from flows.lake.ledger import Drop
from flows.night.inputs import Inputs
from flows.night.reporting import drops_since
from flows.orchestrate import step
from flows.report.checkpages import INDEX, CheckIndex, CheckPage, SuiteDocs, index_html, page_html
from flows.site import Site

MOST_DROPS = 200
"""Pages of drops in one edition; a first night after years of files does not need one for each."""

MASTER = {
    "household": ("家庭主表", "一行一户"),
    "person": ("人员表", "一行一人"),
    "findings": ("疑点清单", "一行一个疑点，每个疑点有且只有一个责任单位"),
    "master": ("各表之间", "户数、人数，以及各表是否对应"),
}
STATES = {"done": "已接收", "held": "暂停接收，等待确认", "refused": "没有接收"}
MEASURES = {
    "_key": "主键",
    "rows_read": "读到行数",
    "refused_share": "退回比例",
    "shrink_share": "消失比例",
    "households": "户数",
    "households_change": "户数变化",
    "persons_change": "人数变化",
    "members_unknown": "查无此人",
    "members_elsewhere": "两表不一",
    "members_twice": "一人两户",
    "persons_without_household_row": "查无此户",
    "size_over_members": "人口数",
}
"""What a figure is called that no contract names."""


@step(retries=2)
def write_checks(site: Site, given: Inputs, edition: str, verdicts: Sequence[Verdict]) -> str:
    """Writes a page a suite and a page a drop, then their index; its address."""
    drops = [drop for drop in drops_since(site, given, given.before) if drop.state in STATES]
    newest = sorted(drops, key=lambda drop: (drop.known_at, drop.drop_id), reverse=True)[:MOST_DROPS]
    pages = (*map(_master_page, verdicts), *(page for drop in newest if (page := _drop_page(site, drop)) is not None))
    index = CheckIndex(edition=given.as_of, pages=pages, left_out=len(drops) - len(newest))
    folder = INDEX.rpartition("/")[0]
    for page in pages:
        site.lake.store.put(places.report(edition, f"{folder}/{page.place}"), page_html(page))
    site.lake.store.put(places.report(edition, INDEX), index_html(index))
    return site.lake.store.url(places.report(edition, INDEX))


def _master_page(verdict: Verdict) -> CheckPage:
    title, subtitle = MASTER[verdict.suite]
    docs = documents(result.evidence for result in verdict.results)
    suites = tuple(SuiteDocs(title="逐项结果", document=one) for one in docs)
    return CheckPage(place=f"{verdict.suite}.html", kind="edition", title=title, subtitle=subtitle, suites=suites, names=MEASURES)


def _drop_page(site: Site, drop: Drop) -> CheckPage | None:
    """The page of a drop; None where nothing was judged: a file that could not be read, or that came before checks were kept."""
    try:
        kept = json.loads(site.lake.store.read(places.receipt(drop.department, drop.feed, drop.drop_id, "checks.json")))
    except FileNotFoundError:
        return None
    contract = site.contracts.get(f"{drop.department}/{drop.feed}")
    rows = f"{contract.table}.rows" if contract else ""
    suites = tuple(SuiteDocs(title="各行数据" if one["suite_name"] == rows else "整个批次", document=one) for one in kept)
    return CheckPage(
        place=f"drops/{drop.drop_id}.html",
        kind="drop",
        title=contract.title if contract else drop.feed,
        subtitle=f"{contract.owner if contract else drop.department}，{drop.rows_read:,} 行，批次 {drop.drop_id}",
        suites=suites,
        names=_names(contract) if contract else {},
        state=STATES[drop.state],
    )


def _names(contract: Contract) -> dict[str, str]:
    """What the department calls a column, also where only a figure of it is judged."""
    named = {column.name: column.header for column in contract.columns}
    states = {f"{name}__state": header for name, header in named.items()}
    shifts = {f"shift_{name}": header for name, header in named.items()}
    return {**MEASURES, **named, **states, **shifts}
