"""Who passes the gates of a written city: a second, slow-witted reading of what an exit demands, made from what was written.

Lines, days and steps stand here as the procedure has them; nothing of `transforms` or `config` is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flows.demo.truth_exits import APPEALS, DOSSIERS, INCOMES, VILLAGES, Papers, above_the_line, no_appeal, papers, steps
from flows.demo.truth_people import ABLE, EXCUSED, aged, births, is_insured, living, reasons, rows, statuses
from flows.demo.truth_rule import MAYBE, NO, YES, Say, agreed, any_of, no_if, yes_if
from flows.demo.truth_world import ENROLMENT, ROSTER, STUDENTS, Home, Row, World, look

if TYPE_CHECKING:
    from flows.demo.truth import Truth

BABY, WATCHED = timedelta(days=90), timedelta(days=183)
CURRENT, YEARLY = timedelta(days=93), timedelta(days=400)
INCIDENCE = 0.02
RANK = ("在读", "送教上门", "休学", "辍学", "转出", "毕业")
"""Of several schools the first of these speaks."""
BUILT = {
    "road": ("hard_road",), "water": ("safe_water",), "power": ("power", "broadband"), "clinic": ("clinic", "doctor"),
    "houses": ("dangerous_houses_cleared",),
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A subject's verdict and the answer to each condition. None: another reading is possible, so it may be said or not."""

    verdict: str | None
    said: Mapping[str, Say | None]


def gates(truth: Truth, as_of: date, batch: int | None = None) -> dict[str, dict[str, Judged]]:
    """Gate (household, monitored, village) → household number or village code → what must come out on `as_of`."""
    world, shown = look(truth, as_of, batch), papers(truth, as_of, batch)
    homes = world.homes.items()
    return {
        "household": {number: _exit(world, shown, home) for number, home in homes},
        "monitored": {number: _elimination(world, shown, home) for number, home in homes},
        "village": {code: _village(world, shown, code, lived) for code, lived in _villages(world).items()},
    }


def _exit(world: World, shown: Papers, home: Home) -> Judged:
    kind = home.facts["household_type"]
    if not home.shaky and kind != "贫困户":
        return Judged("unknown" if kind is None else "not_applicable", {})
    whole = steps(world, shown, home)
    return _judged(
        home,
        {
            "income": _proven(world, shown, above_the_line(world, shown, home, _fact(home, "income_per_capita")), YEARLY, ROSTER, INCOMES),
            **_guarantees(world, shown, home),
            **{step: _proven(world, shown, said, None, DOSSIERS) for step, said in whole.items()},
            "appeals": _proven(world, shown, no_appeal(world, shown, home), CURRENT, APPEALS),
        },
    )  # fmt: skip


def _elimination(world: World, shown: Papers, home: Home) -> Judged:
    if not home.shaky and (home.facts["monitored_type"] is None or home.facts["risk_eliminated"]):
        return Judged("not_applicable", {})
    since = home.facts["identified_on"]
    able = [MAYBE if row["labour"] is None else yes_if(row["labour"] in ABLE) for row in living(world, home)]
    own = {
        "watched": yes_if(None if since is None else world.as_of - since >= WATCHED),
        "labour": any_of(able) if able else MAYBE,
    }
    of_roster = {name: _proven(world, shown, said, CURRENT, ROSTER) for name, said in own.items()}
    return _judged(home, {**of_roster, **_guarantees(world, shown, home)})


def _judged(home: Home, said: Mapping[str, Say | None]) -> Judged:
    """The verdict; of a household whose rows differ, or of which one was refused, nobody can tell what it must be."""
    return Judged(None, {}) if home.shaky else Judged(_verdict(said.values()), said)


def _verdict(said: Iterable[Say | None]) -> str | None:
    answers = set(said)
    if NO in answers:
        return "fail"
    if None in answers:
        return None
    return "unknown" if MAYBE in answers else "pass"


def _proven(world: World, shown: Papers, said: Say | None, fresh: timedelta | None, *feeds: str) -> Say | None:
    """What was never delivered, or is too old, proves nothing: yes is unknown then."""
    newest = [shown.newest.get(feed) for feed in feeds]
    lacking = any(day is None or (fresh is not None and day < world.as_of - fresh) for day in newest)
    return MAYBE if lacking and said == YES else said


