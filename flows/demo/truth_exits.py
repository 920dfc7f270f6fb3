"""What a poor household must show before it leaves, as the exit procedure has it: two years of income, five steps, no open appeal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flows.demo.truth_people import living
from flows.demo.truth_rule import MAYBE, NO, YES, Say, any_of, no_if, yes_if
from flows.demo.truth_world import Home, Row, World

if TYPE_CHECKING:
    from flows.demo.truth import Truth

DOSSIERS, INCOMES, APPEALS, VILLAGES = "registry/exit_dossiers", "registry/incomes", "registry/appeals", "registry/villages"
LINE = 400_000
"""Fen a head and year."""
ROUND = timedelta(days=366)
"""A step older than this is of an earlier round."""
NOTICE_DAYS = 5
PASSED = ("通过", "同意", "认可", "无异议")


@dataclass(frozen=True)
class Papers:
    """What the further feeds say on a day: dossiers and incomes by household, open appeals by household and by person, villages by code.

    newest: data date of the newest delivery of each feed that ever delivered.
    """

    dossiers: Mapping[str, Sequence[Row]]
    incomes: Mapping[str, Sequence[Row]]
    appeals_of_homes: Mapping[str, Sequence[Row]]
    appeals_of_people: Mapping[str, Sequence[Row]]
    villages: Mapping[str, Sequence[Row]]
    newest: Mapping[str, date]


def papers(truth: Truth, as_of: date, batch: int | None) -> Papers:
    """The papers as the deliveries up to `batch` tell them."""
    rows = {feed: truth.state(feed, as_of, batch).to_dicts() for feed in (DOSSIERS, INCOMES, APPEALS, VILLAGES)}
    appeals = [row for row in rows[APPEALS] if row["status"] == "办理中" and row["filed_on"] <= as_of]
    delivered = {delivery.feed for delivery in truth.deliveries}
    told = {feed: truth.accepted(feed, as_of, batch) for feed in sorted(delivered)}
    return Papers(
        dossiers=_by("household_no", rows[DOSSIERS]),
        incomes=_by("household_no", rows[INCOMES]),
        appeals_of_homes=_by("household_no", appeals),
        appeals_of_people=_by("id_number", appeals),
        villages=_by("village_code", rows[VILLAGES]),
        newest={feed: max(one.data_date for one in deliveries) for feed, deliveries in told.items() if deliveries},
    )


def _by(column: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column]:
            found[row[column]].append(row)
    return dict(found)


def above_the_line(world: World, shown: Papers, home: Home, declared: int | None) -> Say:
    """As the roster declares it and in both of the last two years."""
    of_year = {row["year"]: row["income_per_capita"] for row in shown.incomes.get(home.number, ())}
    fen = [declared, of_year.get(world.as_of.year - 1), of_year.get(world.as_of.year - 2)]
    return min(yes_if(None if one is None else one > LINE) for one in fen)


def no_appeal(world: World, shown: Papers, home: Home) -> Say:
    """Nothing open of the household, or of anybody who lives in it; of whom no number is known, nobody can say."""
    people = [row["id_number"] for row in living(world, home)]
    of_people = [MAYBE if number is None else yes_if(number in shown.appeals_of_people) for number in people]
    return min(no_if(yes_if(home.number in shown.appeals_of_homes)), no_if(any_of(of_people)) if people else MAYBE)


def steps(world: World, shown: Papers, home: Home) -> dict[str, Say]:
    """The five steps, each done and after the one before."""
    done = {row["step"]: row for row in shown.dossiers.get(home.number, ())}
    review, verified, agreed_to, notice, announced = (
        done.get(step) for step in ("村级评议", "乡镇核实", "农户认可", "退出公示", "退出公告")
    )
    return {
        "review": _done(world, review),
        "verification": min(_done(world, verified), _in_order(world, review, verified)),
        "acknowledgement": min(_done(world, agreed_to), _in_order(world, verified, agreed_to)),
        "notice": min(_served(world, notice), _in_order(world, agreed_to, notice)),
        "announcement": min(_done(world, announced), _in_order(world, notice, announced, "ended_on")),
    }


def _done(world: World, row: Row | None) -> Say:
    """Passed and of this round; a step that no row tells is not done, a blank result is unknown."""
    if row is None or row["done_on"] > world.as_of:
        return NO
    if row["result"] is None:
        return MAYBE
    if row["result"] not in PASSED:
        return NO
    return MAYBE if row["done_on"] < world.as_of - ROUND else YES


def _served(world: World, row: Row | None) -> Say:
    """Over, and long enough."""
    done = _done(world, row)
    if row is None or done == NO:
        return NO
    if row["ended_on"] is None:
        return MAYBE
    return done if row["ended_on"] <= world.as_of and (row["ended_on"] - row["done_on"]).days >= NOTICE_DAYS else NO


def _in_order(world: World, before: Row | None, after: Row | None, since: str = "done_on") -> Say:
    if before is None or after is None or YES not in (_done(world, before), _done(world, after)):
        return MAYBE
    if _done(world, before) != YES or _done(world, after) != YES or before[since] is None:
        return MAYBE
    return yes_if(before[since] <= after["done_on"])
