"""What the rules over further feeds must find of the planted situations: a second, slow-witted reading, made from what was written.

Only what was planted stands here, and what only looks like it; nothing of `transforms` or `config` is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from flows.demo.truth_people import AT_SCHOOL, home_of, is_registered, living, statuses
from flows.demo.truth_rule import MAYBE, NO, YES, Say, any_of, yes_if
from flows.demo.truth_world import STUDENTS, Home, Row, World, look

if TYPE_CHECKING:
    from flows.demo.truth import Truth

ASSETS, RELOCATION, DISASTERS = "assets/negative_list", "housing/relocation", "emergency/disasters"
MEASURES, BENEFITS, FUNDS = "registry/measures", "agriculture/project_benefits", "finance/funds"
NEGATIVE = {"car": "NL01", "town_house": "NL02", "company": "NL03", "payroll": "NL04"}
"""Planted situation → the rule that must find it; every other asset is excused."""
HALF_A_YEAR, A_YEAR, LATE, SMALL, MANY = 183, 366, 30, 100_000, 10
TRACED = ("产业帮扶", "技能培训", "低保兜底", "易地搬迁", "扶志教育")
"""Measures whose trace lies in another feed, or that leave none."""
RULES = (*NEGATIVE.values(), "ME02", "PR01", "PR02", "FU02", "FU04", "FU06", "RL01", "RL02", "RL03", "RL04", "DI01")
Told = Iterator[tuple[str, str, Say]]


def further_findings(truth: Truth, as_of: date, batch: int | None = None) -> dict[str, dict[str, Say]]:
    """Rule → household number, ID number or village code → whether it must be found; what is not here must not be."""
    world = look(truth, as_of, batch)
    rows = {
        feed: truth.state(feed, as_of, batch).to_dicts() for feed in (ASSETS, RELOCATION, DISASTERS, MEASURES, BENEFITS, FUNDS)
    }
    found: dict[str, dict[str, Say]] = {rule: {} for rule in RULES}
    for told in (_assets(world, rows), _of_homes(world, rows), _benefits(world, rows[BENEFITS]), _funds(world, rows[FUNDS])):
        for rule, subject, said in told:
            found[rule][subject] = max(said, found[rule].get(subject, NO))
    return found


def _assets(world: World, rows: Mapping[str, Sequence[Row]]) -> Told:
    moved = {row["household_no"] for row in rows[RELOCATION]}
    for row in rows[ASSETS]:
        number = row["id_number"]
        home = home_of(world, number) if number else None
        rule = NEGATIVE.get(row["case"])
        if rule is None or home is None or number in world.died or not (is_registered(home) or home.shaky):
            continue
        if rule != "NL02" or home.number not in moved:
            yield rule, home.number, _sure(home)


def _of_homes(world: World, rows: Mapping[str, Sequence[Row]]) -> Told:
    homes = world.homes
    for row in rows[RELOCATION]:
        if row["household_no"] in homes:
            yield from _relocated(world, homes[row["household_no"]], row)
    for row in rows[DISASTERS]:
        if row["household_no"] in homes and row["case"] == "not_recovered":
            yield "DI01", row["household_no"], yes_if((world.as_of - row["happened_on"]).days >= HALF_A_YEAR)
    for row in rows[MEASURES]:
        home = homes.get(row["household_no"])
        if home and row["case"] == "paper" and row["kind"] not in TRACED:
            old = (world.as_of - row["started_on"]).days >= HALF_A_YEAR
            yield "ME02", home.number, min(yes_if(old), _is_helped(home))


def _relocated(world: World, home: Home, row: Row) -> Told:
    able = [
        MAYBE if one["labour"] is None else yes_if(one["labour"] in ("普通劳动力", "技能劳动力")) for one in living(world, home)
    ]
    at_school = [
        MAYBE
        if one["id_number"] is None or world.in_doubt(STUDENTS, one["owner"])
        else yes_if(bool(statuses(world, one["id_number"]) & {*AT_SCHOOL}))
        for one in living(world, home)
    ]
    case = row["case"]
    yield "RL01", home.number, yes_if(case == "empty")
    yield "RL02", home.number, min(yes_if(case == "nobody_employed"), any_of(able))
    yield "RL03", home.number, yes_if(case == "insurance_left")
    yield "RL04", home.number, min(yes_if(case == "school_left"), any_of(at_school))


def _benefits(world: World, rows: Sequence[Row]) -> Told:
    for row in rows:
        number = row["id_number"]
        if number is None:
            continue
        if number in world.died:
            yield "PR01", number, yes_if(row["paid_on"] > world.died[number])
        home = home_of(world, number)
        lately = (world.as_of - row["paid_on"]).days <= A_YEAR
        if row["benefit"] == "分红" and lately and not is_registered(home):
            yield "PR02", number, YES if row["case"] == "not_registered" and home and not home.shaky else MAYBE


def _funds(world: World, rows: Sequence[Row]) -> Told:
    year = [row for row in rows if row["year"] == world.as_of.year]
    paid = [row for row in year if row["paid"] and row["paid_on"] <= world.as_of]
    items = Counter((row["village_code"], row["item"], row["paid"]) for row in paid)
    tiny = Counter(row["village_code"] for row in paid if row["paid"] < SMALL)
    for row in year:
        late = row["allocated_on"] and (row["allocated_on"] - row["planned_on"]).days > LATE
        yield "FU02", row["village_code"], yes_if(bool(late))
    for (village, _, _), count in items.items():
        yield "FU04", village, yes_if(count > 1)
    for village, count in tiny.items():
        yield "FU06", village, yes_if(count >= MANY)


def _sure(home: Home) -> Say:
    return MAYBE if home.shaky else YES


def _is_helped(home: Home) -> Say:
    """Poor, or monitored with a risk that is not eliminated."""
    facts = home.facts
    watched = facts["monitored_type"] is not None and not facts["risk_eliminated"]
    return MAYBE if home.shaky else yes_if(facts["household_type"] == "贫困户" or watched)
