"""Asks the rules: every person and household tonight, and the rows of those of whom the answer is yes or unknown.

Columns of an answer: `rule_id, subject_id, household_id, town, village, village_code, hit` (true, or null: unknown) and `message`, in which
the subject's numbers stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from config.rules import Grain, Rule
from config.thresholds import threshold
from transforms.household.causes import evidence_of_members
from transforms.household.people import PLACE
from transforms.household.places import KINDS
from transforms.household.silence import asked_feeds
from transforms.rules import OF_MEMBERS, asked, member_asked, of_members
from transforms.stages import Night, stage

ANSWER = ("rule_id", "subject_id", "household_id", *PLACE, "hit", "message")
OF_HOME = (
    "household_type", "monitored_type", "risk_eliminated", "exited_on", "cause_primary", "cause_secondary",
    "dangerous_house", "safe_water", "heads",
)  # fmt: skip


def in_force(night: Night, *grains: Grain) -> Iterator[Rule]:
    """The rules of these grains that hold on the night and wait for no feed, in id order."""
    return (rule for rule in holding(night) if rule.grain in grains and not awaited(rule, night))


def holding(night: Night) -> Iterator[Rule]:
    """Every rule that holds on the night, in id order."""
    return (rule for rule in night.standards.rules.values() if rule.holds(night.as_of))


def awaited(rule: Rule, night: Night) -> list[str]:
    """The feeds that a rule needs and that were never delivered: of nobody it could be said tonight that the rule hits."""
    return [feed for feed in rule.needs if feed not in night.delivered]


@stage(key=None)
def person_hits(night: Night, *, people: pl.LazyFrame) -> pl.LazyFrame:
    """The answers of rules about persons."""
    return _answered(people.with_columns(subject_id="person_id"), night, "person")


@stage(key=None)
def stranger_hits(night: Night, *, people: pl.LazyFrame) -> pl.LazyFrame:
    """The answers of rules over further feeds about persons whom only these name; the other rules have nothing to ask of them."""
    named = people.with_columns(subject_id="person_id")
    return _together(_answers(named, rule, night) for rule in in_force(night, "person") if rule.needs)


@stage(key="household_id")
def homes_asked(night: Night, *, homes: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row a household, in the order of `homes`: its indicators and, for each rule that asks members, their answers (`member_<rule>`
    in three states, `members_hit_<rule>`).
    """
    rules = [rule for rule in in_force(night, "household") if rule.member]
    answers = {rule.id: member_asked(rule, night.as_of, night.standards) for rule in rules}
    living = pl.col("living").fill_null(value=False)
    of_age = living & pl.col("age").is_between(*_labour_ages(night))
    counted = (
        people.with_columns(living=living, of_age=of_age, able_=pl.col("able").fill_null(value=False), **answers)
        .group_by("household_id")
        .agg(
            *(answer for rule in answers for answer in of_members(pl.col(rule), suffix=f"_{rule}")),
            *evidence_of_members(night),
            size=_count(pl.col("living")),
            able=_count(pl.col("living") & pl.col("able_")),
            working_age=_count(pl.col("of_age")),
            working_age_able=_count(pl.col("of_age") & pl.col("able_")),
            self_pay=pl.when(pl.col("self_pay").is_not_null().any()).then(pl.col("self_pay_fen").sum() / 100),
        )
    )
    # A household all of whose people are published in another one has no members of its own.
    counts = ("size", "able", "working_age", "working_age_able", *(f"members_hit_{rule}" for rule in answers))
    return (
        homes.select(
            "household_id",
            *PLACE,
            *OF_HOME,
            registered=_registered(),
            identified_days=(pl.lit(night.as_of) - pl.col("identified_on")).dt.total_days(),
            income_per_capita=pl.col("income_per_capita") / 100,
        )
        .join(counted, on="household_id", how="left", maintain_order="left")
        .with_columns(
            *(pl.col(name).fill_null(0) for name in counts),
            *(
                pl.when(pl.col("size").is_not_null()).then(f"member_{rule}").otherwise(statement=False).alias(f"member_{rule}")
                for rule in answers
            ),
        )
    )


@stage(key=None)
def household_hits(night: Night, *, asked_homes: pl.LazyFrame) -> pl.LazyFrame:
    """The answers of rules about households, from `homes_asked`."""
    named = asked_homes.with_columns(subject_id="household_id")
    found = []
    for rule in in_force(night, "household"):
        own = {name: f"{name}_{rule.id}" for name in OF_MEMBERS} if rule.member else {}
        found.append(_answers(named.with_columns(**own), rule, night))
    return _together(found)


