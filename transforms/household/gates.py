"""Who passes a gate: a verdict a subject, and what is missing in the order of the conditions.

pass: every condition is met. fail: one is not. unknown: none fails, and of one nobody can say. A condition is met only on evidence that was
delivered and is not too old; where that is lacking, yes becomes unknown, and no stays no.

A gate is asked once: of those whom it concerns, and of those of whom a target of the year is counted by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import polars as pl

from config.gates import Condition, Gate
from config.targets import Target
from config.thresholds import threshold
from transforms.gates import asked, concerned, member_asked
from transforms.household.further import SUBJECTS
from transforms.stages import Night, stage
from transforms.targets import counted_by, recorded_by

NOT_MET, UNCLEAR = "未达到", "无法确认"
MISSING = rf"^(?<condition>.+?)：(?<state>{NOT_MET}|{UNCLEAR})"
"""How a line of what is missing begins, for whoever reads one again: the condition's title, and whether it is not met or nobody can say."""


@stage(key="household_id")
def gated_homes(night: Night, *, asked_homes: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """`household_id` and, of each gate for households, the verdict, what is missing and the standings; in the order of `asked_homes`.

    `asked_homes`, `people`: all indicators of households and of persons.
    """
    judged = asked_homes.select("household_id")
    for gate in night.standards.gates_of("household"):
        judged = judged.pipe(_judged, _with_members(_concerned(asked_homes, gate, night), people, gate, night), gate, night)
    return judged


@stage(key="village_code")
def gated_villages(night: Night, *, villages: pl.LazyFrame) -> pl.LazyFrame:
    """`villages`, which have all indicators of villages, with verdict, what is missing and standings of each gate for villages."""
    judged = villages
    for gate in night.standards.gates_of("village"):
        judged = judged.pipe(_judged, _concerned(villages, gate, night), gate, night)
    return judged


def standing(target: Target) -> str:
    """The column that says how a subject stands with a target: passed | blocked | pending, unclear whether it is counted, null if it is not."""
    return f"_standing_{target.id}"


def recorded(target: Target) -> str:
    """The column that says whether the register shows a subject as gone, of those of whom the target is counted."""
    return f"_recorded_{target.id}"


def _targets(gate: Gate, night: Night) -> list[Target]:
    return [target for target in night.standards.targets_on(night.as_of) if target.gate == gate.id]


def _concerned(subjects: pl.LazyFrame, gate: Gate, night: Night) -> pl.LazyFrame:
    """Whom the gate or a target concerns or may concern: few, so that nobody else is asked anything."""
    counted = (counted_by(target, night.standards, night.as_of) for target in _targets(gate, night))
    whoever = (concerned(gate, night.standards, night.as_of), *counted)
    return subjects.filter(pl.any_horizontal(applies.fill_null(value=True) for applies in whoever))


def _with_members(homes: pl.LazyFrame, people: pl.LazyFrame, gate: Gate, night: Night) -> pl.LazyFrame:
    """The households with `_member_<condition>`: of any member, and unknown where nobody lives."""
    about = [condition for condition in gate.conditions if condition.member]
    if not about:
        return homes
    answers = {_member(item): member_asked(gate, item, night.standards, night.as_of) for item in about}
    told = (
        people.join(homes.select("household_id"), on="household_id", how="semi")
        .with_columns(**answers, _living=pl.col("living").fill_null(value=False))
        .group_by("household_id")
        .agg(pl.when(pl.col("_living").any()).then(pl.col(name).any(ignore_nulls=False)).alias(name) for name in answers)
    )
    return homes.join(told, on="household_id", how="left")


def _judged(subjects: pl.LazyFrame, asked_of: pl.LazyFrame, gate: Gate, night: Night) -> pl.LazyFrame:
    """`subjects` with the verdict and what is missing; `asked_of` are those whom the gate concerns, with all that it asks."""
    for condition in gate.conditions:
        own = {"member": pl.col(_member(condition))} if condition.member else {}
        answer = asked(gate, condition, night.standards, night.as_of)
        proven = answer & pl.lit(None, pl.Boolean) if doubts(condition, night) else answer
        asked_of = asked_of.with_columns(**own).with_columns(proven.alias(_state(condition)))
    applies, key = concerned(gate, night.standards, night.as_of), SUBJECTS[gate.grain]
    told = asked_of.select(
        key,
        _verdict(applies, gate).alias(gate.publishes),
        _missing(applies, gate, night).alias(gate.missing),
        *(_standing(target, gate, night).alias(standing(target)) for target in _targets(gate, night)),
        *(
            recorded_by(target, night.standards, night.as_of).alias(recorded(target))
            for target in _targets(gate, night)
            if target.recorded
        ),
    )
    return subjects.join(told, on=key, how="left", maintain_order="left").with_columns(
        pl.col(gate.publishes).fill_null("not_applicable"), pl.col(gate.missing).fill_null(pl.lit([], pl.List(pl.String)))
    )


def _verdict(applies: pl.Expr, gate: Gate) -> pl.Expr:
    told: Mapping[str, pl.Expr] = {
        "not_applicable": ~applies,
        "unknown": applies.is_null(),
        "fail": _fails(gate),
        "pass": _passes(gate),
    }
    return pl.coalesce(*(pl.when(holds).then(pl.lit(verdict)) for verdict, holds in told.items()), pl.lit("unknown"))


def _standing(target: Target, gate: Gate, night: Night) -> pl.Expr:
    applies = counted_by(target, night.standards, night.as_of)
    told: Mapping[str, pl.Expr] = {
        "unclear": applies.is_null(),
        "blocked": applies & _fails(gate),
        "passed": applies & _passes(gate),
    }
    return pl.coalesce(
        *(pl.when(holds).then(pl.lit(said)) for said, holds in told.items()), pl.when(applies).then(pl.lit("pending"))
    )


def _states(gate: Gate) -> Sequence[pl.Expr]:
    return [pl.col(_state(condition)) for condition in gate.conditions]


def _fails(gate: Gate) -> pl.Expr:
    return pl.any_horizontal((~state).fill_null(value=False) for state in _states(gate))


def _passes(gate: Gate) -> pl.Expr:
    return pl.all_horizontal(state.fill_null(value=False) for state in _states(gate))


def _missing(applies: pl.Expr, gate: Gate, night: Night) -> pl.Expr:
    """A line a condition that is not met: what, why, and whom to ask."""
    lines = [_line(condition, night) for condition in gate.conditions]
    whether = pl.concat_list(pl.lit(f"是否属于“{gate.title}”的对象：{UNCLEAR}，请找乡镇政府核对"))
    # Of those whom only a target concerns nothing is missing here.
    return pl.when(applies.is_null()).then(whether).when(applies).then(pl.concat_list(lines).list.drop_nulls())


def _line(condition: Condition, night: Night) -> pl.Expr:
    state, whom = pl.col(_state(condition)), night.standards.whom(condition.owner)
    why = "、".join(doubts(condition, night)) or "现有数据缺少或不明确"
    return (
        pl.when(~state)
        .then(pl.lit(f"{condition.title}：{NOT_MET}，请找{whom}核实"))
        .when(state.is_null())
        .then(pl.lit(f"{condition.title}：{UNCLEAR}（{why}），请找{whom}补充"))
    )


def lacks_only(gate: Gate, conditions: Collection[str]) -> pl.Expr:
    """Whether a published subject passes, or only these conditions (ids) are not met or unknown: Boolean, by the lines of `_line`."""
    titles = [item.title for item in gate.conditions if item.id in conditions]
    asked = pl.col(gate.publishes).is_in(["pass", "fail", "unknown"]).fill_null(value=False)
    named = pl.element().str.extract_groups(MISSING).struct.field("condition").is_in(titles)
    return asked & pl.col(gate.missing).list.eval(named.fill_null(value=False)).list.all()


def doubts(condition: Condition, night: Night) -> list[str]:
    """Why nobody can say yes tonight: evidence that never came or is too old, in Chinese; empty where all of it is there."""
    found = []
    for feed in night.standards.feeds_of(condition):
        title, newest = night.standards.contracts[feed].title, night.freshness.get(feed)
        if feed not in night.delivered:
            found.append(f"“{title}”未报送")
        elif condition.fresh_days and (newest is None or newest < night.as_of - _days(condition.fresh_days, night)):
            found.append(f"“{title}”数据过旧")
    return found


def _days(name: str, night: Night) -> timedelta:
    return timedelta(days=int(threshold(name, night.as_of)))


def _member(condition: Condition) -> str:
    return f"_member_{condition.id}"


def _state(condition: Condition) -> str:
    return f"_state_{condition.id}"
