"""Every stage gives whole what it gives in key-complete buckets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.bench.city_states import write_states
from tests.transforms.household import departments
from tests.transforms.household.factory import AS_OF, ENROLMENT, kept, plan_of
from tests.transforms.household.situations import town
from transforms import stages
from transforms.household import plan as household_plan
from transforms.household.aliases import Aliases
from transforms.household.remembered import Before, Remembered
from transforms.household.states import NEEDS
from transforms.parts import Undivided
from transforms.stages import STAGES, Night, Stage

BUCKETS = 3


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, pl.LazyFrame]]:
    """The inputs every stage is given in a night over a small city, by the stage's name."""
    folder: Path = tmp_path_factory.mktemp("city")
    cases, further = town().states(), departments.states()
    city = {feed: [pl.read_parquet(path), cases[feed]] for feed, path in write_states(folder, 400).items()}
    states = {
        feed: pl.concat([*city.get(feed, ()), *([further[feed]] if feed in further else ())], how="diagonal")
        for feed in city.keys() | further.keys()
    }
    seen: dict[str, Mapping[str, pl.LazyFrame]] = {}
    whole = Stage.__call__

    def recorded(self: Stage, night: Night, **frames: pl.LazyFrame) -> pl.LazyFrame:
        seen[self.name] = {name: kept(name, frame) for name, frame in frames.items()}
        return whole(self, night, **seen[self.name])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stage, "__call__", recorded)
        frames = {feed: frame.lazy() for feed, frame in states.items()}
        first = household_plan.night(frames, plan_of(states), divider=Undivided(kept))
        tables = {name: first[name].collect() for name in ("findings", "person", "household", "links")}
        known = replace(
            remembered(states[ENROLMENT], tables["findings"], tables["person"]), before=edition_before(tables, frozenset(states))
        )
        household_plan.night(frames, plan_of(states), remembered=known, divider=Undivided(kept))
    return seen


def remembered(enrolment: pl.DataFrame, findings: pl.DataFrame, people: pl.DataFrame) -> Remembered:
    """Everybody was insured before, every finding was looked at, and whoever has no number counts as somebody else."""
    told = enrolment.lazy().with_columns(status=pl.lit("active"), _data_date=pl.lit(date(2024, 4, 30)))
    looked = findings.lazy().select(
        "finding_id",
        result=pl.when(pl.col("finding_id") > "f8").then(pl.lit("confirmed")).otherwise(pl.lit("not_confirmed")),
        checked_on=pl.lit(AS_OF),
        until=pl.lit(None, pl.Date),
        known_at=pl.lit(datetime(2024, 5, 31, tzinfo=UTC), pl.Datetime("us", "UTC")),
        import_id=pl.lit("i"),
        line=pl.int_range(pl.len(), dtype=pl.Int64),
    )
    unnumbered = people.lazy().filter(~pl.col("id_valid").fill_null(value=False))
    judged = pl.LazyFrame({"person_id": ["pA2"], "counts_as": ["pA3"]})
    aliases = Aliases(unnumbered.select("person_id", counts_as=pl.lit("pA1")), judged)
    return Remembered(told, findings.lazy(), looked, aliases)


def edition_before(tables: Mapping[str, pl.DataFrame], delivered: frozenset[str]) -> Before:
    """An edition in which nobody was insured, no household poor, and a third of both not yet known."""
    persons = tables["person"].lazy().filter(pl.int_range(pl.len()) % 3 > 0).with_columns(insurance=pl.lit("none"))
    households = tables["household"].lazy().filter(pl.int_range(pl.len()) % 3 > 0).with_columns(household_type=pl.lit("general"))
    return Before("2024-04-30", date(2024, 4, 30), delivered, households, persons, tables["links"].lazy())


def test_the_night_uses_every_stage(calls: Mapping[str, Mapping[str, pl.LazyFrame]]) -> None:
    assert set(calls) == set(STAGES)


@pytest.mark.parametrize("name", sorted(STAGES))
def test_whole_and_in_buckets_alike(name: str, calls: Mapping[str, Mapping[str, pl.LazyFrame]]) -> None:
    stage, frames = STAGES[name], calls[name]
    assert set(frames) == set(stage.inputs)
    night = plan_of(dict.fromkeys((*NEEDS, *departments.FURTHER), pl.DataFrame()))
    whole = stage(night, **frames).collect()
    parts = stage.in_buckets(night, BUCKETS, **frames).collect()
    assert whole.height > 0 or name in {"elsewhere", "other_spellings"}
    assert_frame_equal(whole, parts, check_row_order=False)


def test_a_stage_that_looks_across_its_key_is_found_out() -> None:
    @stages.stage(key="person_id")
    def counts_everyone(*, people: pl.LazyFrame) -> pl.LazyFrame:
        return people.with_columns(everyone=pl.len())

    STAGES.pop("counts_everyone")
    people = pl.LazyFrame({"person_id": ["a", "b", "c", "d", "e", "f"]})
    night = plan_of({})
    parts = counts_everyone.in_buckets(night, BUCKETS, people=people).collect()
    assert not counts_everyone(night, people=people).collect().equals(parts.sort("person_id"))
