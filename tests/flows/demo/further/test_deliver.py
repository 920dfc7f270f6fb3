"""The further departments' lists: none of them touches the eight feeds' files, each has rows, and the planted situations are there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from config.assessment import load_assessment
from config.contracts import load_contracts
from flows.demo.city import City, build_city
from flows.demo.days import month_end, next_month_end
from flows.demo.deliver import tell
from flows.demo.feeds import Feed
from flows.demo.further import assets, exits, homes, measures, projects
from flows.demo.further.checks import verifications
from flows.demo.further.deliver import further_lists
from flows.demo.further.lists import FURTHER
from flows.demo.months import evolve
from flows.demo.truth import Truth

START = date(2024, 5, 31)
FOUND = [f"f{number:020x}" for number in range(200)]


def written(root: Path, *, further: bool) -> tuple[dict[str, str], Truth]:
    """Digest of every file by path, and the truth; clerks answer findings of a night before."""
    (truth,) = tell(root, 500, 5, 1, further=further, found=lambda: FOUND)
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}, truth


@pytest.mark.slow
def test_the_eight_feeds_stay_as_they_are_and_every_further_one_delivers(tmp_path: Path) -> None:
    eight, _ = written(tmp_path / "eight", further=False)
    everything, truth = written(tmp_path / "everything", further=True)
    assert eight.items() <= everything.items()
    assert set(truth.drops["feed"]) == set(load_contracts())
    assert {Path(name).suffix for name in everything.keys() - eight.keys()} == {".csv", ".txt", ".xlsx", ".xls"}
    kinds = {kind for one in truth.deliveries if "case" in one.rows.columns for kind in one.kinds}
    assert kinds >= {"unknown_code", "duplicate_equal", "duplicate_differs"}


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(6000, 5, month_end(START))


@pytest.mark.parametrize(
    ("build", "cases"),
    [
        (
            exits.exit_dossiers,
            "whole not_acknowledged not_announced short_notice wrong_order blank_result earlier_round turned_down",
        ),
        (exits.incomes, "stable low_last_year low_before one_year identical bunched"),
        (exits.appeals, "open settled"),
        (measures.measures, "paid paper not_fitting"),
        (measures.training, "employed no_work_after"),
        (projects.projects, "fragmented"),
        (projects.project_benefits, "dead not_registered"),
        (projects.funds, "plain late short twice fragmented"),
        (homes.relocation, "settled empty nobody_employed insurance_left school_left unsaid"),
        (homes.disasters, "recovered not_recovered"),
        (assets.negative_list, "car town_house farm_vehicle motorcycle relocation_house welfare_post closed_company sold_car"),
    ],
)
def test_every_situation_is_planted(city: City, build: Callable[[City], pl.DataFrame], cases: str) -> None:
    assert set(build(city)["_case"]) >= set(cases.split())


def test_a_household_keeps_its_story_and_events_come_once(city: City) -> None:
    later = evolve(city, next_month_end(city.as_of))
    first, second = (exits.exit_dossiers(one).select("household_no", "step", "_case") for one in (city, later))
    assert first.join(second, on=["household_no", "step"], how="inner").is_empty(), "no step is told twice"
    incomes = [exits.incomes(one).select("household_no", "year", "income_per_capita", "_case") for one in (city, later)]
    both = incomes[0].join(incomes[1], on=["household_no", "year"], how="inner")
    moved = (pl.col("_case") != pl.col("_case_right")).mean()
    assert both.select(moved).item() < 0.05, "but for who moved to another village, or left poverty"


def test_lists_without_rows_do_not_come_and_only_monthly_ones_come_again(city: City) -> None:
    assert set(_lists(city, 1, FOUND)) == set(FURTHER)
    again = _lists(city, 3, [])
    assert set(again) <= {"registry/exit_dossiers", "registry/appeals"}
    assert all(feed.build(city).height for feed in again.values())


def _lists(city: City, batch: int, found: list[str]) -> dict[str, Feed]:
    return {feed.name: feed for feed, _ in further_lists(city, batch, lambda: found)}


def test_a_spot_check_says_what_the_official_rates_ask(city: City) -> None:
    asked = load_assessment()
    feed = FURTHER[asked.feed]
    assert {*asked.columns.values(), *asked.prefilled} <= set(feed.columns)
    rows = feed.build(city)
    kinds = set(rows["household_type"].drop_nulls())
    assert kinds <= set(load_contracts()[asked.feed].by_name["household_type"].codes)
    assert len(kinds) == 3
    sizes = rows.group_by("stratum").agg(pl.col("stratum_households").n_unique(), pl.len())
    assert sizes["stratum_households"].to_list() == [1] * sizes.height
    assert (rows["stratum_households"] >= rows.with_columns(drawn=pl.len().over("stratum"))["drawn"]).all()


def test_about_a_third_of_the_checked_findings_are_confirmed() -> None:
    told = verifications(7, [f"f{number}" for number in range(5000)], START)
    assert told.height == 500
    assert 0.28 < (told["result"] == "属实").sum() / told.height < 0.4
    assert verifications(7, FOUND[::-1], START).equals(verifications(7, FOUND, START))
