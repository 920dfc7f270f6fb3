"""What the oracle asks of a person or a home again and again, in the words of design.md's settled meanings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flows.demo.truth_rule import MAYBE, NO, YES, Say, agreed, yes_if
from flows.demo.truth_world import (
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    SETTLEMENTS,
    STUDENTS,
    Home,
    Row,
    World,
)

ABLE = ("普通劳动力", "技能劳动力")
ASSISTED = ("农村低保", "特困供养")
ALLOWANCE = ("农村低保", "城市低保")
EXCUSED = ("异地参保", "参军", "服刑", "死亡")
AT_SCHOOL = ("在读", "休学", "送教上门")


def is_alive(world: World, row: Row) -> bool:
    """Whether the person of a roster row lives: nobody is dead but by number and name."""
    return row["id_number"] not in world.died


def living(world: World, home: Home) -> list[Row]:
    """The living people published in the home."""
    return [row for row in home.members if is_alive(world, row)]


def home_of(world: World, number: str) -> Home | None:
    """The household in which the person is published."""
    row = world.listed.get(number)
    return world.homes[row["household_no"]] if row else None


def is_registered(home: Home | None) -> bool:
    """Poor or exited, or monitored, whether the risk is eliminated or not."""
    return home is not None and (home.facts["household_type"] in ("贫困户", "脱贫户") or home.facts["monitored_type"] is not None)


def years(early: date, late: date) -> int:
    """Completed years from one day to another; negative when the second comes first."""
    return late.year - early.year - ((late.month, late.day) < (early.month, early.day))


def births(row: Row) -> set[date]:
    """The birth dates a roster row tells: the one written, and the one in the number."""
    told = {row["birth_date"], birth_of(row["id_number"])}
    return {birth for birth in told if birth is not None}


def birth_of(number: str | None) -> date | None:
    """The birth date inside a number that links."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14])) if number else None


def aged(world: World, row: Row, low: int, high: int = 200) -> Say:
    """Whether the person is `low` to `high` years old, both included."""
    return agreed(low <= years(birth, world.as_of) <= high for birth in births(row)) if births(row) else MAYBE


def received(world: World, number: str | None, *schemes: str) -> list[Row]:
    """The person's assistance rows of these schemes (none named: of any) that have begun and not been stopped."""
    return [
        row
        for row in rows(world, ASSISTANCE, number)
        if (not schemes or row["scheme"] in schemes)
        and (row["started_on"] is None or row["started_on"] <= world.as_of)
        and (row["stopped_on"] is None or row["stopped_on"] > world.as_of)
    ]


def rows(world: World, feed: str, number: str | None) -> Sequence[Row]:
    """A feed's rows of a number."""
    return world.of[feed].get(number, ()) if number else ()


def is_insured(world: World, number: str, *kinds: str) -> bool:
    """An active enrolment, of one of these kinds if any is named."""
    active = [row for row in rows(world, ENROLMENT, number) if row["status"] == "正常参保"]
    return any(not kinds or row["insurance_type"] in kinds for row in active)


def reasons(world: World, number: str) -> set[str]:
    """Why the person is not insured."""
    return {row["not_insured_reason"] for row in rows(world, ENROLMENT, number) if row["not_insured_reason"]}


def active_cards(world: World, number: str | None, *grades: str) -> list[Row]:
    """The person's active disability cards, of these grades if any is named."""
    cards = [row for row in rows(world, CERTIFICATES, number) if row["status"] == "有效"]
    return [row for row in cards if not grades or row["grade"] in grades]


def statuses(world: World, number: str | None) -> set[str]:
    """What the schools say of the person."""
    return {row["status"] for row in rows(world, STUDENTS, number)}


def dropped_out(world: World, number: str | None) -> Say:
    """The schools' last word is 辍学; who is at school somewhere else may or may not have dropped out."""
    said = statuses(world, number)
    return NO if "辍学" not in said else (MAYBE if len(said) > 1 else YES)


def bills(world: World, number: str | None) -> Iterator[Row]:
    """The person's bills that stand: neither taken back nor taking back."""
    for row in rows(world, SETTLEMENTS, number):
        if row["settled_at"] <= world.as_of and not row["reversal_of"] and row["settlement_id"] not in world.taken_back:
            yield row


def window(world: World, feed: str, number: str | None, day: str) -> list[Row]:
    """The person's rows of the last 12 months: after the same day a year ago, up to the night's day."""
    since = last_year(world.as_of)
    return [row for row in rows(world, feed, number) if since < row[day] <= world.as_of]


def last_year(day: date) -> date:
    """The same day a year before; 28 February for the leap day."""
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def spent(world: World, number: str | None) -> int:
    """Self-pay of the last 12 months in fen, reversals netted."""
    return sum(row["self_pay"] or 0 for row in window(world, SETTLEMENTS, number, "settled_at"))


def spends(world: World, home: Home, yuan: int) -> Say:
    """Whether the home's people spent so much; the design does not say whether its dead count, so both readings must agree."""
    everyone = sum(spent(world, row["id_number"]) for row in home.members)
    alive = sum(spent(world, row["id_number"]) for row in living(world, home))
    return agreed(fen >= yuan * 100 for fen in (everyone, alive))


def nobody_able(world: World, home: Home) -> Say:
    """No living member is ordinary or skilled labour; a blank is no answer."""
    labour = [row["labour"] for row in living(world, home)]
    if any(kind in ABLE for kind in labour):
        return NO
    return MAYBE if None in labour else YES


def gets_allowance(world: World, home: Home) -> Say:
    """Some living member receives rural or urban allowance."""
    people = living(world, home)
    if any(received(world, row["id_number"], *ALLOWANCE) for row in people):
        return YES
    unclear = (ASSISTANCE, EVENTS)
    return yes_if(None if any(world.in_doubt(feed, row["owner"]) for row in people for feed in unclear) else False)
