"""The gates of a messy city with all departments, against the oracle that was told what is true; and that the further feeds change nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from config.gates import Gate, load_gates
from config.rules import load_rules
from flows.demo.deliver import tell
from flows.demo.feeds import FEEDS
from flows.demo.truth import Truth
from flows.demo.truth_further import RULES, further_findings
from flows.demo.truth_gates import Judged, gates
from flows.demo.truth_rule import MAYBE, NO, YES, Say
from flows.ingest import TakenIn, ingest
from flows.lake.init import create
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.citylinks import city_links
from tests.flows.citynights import settled_in

PERSONS, SEED = 1500, 11
KEY = {"household": "household_no", "village": "village_code"}
OF_FURTHER_FEEDS = {"assessment", "targets", "village_statistics", "village_progress", "village_comparisons"}
"""Tables that only further feeds fill."""
OF_GATES = {"gate", "gate_missing", "risk_gate", "risk_gate_missing"}
OF_ALL_FEEDS = {
    "household": {"stalest_feed", "open_findings"},
    "village": {"open_findings"},
    "town": {"open_findings", "target_persons", "lag"},
}
"""What speaks of all delivered feeds by its meaning: rules that wait for a further feed find something once it is there."""
pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class City:
    """One night twice: with the eight feeds only (`before`), and with all of them (`after`)."""

    root: Path
    truth: Truth
    taken: Mapping[str, TakenIn]
    before: str
    after: str

    def table(self, name: str, edition: str) -> pl.DataFrame:
        return pl.read_parquet(self.root / f"published/{name}/edition={edition}/part-0.parquet", hive_partitioning=False)

    def published(self, gate: Gate, edition: str) -> Mapping[str, Mapping[str, Any]]:
        """The rows of the gate's grain by number or code."""
        return {row[KEY[gate.grain]]: row for row in self.table(gate.grain, edition).iter_rows(named=True)}

    @cached_property
    def heard(self) -> Truth:
        """The truth in which rows that a link gave to their owner count as the owner's."""
        drops = {path: item.drop.drop_id for path, item in self.taken.items() if item.drop}
        links = self.table("links", self.after)
        return self.truth.linked(city_links(self.truth, drops, self.truth.nights[0], links=links).counted)

    @cached_property
    def told(self) -> Mapping[str, Mapping[str, Judged]]:
        """What must come out of the gates."""
        return gates(self.heard, self.truth.nights[0])


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    root = tmp_path_factory.mktemp("city")
    with settled_in(root):
        create(open_site().lake)
        truth = next(iter(tell(root / "written", PERSONS, SEED, 1, further=True)))
        editions: list[str] = []
        taken: dict[str, TakenIn] = {}
        for is_further in (False, True):
            for path in (one.path for one in truth.deliveries if (one.feed not in FEEDS) == is_further):
                drop = root / "inbox" / path
                drop.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / "written" / path, drop)
            taken |= {item.key: item for item in ingest()}
            editions.append(nightly(truth.nights[0]).edition)
        yield City(root, truth, taken, *editions)


def test_every_further_drop_ends_as_its_truth_says(city: City) -> None:
    further = city.truth.drops.filter(~pl.col("feed").is_in(list(FEEDS)))
    assert further.height == 14, "all but the results of verifications, which follow findings"
    for expected in further.iter_rows(named=True):
        drop = city.taken[expected["path"]].drop
        assert drop is not None
        counts = (drop.state, drop.data_date, drop.rows_read, drop.rows_accepted, drop.rows_rejected)
        wanted = [expected[name] for name in ("state", "data_date", "rows_read", "rows_accepted", "rows_rejected")]
        assert counts == tuple(wanted), expected["path"]


def test_verdicts_are_right_wherever_the_rows_decide(city: City) -> None:
    for name, judged in city.told.items():
        gate = load_gates()[name]
        published = city.published(gate, city.after)
        decided = {subject: one.verdict for subject, one in judged.items() if one.verdict}
        assert len(decided) > 0.9 * len(published), name
        wrong = {subject: verdict for subject, verdict in decided.items() if published[subject][gate.publishes] != verdict}
        assert not wrong, name


