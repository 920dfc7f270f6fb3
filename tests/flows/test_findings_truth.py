"""What the nights of a messy city find, against the oracle that was told what is true: nothing certain missed, nothing made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.demo.truth import ROSTER
from flows.demo.truth_findings import RULES
from tests.flows.citynights import CityNights, settled_in

PERSONS, SEED, BATCHES = 5000, 7, 3
pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Compared:
    """Of each rule: subjects that had to be found, that were, and that were found without anybody having a reason."""

    wanted: dict[str, set[str]]
    found: dict[str, set[str]]
    open: dict[str, set[str]]

    def missed(self, rule_id: str) -> set[str]:
        return self.wanted[rule_id] - self.found[rule_id]

    def made_up(self, rule_id: str) -> set[str]:
        return self.found[rule_id] - self.wanted[rule_id] - self.open[rule_id]

    def recall(self, *rules: str) -> float:
        wanted = sum(len(self.wanted[rule_id]) for rule_id in rules)
        return 1 - sum(len(self.missed(rule_id)) for rule_id in rules) / max(wanted, 1)

    def precision(self, *rules: str) -> float:
        judged = sum(len(self.found[rule_id] - self.open[rule_id]) for rule_id in rules)
        return 1 - sum(len(self.made_up(rule_id)) for rule_id in rules) / max(judged, 1)

    @property
    def report(self) -> str:
        return "\n".join(
            f"{rule_id} recall {self.recall(rule_id):.3f} precision {self.precision(rule_id):.3f} of {len(self.wanted[rule_id])}"
            f" missed {sorted(self.missed(rule_id))[:5]} made up {sorted(self.made_up(rule_id))[:5]}"
            for rule_id in RULES
            if self.missed(rule_id) or self.made_up(rule_id)
        )


class City(CityNights):
    """A city after its nights, and what they found."""

    def __init__(self, root: Path, persons: int, seed: int, batches: int) -> None:
        super().__init__(root, persons, seed, batches)
        self._compared: dict[date, Compared] = {}

    def found(self, night: date) -> pl.DataFrame:
        """rule_id, subject of everything that hit tonight, in the oracle's words: ID number or household_no; of people without a
        usable number what stands in the register, else who and where they are. What is carried on since the answer is unknown
        tonight was found on the night it was last seen.
        """
        homes = self.table("household", night).select("household_id", "household_no")
        people = pl.read_parquet(self.root / "vault/person/*.parquet").select("person_id", "id_number", "name")
        findings = self.table("findings", night).filter(pl.col("rule_id").is_in(list(RULES)), pl.col("last_seen") == night)
        who = pl.coalesce("id_number", "id_text", pl.format("{} of {}", "name", "household_no"))
        return (
            findings.select("rule_id", "grain", "subject_id", "household_id")
            .join(homes, on="household_id", how="left")
            .join(people.with_columns(_bare()), left_on="subject_id", right_on="person_id", how="left")
            .join(self._unlinked(night), on=["household_no", "name"], how="left")
            .select("rule_id", subject=pl.when(pl.col("grain") == "household").then("household_no").otherwise(who))
        )

    def _unlinked(self, night: date) -> pl.DataFrame:
        roster = self.truth.state(ROSTER, night, self.truth.nights.index(night) + 1).filter(pl.col("id_number").is_null())
        return roster.select("household_no", _bare(), pl.col("id_text").replace({"": None})).unique(["household_no", "name"])

    def compared(self, night: date) -> Compared:
        """Rows that a link gave to their owner count as the owner's in the oracle too; a wrong link makes up findings."""
        if night not in self._compared:
            told = self.heard(night).findings(night, self.truth.nights.index(night) + 1)
            sets = (_sets(rows) for rows in (told.filter("certain"), self.found(night), told.filter(~pl.col("certain"))))
            self._compared[night] = Compared(*sets)
        return self._compared[night]


def _bare() -> pl.Expr:
    """Names without the spaces and dots that dirt puts into them."""
    return pl.col("name").str.replace_all(r"[\s·•．]", "")


def _sets(rows: pl.DataFrame) -> dict[str, set[str]]:
    sets: dict[str, set[str]] = {rule_id: set() for rule_id in RULES}
    for rule_id, subject in rows.select("rule_id", "subject").iter_rows():
        sets[rule_id].add(subject)
    return sets


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    root = tmp_path_factory.mktemp("city")
    with settled_in(root):
        yield City(root, PERSONS, SEED, BATCHES)


@pytest.mark.parametrize("batch", range(1, BATCHES + 1))
def test_each_rule_finds_what_it_must_and_nothing_else(city: City, batch: int) -> None:
    compared = city.compared(city.truth.nights[batch - 1])
    weak = [rule_id for rule_id in RULES if compared.recall(rule_id) < 1 or compared.precision(rule_id) < 1]
    assert not weak, f"\n{compared.report}"


@pytest.mark.parametrize("batch", range(1, BATCHES + 1))
def test_all_rules_together(city: City, batch: int) -> None:
    compared = city.compared(city.truth.nights[batch - 1])
    assert sum(map(len, compared.open.values())) < sum(map(len, compared.wanted.values())) / 4
    assert compared.recall(*RULES) >= 0.99, f"\n{compared.report}"
    assert compared.precision(*RULES) >= 0.98, f"\n{compared.report}"


def test_every_finding_has_an_owner(city: City) -> None:
    for night in city.truth.nights:
        owner = city.table("findings", night)["owner"]
        assert not owner.null_count()
        assert owner.str.len_chars().min() != 0