@stage(key=None)
def village_hits(night: Night, *, villages: pl.LazyFrame) -> pl.LazyFrame:
    """The answers of rules about villages. `villages`: village_code, town, village and all indicators of villages."""
    named = villages.with_columns(subject_id=pl.col("village_code").cast(pl.String), household_id=pl.lit(None, pl.String))
    return _answered(named, night, "village")


def unanswered(night: Night, before: pl.LazyFrame) -> pl.LazyFrame:
    """An unknown answer for every finding of the edition before whose rule waits for a feed tonight: not being asked closes nothing."""
    waiting = [rule.id for rule in holding(night) if awaited(rule, night)]
    found = before.filter(pl.col("rule_id").is_in(waiting))
    return found.with_columns(village=pl.lit(None, pl.String), hit=pl.lit(None, pl.Boolean)).select(ANSWER)


def silence_hits(night: Night) -> pl.LazyFrame:
    """The answers of rules about deliveries."""
    feeds = asked_feeds(night)
    return _together(
        _answers(feeds.filter(pl.col("grain") == rule.grain), rule, night) for rule in in_force(night, "feed", "town")
    )


@stage(key="household_id")
def witnesses(night: Night, *, people: pl.LazyFrame, hits: pl.LazyFrame) -> pl.LazyFrame:
    """`rule_id, household_id, person_id` of the members who make a household's rule hit."""
    wanted = hits.filter("hit").select("rule_id", "household_id")
    answers = {rule.id: member_asked(rule, night.as_of, night.standards) for rule in in_force(night, "household") if rule.member}
    # All answers at once, of the people in households that hit: a question a rule would look through everybody again and again.
    return (
        people.join(wanted, on="household_id", how="semi")
        .select("household_id", "person_id", **answers)
        .unpivot(index=["household_id", "person_id"], variable_name="rule_id", value_name="answer")
        .filter(pl.col("answer").cast(pl.Boolean))
        .select("rule_id", "household_id", "person_id")
        .join(wanted, on=["rule_id", "household_id"], how="semi")
    )


def _answered(subjects: pl.LazyFrame, night: Night, grain: Grain) -> pl.LazyFrame:
    """The answers of the rules of a grain; `subjects` have `subject_id` and every column of `ANSWER` that is theirs."""
    return _together(_answers(subjects, rule, night) for rule in in_force(night, grain))


def _together(answers: Iterable[pl.LazyFrame]) -> pl.LazyFrame:
    """The answers of no rule are none."""
    nobody = pl.LazyFrame(schema={**dict.fromkeys(ANSWER, pl.String()), "hit": pl.Boolean()})
    return pl.concat([*answers, nobody])


def _answers(subjects: pl.LazyFrame, rule: Rule, night: Night) -> pl.LazyFrame:
    """The subjects of whom the rule's answer is yes or unknown; unknown is a hit where the rule says so."""
    answer = asked(rule, night.as_of, night.standards)
    hit = answer.fill_null(value=True) if rule.unknown == "hit" else answer
    return (
        subjects.with_columns(hit=hit, rule_id=pl.lit(rule.id))
        .filter(pl.col("hit").fill_null(value=True))
        .with_columns(pl.col(PLACE).cast(pl.String), message=_message(rule))
        .select(ANSWER)
    )


def _message(rule: Rule) -> pl.Expr:
    """The rule's sentence with the subject's numbers in it."""
    if not rule.numbers:
        return pl.lit(rule.message)
    # Formatted with itself: Polars fills the places in their order.
    places = rule.message.format_map(dict.fromkeys(rule.numbers, "{}"))
    return pl.format(places, *(_grouped(pl.col(name)) for name in rule.numbers))


def _grouped(number: pl.Expr) -> pl.Expr:
    """1,234,567; a dash where it is unknown."""
    whole = number.cast(pl.Float64).round(0).cast(pl.Int64)
    low, middle, high = whole % 1000, whole // 1000 % 1000, whole // 1_000_000
    return (
        pl.when(whole >= 1_000_000)
        .then(pl.format("{},{},{}", high, _three(middle), _three(low)))
        .when(whole >= 1000)
        .then(pl.format("{},{}", middle, _three(low)))
        .otherwise(whole.cast(pl.String))
        .fill_null("—")
    )


def _three(part: pl.Expr) -> pl.Expr:
    return part.cast(pl.String).str.zfill(3)


def _count(which: pl.Expr) -> pl.Expr:
    return which.sum().cast(pl.Int64)


def _registered() -> pl.Expr:
    return KINDS["registered"].fill_null(value=False)


def _labour_ages(night: Night) -> tuple[int, int]:
    return int(threshold("labour_age_from", night.as_of)), int(threshold("labour_age_to", night.as_of))