def _guarantees(world: World, shown: Papers, home: Home) -> dict[str, Say | None]:
    taught = _nobody(world, home, STUDENTS, _not_taught)
    insured = _nobody(world, home, ENROLMENT, _not_insured)
    safe, water = _fact(home, "dangerous_house"), _fact(home, "safe_water")
    return {
        "education": _proven(world, shown, taught, CURRENT, ROSTER, STUDENTS),
        "insurance": _proven(world, shown, insured, CURRENT, ROSTER, ENROLMENT),
        "housing": _proven(world, shown, MAYBE if safe is None else yes_if(not safe), CURRENT, ROSTER),
        "water": _proven(world, shown, yes_if(water), CURRENT, ROSTER),
    }


def _fact(home: Home, name: str) -> Any:
    """What the head's row says of the household, else the next row that does."""
    ordered = sorted(home.rows, key=lambda row: (row["relation"] != "户主", row["_key"]))
    return next((row[name] for row in ordered if row[name] is not None), None)


def _nobody(world: World, home: Home, feed: str, ask: Callable[[World, Row], Say]) -> Say | None:
    """That nobody living in the home is so; None where a row of the feed that may be theirs does not speak for them."""
    people = living(world, home)
    answers = [None if world.in_doubt(feed, row["owner"]) else ask(world, row) for row in people]
    if YES in answers:
        return NO
    if None in answers:
        return None
    return no_if(any_of(answer for answer in answers if answer is not None)) if people else MAYBE


def _not_taught(world: World, row: Row) -> Say:
    of_age = aged(world, row, 6, 15)
    said = sorted(statuses(world, row["id_number"]), key=RANK.index)
    if row["id_number"] is None:
        return min(of_age, MAYBE)
    status = said[0] if said else "无"
    return min(of_age, YES if status in ("辍学", "无") else MAYBE if status in ("休学", "转出", "毕业") else NO)


def _not_insured(world: World, row: Row) -> Say:
    number = row["id_number"]
    if number is None:
        return MAYBE
    why = reasons(world, number)
    if is_insured(world, number) or why & set(EXCUSED):
        return NO
    if any(one["status"] is None and not one["not_insured_reason"] for one in rows(world, ENROLMENT, number)):
        return MAYBE
    grown = agreed(world.as_of - birth >= BABY for birth in births(row)) if births(row) else MAYBE
    return YES if grown == YES and "失联" not in why else MAYBE


def _villages(world: World) -> dict[str, list[Home]]:
    found: dict[str, list[Home]] = {}
    for home in world.homes.values():
        found.setdefault(home.facts["village_code"], []).append(home)
    return found


def _village(world: World, shown: Papers, code: str, homes: list[Home]) -> Judged:
    told = max(shown.villages.get(code, ()), key=lambda row: row["year"], default=None)
    level = told["level"] if told else None
    if told is None or level == "非贫困村" or level is None:
        return Judged("unknown" if level is None else "not_applicable", {})
    built = {name: min(yes_if(told[fact]) for fact in facts) for name, facts in BUILT.items()}
    said: dict[str, Say | None] = {name: _proven(world, shown, one, YEARLY, VILLAGES) for name, one in built.items()}
    said["incidence"] = _proven(world, shown, _few_poor(world, homes), CURRENT, ROSTER)
    return Judged(_verdict(said.values()), said)


def _few_poor(world: World, homes: list[Home]) -> Say | None:
    """The share of poor people among the living; None where rows that nobody can place could turn it."""
    persons = {home.number: len(living(world, home)) for home in homes}
    poor = sum(persons[home.number] for home in homes if home.facts["household_type"] == "贫困户")
    doubts = sum(home.shaky or any(row["id_number"] is None for row in home.rows) for home in homes)
    everyone = sum(persons.values())
    low, high = (poor - doubts) / max(everyone + doubts, 1), (poor + doubts) / max(everyone - doubts, 1)
    return None if low < INCIDENCE <= high else yes_if(poor / everyone < INCIDENCE) if everyone else MAYBE
