"""Findings over nights, against a naive model that goes night by night with a dictionary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.household.factory import plan_of
from transforms.household.lifecycle import counting, due, living_findings
from transforms.household.remembered import CHECKS
from transforms.household.tables import schema_of

FIRST = date(2024, 5, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(6)]


def night_on(day: date) -> Any:
    return replace(plan_of({}), as_of=day, edition=day)


def checks_of(*rows: dict[str, Any]) -> pl.LazyFrame:
    full = [
        {"import_id": "i", "line": line, "until": None, "known_at": datetime(2024, 6, 1), **row} for line, row in enumerate(rows)
    ]
    return pl.DataFrame(full, schema=CHECKS).lazy()


def run(day: date, hits: dict[str, bool | None], before: pl.DataFrame, *checks: dict[str, Any]) -> pl.DataFrame:
    """One night: the findings by id, as the next night remembers them."""
    night = night_on(day)
    rows = pl.LazyFrame(list(hits.items()), schema={"finding_id": pl.String(), "hit": pl.Boolean()}, orient="row")
    found = living_findings(night, hits=rows, before=before.lazy(), checks=counting(checks_of(*checks), night))
    kept = found.select("finding_id", "status", "first_seen", "last_seen", "opened_on", "checked_on", "waived_until")
    return kept.sort("finding_id").collect()


def nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=schema_of("findings"))


def check(result: str, day: date, until: date | None = None, finding: str = "f") -> dict[str, Any]:
    return {"finding_id": finding, "result": result, "checked_on": day, "until": until}


def statuses(*hits: bool | None, checks: tuple[dict[str, Any], ...] = ()) -> list[str | None]:
    """The state of one finding after each night."""
    before, found = nothing(), []
    for day, hit in zip(DAYS, hits, strict=False):
        before = run(day, {} if hit is False else {"f": hit}, before, *checks)
        found.append(before["status"][0] if before.height else None)
    return found


def test_a_hit_is_open_until_it_is_gone_and_open_again_when_it_comes_back() -> None:
    assert statuses(False, True, True, False, True) == [None, "open", "open", "closed", "open"]


def test_unknown_closes_nothing_and_finds_nothing() -> None:
    assert statuses(None, True, None, False, None) == [None, "open", "open", "closed", "closed"]


def test_every_result_is_the_state_from_its_day_on() -> None:
    for result in ("assigned", "confirmed", "not_confirmed"):
        assert statuses(True, True, True, checks=(check(result, DAYS[1]),)) == ["open", result, result]


def test_a_waiver_holds_up_to_its_day_and_not_beyond() -> None:
    assert statuses(True, True, True, True, checks=(check("waived", DAYS[1], DAYS[2]),)) == ["open", "waived", "waived", "open"]


def test_what_was_verified_before_it_came_back_no_longer_counts() -> None:
    assert statuses(True, True, False, True, checks=(check("not_confirmed", DAYS[1]),)) == [
        "open",
        "not_confirmed",
        "closed",
        "open",
    ]


def test_the_newest_result_counts_and_none_of_a_later_day() -> None:
    checks = (check("confirmed", DAYS[1]), check("not_confirmed", DAYS[2]), check("waived", DAYS[5], DAYS[5]))
    assert statuses(True, True, True, True, checks=checks) == ["open", "confirmed", "not_confirmed", "not_confirmed"]


def test_the_days_tell_when_it_was_first_and_last_seen_and_opened() -> None:
    before = nothing()
    for day, hits in zip(DAYS, ({"f": True}, {"f": None}, {}, {"f": True}), strict=False):
        before = run(day, hits, before)
    row = before.row(0, named=True)
    assert (row["first_seen"], row["last_seen"], row["opened_on"]) == (DAYS[0], DAYS[3], DAYS[3])


def test_due_counts_from_the_opening_or_from_the_end_of_a_waiver_that_ran_out() -> None:
    rows = pl.DataFrame(
        {"status": ["open", "waived", "open"], "opened_on": [FIRST] * 3, "waived_until": [None, DAYS[4], DAYS[2]]},
        schema_overrides={"waived_until": pl.Date()},
    )
    days = rows.select(due=due(pl.lit(15)))["due"].to_list()
    assert days == [FIRST + timedelta(days=15), FIRST + timedelta(days=15), DAYS[2] + timedelta(days=15)]


RESULTS = st.sampled_from(["assigned", "confirmed", "not_confirmed", "waived"])
HISTORIES = st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from([True, None]), max_size=3), min_size=1, max_size=6)
CHECKED = st.lists(
    st.builds(
        lambda finding, result, day, until: check(
            result, DAYS[day], DAYS[max(day, until)] if result == "waived" else None, finding
        ),
        st.sampled_from("abc"),
        RESULTS,
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=6,
)


@given(HISTORIES, CHECKED)
def test_over_random_nights_it_is_what_a_naive_model_says(
    history: list[dict[str, bool | None]], checks: list[dict[str, Any]]
) -> None:
    before, model = nothing(), dict[str, dict[str, Any]]()
    for day, hits in zip(DAYS, history, strict=False):
        before = run(day, hits, before, *checks)
        model = naive(model, day, hits, checks)
        assert {row["finding_id"]: row["status"] for row in before.iter_rows(named=True)} == {
            name: known["status"] for name, known in model.items()
        }
        assert {row["finding_id"]: row["opened_on"] for row in before.iter_rows(named=True)} == {
            name: known["opened_on"] for name, known in model.items()
        }


def naive(
    model: dict[str, dict[str, Any]], day: date, hits: dict[str, bool | None], checks: list[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    after = {}
    for name in {*model, *(name for name, hit in hits.items() if hit)}:
        known = model.get(name)
        was_open = known is not None and known["status"] != "closed"
        is_open = bool(hits.get(name)) or (name in hits and was_open)
        opened = day if known is None or (is_open and not was_open) else known["opened_on"]
        status = "closed"
        if is_open:
            status = "open"
            of_it = [(c["checked_on"], place, c) for place, c in enumerate(checks) if c["finding_id"] == name]
            for _, _, one in sorted(of_it, key=lambda item: item[:2]):
                if opened <= one["checked_on"] <= day:
                    over = one["result"] == "waived" and one["until"] < day
                    status = "open" if over else one["result"]
        after[name] = {"status": status, "opened_on": opened}
    return after
