"""The changes of a messy city's second night against the oracle: nothing certain missed, nothing made up, and what a reader makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl
import pytest

from flows.demo.truth_changes import Event, Happened, happened
from flows.lake import published
from flows.site import open_site
from tests.flows.citynights import CityNights, settled_in
from tests.transforms.household.changes import applied, homes_of

pytestmark = [pytest.mark.slow]
OF_HOMES = ("entered", "left", "removed", "moved", "head_changed", "split")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityNights]:
    root = tmp_path_factory.mktemp("city")
    with settled_in(root):
        yield CityNights(root, 1000, seed=6, batches=2)


@pytest.fixture(scope="module")
def truth(city: CityNights) -> Happened:
    return happened(city.truth, *city.truth.nights)


@pytest.fixture(scope="module")
def told(city: CityNights) -> set[Event]:
    """The events of the second night, by the numbers of people and households."""
    before, now = city.truth.nights
    vault = pl.read_parquet(city.root / "vault/person/*.parquet").drop_nulls("id_number")
    names = dict(vault.select("person_id", "id_number").iter_rows())
    for night in (before, now):
        names |= dict(city.table("household", night).select("household_id", "household_no").iter_rows())
    events = set[Event]()
    for home, person, event, field, old, new in (
        city.table("changes", now).select("household_id", "person_id", "event", "field", "old", "new").iter_rows()
    ):
        if (event == "field_changed" and (field != "household_id" or person is None)) or (
            person is None and event not in OF_HOMES
        ):
            continue
        bare = event in ("entered", "left", "removed", "died")
        values = (None, None) if bare else (names.get(old, old), names.get(new, new))
        events.add((event, names.get(person or home, person or home), *values))
    return events


def test_what_happened_is_told(truth: Happened, told: set[Event]) -> None:
    missed = truth.events - told
    assert not missed, sorted(map(str, missed))[:5]
    kinds = Counter(event for event, *_ in truth.events)
    assert set(kinds) >= {"left", "born", "died", "moved", "split", "merged", "head_changed", "field_changed"}, kinds


def test_nothing_is_made_up(truth: Happened, told: set[Event]) -> None:
    certain = {event for event in told if not truth.in_doubt & set(event[1:])}
    made_up = certain - truth.events
    assert not made_up, sorted(map(str, made_up))[:5]


def test_who_applies_the_changes_has_tonights_homes(city: CityNights) -> None:
    before, now = city.truth.nights
    homes = homes_of(city.table("person", before))
    assert applied(homes, city.table("changes", now)) == homes_of(city.table("person", now))


def test_every_edition_names_the_one_it_is_compared_with(city: CityNights) -> None:
    before, now = city.truth.nights
    assert city.table("changes", before).is_empty()
    assert published.manifest(open_site().lake, "changes", f"{before}")["inputs"]["findings_of"] is None
    assert published.manifest(open_site().lake, "changes", f"{now}")["inputs"]["findings_of"] == f"{before}"
    assert city.table("changes", now)["since"].unique().to_list() == [f"{before}"]


def test_whatever_still_has_a_row_is_shown_by_it(city: CityNights) -> None:
    changes = city.table("changes", city.truth.nights[1])
    no_row = pl.col("field").is_in(["gate", "risk_gate"]) | ((pl.col("field") == "insurance") & (pl.col("new") == "none"))
    bare = changes.filter(pl.col("evidence").list.len() == 0, pl.col("new").is_not_null(), ~no_row)
    assert bare.is_empty(), bare.to_dicts()
    drops = set(changes.explode("evidence").unnest("evidence").drop_nulls("drop_id")["drop_id"])
    assert drops <= set(city.drops.values())
