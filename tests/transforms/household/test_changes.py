"""Each event of `changes`, and what is none, in one town of small situations told twice; a household's number names its situation."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from config.changes import Watched
from config.standards import load_standards
from tests.transforms.household.changes import applied, homes_of
from tests.transforms.household.factory import (
    AS_OF,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    ROSTER,
    STUDENTS,
    night_of,
    plan_of,
    state,
)
from transforms.household.aliases import Aliases
from transforms.household.changed_fields import changed_fields
from transforms.household.remembered import Before, Remembered

Rows = list[dict[str, Any]]
Tables = Mapping[str, pl.DataFrame]
NEXT = AS_OF + timedelta(days=30)
POOR: dict[str, Any] = {"household_type": "poor", "identified_on": date(2018, 1, 1)}
EXITED: dict[str, Any] = {"household_type": "exited", "exited_on": date(2024, 6, 1)}


def home(number: str, *people: str, **facts: Any) -> Rows:
    """A household: the first of its people is the head. `?x` is somebody without a usable number."""
    relations = ["head", *["other"] * (len(people) - 1)]
    return [
        {
            "household_no": number,
            "person_no": who,
            "id_number": who,
            "name": f"n{who}",
            "relation": relation,
            "sex": "male",
            "birth_date": born(who),
            **facts,
        }
        for who, relation in zip(people, relations, strict=True)
    ]


def born(who: str) -> date:
    """Everybody has a birth date of their own."""
    return date(1970, 1, 1) + timedelta(days=sum(ord(letter) * 7**place for place, letter in enumerate(who.strip("?"))) % 9000)


def tables_of(states: Mapping[str, Rows], before: Tables | None = None, **asked: Any) -> Tables:
    """A night; after an edition, which had been delivered the same feeds, the next one."""
    frames = {feed: state(feed, *rows) for feed, rows in states.items()}
    if before is None:
        return night_of(frames, Remembered(**asked))
    edition = Before(f"{AS_OF}", AS_OF, frozenset(states), *(before[name].lazy() for name in ("household", "person", "links")))
    return night_of(frames, Remembered(before=edition, **asked), as_of=NEXT, edition=NEXT)


def named(first: Tables, second: Tables) -> pl.DataFrame:
    """The changes of the second night, households by their numbers."""
    both = pl.concat(tables["household"].select("household_id", "household_no") for tables in (first, second)).unique()
    numbers = dict(both.iter_rows())
    return second["changes"].with_columns(
        home=pl.col("household_id").replace(numbers), old=pl.col("old").replace(numbers), new=pl.col("new").replace(numbers)
    )


def told(changes: pl.DataFrame, number: str) -> list[tuple[Any, ...]]:
    """What is told of a household and its people, in order: event, whose, field, old, new; but for its gate."""
    return (
        changes.filter(~pl.col("field").is_in(["gate", "risk_gate"]), home=number)
        .select("event", "person_id", "field", "old", "new")
        .rows()
    )


BEFORE: Rows = [
    *home("same", "a1", "a2", **POOR),
    *home("fields", "G1", "G2", "G3", "G4", "G5", "G6"),
    *home("enters", "b1"),
    *home("watched", "c1"),
    *home("leaves", "d1", **POOR),
    *home("removed", "e1", **POOR),
    *home("unwatched", "f1", monitored_type="marginal"),
    *home("returns", "g1", **EXITED),
    *home("unknown-type", "h1", household_type=None),
    *home("baby", "i1"),
    *home("bride", "j1"),
    *home("bride-from", "k1", "k2", "k3"),
    *home("moves", "l1"),
    *home("splits", "m1", "m2", "m3", "m4", **POOR),
    *home("host", "n1", "n2"),
    *home("merges", "o1", "o2"),
    *home("old-head", "p1", "p2"),
    *home("no-head", "q1", "q2"),
    *home("vanishes", "r1", "r2", **POOR),
    *home("one-gone", "s1", "s2", "s3"),
    *home("old-number", "t1", "t2", "?t3", "t4", **POOR),
    *home("pair-1", "u1", "u2", "u3"),
    *home("pair-2", "v1", "v2"),
    *home("number", "w1", "?w2"),
    *home("income", "x1", **{"income_per_capita": 300_000, **POOR}),
    *home("dies", "y1", "y2"),
    *home("struck", "z1", "z2", "z3"),
    *home("scattered", "A1", "A2", "A3"),
]
NOW: Rows = [
    *home("same", "a1", "a2", **POOR),
    *home("fields", "G1", "G2", "G3", "G4", "G5", "G6"),
    *home("enters", "b1", household_type="poor", identified_on=date(2024, 6, 20)),
    *home("watched", "c1", monitored_type="sudden_hardship"),
    *home("leaves", "d1", **{**POOR, **EXITED}),
    *home("removed", "e1", identified_on=date(2018, 1, 1)),
    *home("unwatched", "f1"),
    *home("returns", "g1", **{**EXITED, "household_type": "poor"}),
    *home("unknown-type", "h1", **POOR),
    *home("baby", "i1", "i2"),
    *home("bride", "j1", "k3"),
    *home("bride-from", "k1", "k2"),
    *home("moves", "l1", village_code="110101001002", village="Other"),
    *home("splits", "m1", "m2", **POOR),
    *home("split-off", "m3", "m4", "B1", **POOR),
    *home("host", "n1", "n2", "o1", "o2"),
    *home("old-head", "p2", "p1"),
    *[{**row, "relation": "other"} for row in home("no-head", "q1", "q2")],
    *home("one-gone", "s1", "s2"),
    *home("new-number", "t1", "t2", "?t3", "C1", **{**POOR, **EXITED}),
    *home("together", "u1", "u2", "u3", "v1", "v2"),
    *home("number", "w1", "w2"),
    *home("income", "x1", **{"income_per_capita": 350_000, **POOR}),
    *home("dies", "y1", "y2"),
    *home("struck", "z1"),
    *home("new-general", "D1"),
    *home("new-poor", "E1", **POOR),
    *home("gathered", "A1"),
]
for row in NOW:
    if row["id_number"] == "i2":
        row["birth_date"] = date(2024, 4, 1)
    if row["id_number"] == "w2":
        row["birth_date"] = born("?w2")
DEATHS: Rows = [
    {"event_type": "death", "id_number": who, "name": f"n{who}", "event_date": date(2024, 6, 2)} for who in ("y1", "z2", "z3")
]
INSURED: Rows = [{"id_number": who, "name": f"n{who}", "psn_no": who} for who in ("z2", "s3", "y1", "G2")]
CARD = {"name": "nG1", "certificate_no": "G1", "disability_type": "vision", "grade": 1}
OLD_CARD = {"name": "nG5", "certificate_no": "G5", "disability_type": "physical", "grade": 2}
PUPIL = {"id_number": "G3", "name": "nG3", "stage": "primary", "status": "enrolled"}
ALLOWED = {"id_number": "G4", "name": "nG4", "scheme": "rural_allowance"}
TOO_EARLY = {"event_type": "death", "id_number": "G6", "name": "nG6", "event_date": date(2024, 1, 1)}
FIRST: dict[str, Rows] = {
    ROSTER: BEFORE,
    ENROLMENT: INSURED,
    EVENTS: [TOO_EARLY],
    CERTIFICATES: [OLD_CARD],
    STUDENTS: [PUPIL],
    ASSISTANCE: [ALLOWED],
}
SECOND: dict[str, Rows] = {
    ROSTER: NOW,
    ENROLMENT: [*INSURED[:-1], {**INSURED[-1], "status": "suspended"}],
    EVENTS: DEATHS,
    CERTIFICATES: [CARD],
    STUDENTS: [{**PUPIL, "status": "dropped_out"}],
    ASSISTANCE: [{**ALLOWED, "stopped_on": AS_OF}],
}


@pytest.fixture(scope="module")
def first() -> Tables:
    return tables_of(FIRST)


@pytest.fixture(scope="module")
def second(first: Tables) -> Tables:
    return tables_of(SECOND, first)


@pytest.fixture(scope="module")
def changes(first: Tables, second: Tables) -> pl.DataFrame:
    return named(first, second)


TYPE, WATCH = "household_type", "monitored_type"
MOVED = "household_id"


@pytest.mark.parametrize(
    ("number", "events"),
    [
        ("same", []),
        ("enters", [("entered", None, TYPE, "general", "poor")]),
        ("watched", [("entered", None, WATCH, None, "sudden_hardship")]),
        ("leaves", [("left", None, TYPE, "poor", "exited")]),
        ("removed", [("removed", None, TYPE, "poor", "general")]),
        ("unwatched", [("removed", None, WATCH, "marginal", None)]),
        ("returns", [("field_changed", None, TYPE, "exited", "poor")]),
        ("unknown-type", []),
        ("baby", [("born", "pi2", MOVED, None, "baby")]),
        ("bride", [("moved", "pk3", MOVED, "bride-from", "bride")]),
        ("bride-from", []),
        ("moves", [("moved", None, "village_code", "110101001001", "110101001002")]),
        ("splits", []),
        (
            "split-off",
            [
                ("split", None, MOVED, "splits", "split-off"),
                ("moved", "pB1", MOVED, None, "split-off"),
                ("split", "pm3", MOVED, "splits", "split-off"),
                ("split", "pm4", MOVED, "splits", "split-off"),
            ],
        ),
        (
            "host",
            [
                ("merged", None, MOVED, "merges", "host"),
                ("merged", "po1", MOVED, "merges", "host"),
                ("merged", "po2", MOVED, "merges", "host"),
            ],
        ),
        ("merges", []),
        ("old-head", [("head_changed", None, "head_person_id", "pp1", "pp2")]),
        ("no-head", []),
        (
            "vanishes",
            [("field_changed", "pr1", MOVED, "vanishes", None), ("field_changed", "pr2", MOVED, "vanishes", None)],
        ),
        ("one-gone", [("field_changed", "ps3", MOVED, "one-gone", None)]),
        ("old-number", []),
        ("pair-1", []),
        ("income", [("field_changed", None, "income_per_capita", "3000.00", "3500.00")]),
        ("dies", [("died", "py1", "alive", "true", "false")]),
        ("new-general", [("moved", "pD1", MOVED, None, "new-general")]),
        ("new-poor", [("entered", None, TYPE, None, "poor"), ("moved", "pE1", MOVED, None, "new-poor")]),
    ],
)
def test_what_happened_and_what_is_none(changes: pl.DataFrame, number: str, events: list[Any]) -> None:
    assert told(changes, number) == events


def test_a_household_whose_people_say_so_goes_on_under_its_new_number(changes: pl.DataFrame, first: Tables) -> None:
    stranger = first["person"].filter(pl.col("id_valid") == False, pl.col("birth_date") == born("?t3"))["person_id"].item()  # noqa: E712
    found = told(changes, "new-number")
    assert sorted(event for event in found if event[1] is None) == [
        ("field_changed", None, MOVED, "old-number", "new-number"),
        ("left", None, TYPE, "poor", "exited"),
    ]
    assert [event for event in found if event[1] == "pC1"] == [("moved", "pC1", MOVED, None, "new-number")]
    [(event, who, _, old, new)] = [event for event in found if event[2] == "person_id"]
    assert (event, old, new) == ("field_changed", stranger, who), "whose id came from the place in the list"


def test_whom_the_new_number_does_not_list_left_the_old_household(changes: pl.DataFrame) -> None:
    assert changes.filter(person_id="pt4").select("event", "home", "old", "new").rows() == [
        ("field_changed", "new-number", "new-number", None)
    ]


def test_two_households_under_one_new_number(changes: pl.DataFrame) -> None:
    """The larger part goes on; the other one merged with it."""
    assert [event[:1] + event[2:] for event in told(changes, "together")] == [
        ("field_changed", MOVED, "pair-1", "together"),
        ("merged", MOVED, "pair-2", "together"),
        ("merged", MOVED, "pair-2", "together"),
        ("merged", MOVED, "pair-2", "together"),
    ]


def test_a_number_that_became_usable_is_no_birth_and_no_move(changes: pl.DataFrame) -> None:
    [(event, who, field, old, new)] = told(changes, "number")
    assert (event, who, field, new) == ("field_changed", "pw2", "person_id", "pw2")
    assert old.startswith("p")


def test_gone_with_a_death_that_nobody_can_confirm_any_more(changes: pl.DataFrame) -> None:
    """z2 stands in another list under the same name, z3 in none: the roster that knew the name lists them no more."""
    died = changes.filter(event="died", home="struck").select("person_id", "field", "old", "new", "happened_on").rows()
    assert died == [("pz2", "alive", "true", "false", date(2024, 6, 2)), ("pz3", "alive", "true", None, date(2024, 6, 2))]
    gone = changes.filter(event="field_changed", home="struck")["person_id"].to_list()
    assert gone == ["pz2", "pz3"], "and the roster lists them no more"


def test_few_of_a_vanished_household_somewhere_new_are_not_the_household(changes: pl.DataFrame) -> None:
    assert told(changes, "gathered") == [
        ("split", None, MOVED, "scattered", "gathered"),
        ("split", "pA1", MOVED, "scattered", "gathered"),
    ]


def test_events_are_dated_where_a_department_says_so(changes: pl.DataFrame) -> None:
    days = {(event, number): day for event, number, day in changes.select("event", "home", "happened_on").iter_rows()}
    assert days["entered", "enters"] == date(2024, 6, 20)
    assert days["left", "leaves"] == date(2024, 6, 1)
    assert days["born", "baby"] == date(2024, 4, 1)
    assert days["moved", "moves"] is None


def test_evidence_leads_to_tonights_rows(changes: pl.DataFrame) -> None:
    line = {(row["household_no"], row["id_number"]): place + 2 for place, row in enumerate(NOW)}

    def cells(event: str, number: str) -> list[tuple[int, str]]:
        [found] = changes.filter(event=event, home=number)["evidence"].to_list() or [None]
        assert {(cell["feed"], cell["drop_id"]) for cell in found} == {(ROSTER, f"drop-{ROSTER}")}
        return [(cell["row"], cell["column"]) for cell in found]

    assert cells("left", "leaves") == [(line["leaves", "d1"], TYPE), (line["leaves", "d1"], "exited_on")]
    assert cells("born", "baby") == [(line["baby", "i2"], "household_no"), (line["baby", "i2"], "birth_date")]
    assert cells("head_changed", "old-head") == [(line["old-head", "p2"], "relation")]
    assert cells("moved", "moves") == [(line["moves", "l1"], "village_code")]
    [died] = changes.filter(event="died", home="dies")["evidence"].to_list()
    assert died == [{"feed": EVENTS, "drop_id": f"drop-{EVENTS}", "sheet": "", "row": 2, "column": "event_date"}]
    split = changes.filter(pl.col("person_id").is_null(), event="split", home="split-off")["evidence"].to_list()[0]
    assert [cell["row"] for cell in split] == [line["split-off", "m3"], line["split-off", "m4"]]


def test_no_two_rows_tell_the_same_and_the_order_is_total(changes: pl.DataFrame) -> None:
    key = ["household_id", "person_id", "event", "field"]
    assert changes.select("household_id", "person_id", "event", "field", "old", "new").is_unique().all()
    assert_frame_equal(changes.select(key), changes.select(key).sort(key))


def test_the_first_edition_has_none(first: Tables) -> None:
    assert first["changes"].is_empty()


def test_rows_in_another_order_make_the_same(first: Tables, changes: pl.DataFrame) -> None:
    """Places in the file differ, so the evidence is left out."""
    shuffled = named(first, tables_of({feed: rows[::-1] for feed, rows in SECOND.items()}, first))
    assert_frame_equal(shuffled.drop("evidence"), changes.drop("evidence"))


def test_who_applies_the_changes_has_tonights_homes(first: Tables, second: Tables) -> None:
    """Ids, then numbers of households, then people: docs/changes.md."""
    assert applied(homes_of(first["person"]), second["changes"]) == homes_of(second["person"])


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        ("G1", [("disability_grade", None, "1"), ("disability_type", None, "vision"), ("groups", None, "severe_disability")]),
        ("G2", [("insurance", "resident", "suspended")]),
        ("G3", [("school_status", "enrolled", "dropped_out")]),
        ("G4", [("schemes", "rural_allowance", None)]),
        ("G5", [("disability_grade", "2", None), ("disability_type", "physical", None), ("groups", "severe_disability", None)]),
        ("G6", [("alive", "false", "true")]),
        ("w1", []),
    ],
)
def test_fields_of_people(changes: pl.DataFrame, who: str, wanted: list[Any]) -> None:
    found = changes.filter(person_id=f"p{who}")
    assert found.filter(pl.col("event") != "field_changed").is_empty()
    assert found.select("field", "old", "new").rows() == wanted


def test_a_feed_that_comes_for_the_first_time_changes_nobody() -> None:
    """Nor does one that nobody delivered this time, or a person whose number says nothing."""
    rows = pl.LazyFrame(
        {
            "person_id": ["pA", "pB"],
            "household_id": ["h", "h"],
            "is_there": True,
            "was_there": True,
            "id_valid": [True, None],
            "was_id_valid": True,
            "disability_grade": 1,
            "was_disability_grade": pl.Series([None, None], dtype=pl.Int64),
            "insurance": "resident",
            "was_insurance": "unknown",
        }
    )
    nothing = pl.LazyFrame()

    def found(before: Sequence[str], now: Sequence[str]) -> list[Any]:
        edition = Before("2024-05-31", AS_OF, frozenset(before), nothing, nothing, nothing)
        night = plan_of({feed: pl.DataFrame() for feed in now})
        return changed_fields(rows, night, edition, "person").collect().select("person_id", "field", "old", "new").rows()

    assert found([CERTIFICATES], [CERTIFICATES]) == [("pA", "disability_grade", None, "1")]
    assert found([], [CERTIFICATES]) == found([CERTIFICATES], []) == []


FAMILY = home("1", "A", "?B", "C", **POOR)


def test_somebody_linked_tonight_is_told_as_another_id_and_somebody_unlinked_is_not_new() -> None:
    states = {ROSTER: FAMILY, ENROLMENT: [{"id_number": "X", "name": "nX"}]}
    apart = tables_of(states)
    [alias] = apart["person"].filter(~pl.col("person_id").is_in(["pA", "pC", "pX"]))["person_id"]
    aliases = Aliases(pl.LazyFrame({"person_id": [alias], "counts_as": ["pX"]}))
    linked = tables_of(states, apart, aliases=aliases)
    seen = ("event", "person_id", "field", "old", "new")
    assert linked["changes"].select(seen).rows() == [("field_changed", "pX", "person_id", alias, "pX")]
    known = pl.DataFrame({"left": ["pX"], "right": [alias], "decision": ["same"]})
    before = {**linked, "links": pl.concat([linked["links"], known], how="diagonal")}
    assert set(named(before, tables_of(states, before)).select(seen).iter_rows()) == {
        ("field_changed", alias, MOVED, None, "1"),
        ("field_changed", "pX", MOVED, "1", None),
    }
    assert applied(homes_of(apart["person"]), linked["changes"]) == homes_of(linked["person"])


def test_no_roster_no_changes_and_an_earlier_contract_without_a_column_changes_nobody() -> None:
    states = {ROSTER: FAMILY}
    first = tables_of(states)
    older = {**first, "person": first["person"].drop("groups"), "household": first["household"].drop("gate")}
    assert tables_of(states, older)["changes"].is_empty()
    assert tables_of({ENROLMENT: []}, first)["changes"].is_empty()


def test_every_row_names_the_edition_it_is_compared_with(changes: pl.DataFrame) -> None:
    assert changes["since"].unique().to_list() == [f"{AS_OF}"]
    assert changes["edition"].unique().to_list() == [NEXT]


def test_what_is_watched_is_a_file() -> None:
    assert {one.column for one in load_standards().watched["person"]} >= {"insurance", "schemes"}
    rows = pl.LazyFrame({"household_id": ["h"], "is_there": True, "was_there": True, "size": [3], "was_size": [4]})
    edition = Before("2024-05-31", AS_OF, frozenset({ROSTER}), *[pl.LazyFrame()] * 3)
    standards = replace(load_standards(), watched={"household": (Watched("size"),), "person": ()})
    found = changed_fields(rows, plan_of({ROSTER: pl.DataFrame()}, standards=standards), edition, "household").collect()
    assert found.select("household_id", "person_id", "field", "old", "new").rows() == [("h", None, "size", "4", "3")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_however_people_and_numbers_are_thrown_about_the_rows_suffice(seed: int) -> None:
    """Everybody whose household is another one has one row, whoever left, came, or stands under another id or number."""
    chance = random.Random(seed)
    then = {f"{number}": f"h{chance.randrange(24)}" for number in range(90)}
    numbers = {home: chance.choice([home, home, f"{home}n", "h0"]) for home in sorted(set(then.values()))}
    now = {who: numbers[home] if chance.random() < 0.9 else f"h{chance.randrange(30)}" for who, home in then.items()}
    now = {who: home for who, home in now.items() if chance.random() < 0.9} | {f"q{number}": f"h{number}" for number in range(9)}

    def listed(lived: Mapping[str, str]) -> dict[str, Rows]:
        rows = [home(where, f"?{who}" if chance.random() < 0.2 else who) for who, where in lived.items()]
        return {ROSTER: [row for one in rows for row in one]}

    first = tables_of(listed(then))
    second = tables_of(listed(now), first)
    homes, changes = homes_of(first["person"]), second["changes"]
    assert applied(homes, changes) == homes_of(second["person"])
    places = changes.filter(pl.col("person_id").is_not_null(), field=MOVED)
    assert places["person_id"].is_unique().all()
    assert places.filter(pl.col("old").eq_missing(pl.col("new"))).is_empty()
    told = changes.filter(event="field_changed", field="person_id")
    assert told["old"].is_unique().all()
    assert set(told["old"]) <= set(homes)
    assert {"split", "merged", "moved", "field_changed"} <= set(changes["event"])