def test_the_city_has_every_verdict(city: City) -> None:
    verdicts = {name: {one.verdict for one in judged.values()} for name, judged in city.told.items()}
    assert verdicts["household"] >= {"pass", "fail", "unknown", "not_applicable"}
    assert verdicts["monitored"] >= {"pass", "fail"}
    assert verdicts["village"] >= {"pass", "fail"}


def test_what_is_missing_is_listed_with_why(city: City) -> None:
    for name, judged in city.told.items():
        gate = load_gates()[name]
        titles = {condition.id: condition.title for condition in gate.conditions}
        published = city.published(gate, city.after)
        for subject, one in judged.items():
            lines = published[subject][gate.missing]
            for condition, said in one.said.items():
                assert said in (None, _said(lines, titles[condition])), (name, subject, condition, lines)


def _said(lines: list[str], title: str) -> Say:
    line = next((line for line in lines if line.startswith(f"{title}：")), None)
    return YES if line is None else NO if line.startswith(f"{title}：未达到") else MAYBE


def test_nobody_passes_without_evidence(city: City) -> None:
    for name, judged in city.told.items():
        gate = load_gates()[name]
        passed = [subject for subject, row in city.published(gate, city.after).items() if row[gate.publishes] == "pass"]
        assert not [subject for subject in passed if {NO, MAYBE} & {*judged[subject].said.values()}]
    # Before the further departments had delivered nobody could be said to have got through.
    assert "pass" not in city.table("household", city.before)["gate"].to_list()
    assert "pass" not in city.table("village", city.before)["gate"].to_list()


def test_the_further_feeds_change_gates_and_nothing_else(city: City) -> None:
    compared = 0
    tables = {folder.parent.name for folder in (city.root / "published").glob(f"*/edition={city.before}")}
    for name in sorted(tables - OF_FURTHER_FEEDS):
        before, after = (city.table(name, edition).pipe(_of_the_eight) for edition in (city.before, city.after))
        assert before.columns == after.columns
        changed = {column for column in before.columns if not before[column].equals(after[column])}
        assert changed <= OF_GATES | OF_ALL_FEEDS.get(name, set()), name
        compared += before.height
    assert compared > 20_000


def _of_the_eight(table: pl.DataFrame) -> pl.DataFrame:
    """What rules say that need no further feed, and the columns that were there before any joined: those up to the edition."""
    if "rule_id" in table.columns:
        table = table.filter(pl.col("rule_id").is_in([rule.id for rule in load_rules().values() if not rule.needs]))
    until = table.columns.index("edition") + 1 if "edition" in table.columns else table.width
    return table.select(table.columns[:until])


def test_planted_situations_are_found_and_their_look_alikes_are_not(city: City) -> None:
    homes = city.table("household", city.after).select("household_id", "household_no")
    people = pl.read_parquet(city.root / "vault/person/*.parquet").select("person_id", "id_number")
    found = (
        city.table("findings", city.after)
        .filter(pl.col("rule_id").is_in(list(RULES)))
        .join(homes, left_on="subject_id", right_on="household_id", how="left")
        .join(people, left_on="subject_id", right_on="person_id", how="left")
        .select("rule_id", subject=pl.coalesce("household_no", "id_number", "subject_id"))
    )
    must = further_findings(city.heard, city.truth.nights[0])
    for rule_id in RULES:
        got = set(found.filter(pl.col("rule_id") == rule_id)["subject"])
        wanted = {subject for subject, said in must[rule_id].items() if said == YES}
        assert wanted <= got, (rule_id, "missed", wanted - got)
        assert not {subject for subject in got if must[rule_id].get(subject, NO) == NO}, (rule_id, "made up")
    assert len([rule_id for rule_id in RULES if YES in must[rule_id].values()]) >= 10
