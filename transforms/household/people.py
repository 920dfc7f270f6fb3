"""The indicators of every person (`indicators.PERSON`): what their own rows tell, and what their household adds.

Known trap: a household without exactly one head has nobody to compare ages with: those comparisons are unknown then.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from config.thresholds import threshold
from transforms.household.ages import years_between
from transforms.household.indicators import PERSON
from transforms.household.insurance import INSURED, UNINSURED
from transforms.household.places import KINDS
from transforms.household.schemes import ALLOWANCES, ASSISTED
from transforms.household.states import ASSISTANCE, CERTIFICATES, REPEATED
from transforms.stages import Night, stage

ABLE = ("ordinary", "skilled")
OF_HOME = ("household_type", "monitored_type", "risk_eliminated", "exited_on")
PLACE = ("town", "village", "village_code")
ASKED = (
    "household_id", "person_id", "relation", "sex", "birth_date", "alive", "schemes",
    "insurance", "school_stage", "school_status", "self_pay_fen", "medical_aid_fen", "disability_type", "disability_grade",
    "linked", "died", "died_on", "health", "labour", "id_state", "birth_contradicts", "sex_contradicts", "other_names", "number_shared", "two_numbers",
    "households",
    "assisted_since", "assistance_village_code", "hidden_spouse", "not_insured_reason", "was_insured", "premium_aid_fen", "ill",
    "late_bills", "card_active", "disabled", "at_school", "in_no_school_list", "living_subsidy_fen", "nursing_subsidy_fen", "rain_dew",
)  # fmt: skip
"""Columns of `persons` that are needed here."""
CARRIED = pl.Schema({name: REPEATED if dtype == pl.String else dtype for name, dtype in PERSON.items()})
"""Types of the indicators where they are carried: texts of few values as codes."""
KEPT = ("household_id", "person_id", "birth_date", "alive", "schemes", "self_pay_fen", "medical_aid_fen")
"""What stays beside the indicators, for the tables of households and groups."""


@stage(key="household_id")
def people(night: Night, *, homes: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person of a household: the indicators, KEPT and PLACE; in the order of `members`."""
    return (
        members.join(_in_common(members), on="household_id", how="left", maintain_order="left")
        .join(homes.select("household_id", *OF_HOME, *_labels(PLACE)), on="household_id", how="left", maintain_order="left")
        .with_columns(registered=KINDS["registered"].fill_null(value=False), in_household=pl.lit(value=True))
        .pipe(_asked, night)
    )


@stage(key="person_id")
def outsiders(night: Night, *, members: pl.LazyFrame) -> pl.LazyFrame:
    """As `people`, of persons in no household of the roster; whether somebody without a usable number lives in one is unknown."""
    nowhere = {name: pl.lit(None, PERSON[name]) for name in OF_HOME}
    nobody = {"head_birth": pl.lit(None, pl.Date), "head_sex": pl.lit(None, members.collect_schema()["sex"])}
    return members.with_columns(
        **nowhere,
        **nobody,
        **dict.fromkeys(PLACE, pl.lit(None, REPEATED)),
        registered=pl.lit(value=False),
        in_household=pl.when("linked").then(statement=False),
        allowance_household=pl.lit(None, pl.Boolean),
        able_in_household=pl.lit(None, pl.Int64),
    ).pipe(_asked, night)


@stage(key="person_id")
def strangers(*, heard: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """As `outsiders`, of persons whom only further feeds name by a usable number: they are in no household, and nothing else is known.

    `heard`: person_id, as often as feeds name it; `known`: person_id of everybody else.
    """
    nothing = {name: pl.lit(None, dtype) for name, dtype in CARRIED.items()}
    said = {"registered": False, "in_household": False, "linked": True}
    return (
        heard.unique()
        .join(known, on="person_id", how="anti")
        .sort("person_id")
        .select(
            "person_id",
            household_id=pl.lit(None, pl.String),
            **dict.fromkeys(PLACE, pl.lit(None, REPEATED)),
            **{**nothing, **{name: pl.lit(answer) for name, answer in said.items()}},
        )
    )


def asked(persons: pl.LazyFrame) -> pl.LazyFrame:
    """What `people` and `outsiders` need of `persons`, texts of few values as codes. Row by row."""
    texts = [name for name in ASKED if PERSON.get(name) == pl.String]
    return persons.select(*(name for name in ASKED if name not in texts), *_labels(texts))


def _labels(names: Iterable[str]) -> list[pl.Expr]:
    return [pl.col(name).cast(REPEATED) for name in names]


def _in_common(members: pl.LazyFrame) -> pl.LazyFrame:
    """What a household's living members have in common, and whom ages are compared with."""
    is_head = (pl.col("relation") == "head").fill_null(value=False)
    alone = is_head.sum() == 1
    return members.group_by("household_id").agg(
        allowance_household=(_living() & _receives(ALLOWANCES)).any(ignore_nulls=False),
        able_in_household=(_living() & _able().fill_null(value=False)).sum().cast(pl.Int64),
        head_birth=pl.when(alone).then(pl.col("birth_date").filter(is_head).first()),
        head_sex=pl.when(alone).then(pl.col("sex").filter(is_head).first()),
    )


def _asked(people: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    made = {**_who(night), **_aided(night), **_money(), **_disabled(night)}
    own = {name: pl.col(name) for name in PERSON if name not in made}
    columns = [expression.cast(CARRIED[name]).alias(name) for name, expression in {**own, **made}.items()]
    kept = [name for name in (*KEPT, *PLACE, "assistance_village_code") if name not in PERSON]
    return people.select(*kept, *columns)


def _who(night: Night) -> dict[str, pl.Expr]:
    birth, head = pl.col("birth_date"), pl.col("head_birth")
    return {
        "living": _living(),
        "age": years_between(birth, pl.lit(night.as_of)),
        "age_days": (pl.lit(night.as_of) - birth).dt.total_days(),
        "years_younger": years_between(head, birth),
        "years_older": years_between(birth, head),
        "same_sex_as_head": pl.col("sex") == pl.col("head_sex"),
        "able": _able(),
        "insured": _among("insurance", INSURED, UNINSURED),
        "school_status": pl.coalesce("school_status", pl.when("in_no_school_list").then(pl.lit("none"))),
        "bills_after_death": pl.col("late_bills"),
    }


def _aided(night: Night) -> dict[str, pl.Expr]:
    """Assistance is known of people whom the feed can name, and of those it names."""
    known = pl.lit(ASSISTANCE in night.delivered) & pl.col("schemes").is_not_null()
    told = {
        "on_any_scheme": pl.col("schemes").list.len() > 0,
        "on_allowance": _receives(ASSISTED[:1]),
        "on_destitute": _receives(ASSISTED[1:]),
        "assisted": _receives(ASSISTED),
    }
    return {name: pl.when(known).then(answer) for name, answer in told.items()}


def _money() -> dict[str, pl.Expr]:
    fen = {
        "premium_aid": "premium_aid_fen",
        "self_pay": "self_pay_fen",
        "medical_aid": "medical_aid_fen",
        "living_subsidy": "living_subsidy_fen",
        "nursing_subsidy": "nursing_subsidy_fen",
    }
    return {name: pl.col(column) / 100 for name, column in fen.items()}


def _disabled(night: Night) -> dict[str, pl.Expr]:
    severe = pl.col("disability_grade") <= int(threshold("severe_grade_to", night.as_of))
    told = pl.lit(CERTIFICATES in night.delivered)
    return {
        # An active card without a readable grade may be severe.
        "severe_disabled": pl.when("card_active").then(severe).when(~pl.col("card_active") & told).then(statement=False),
    }


def _living() -> pl.Expr:
    return pl.col("alive").fill_null(value=True)


def _able() -> pl.Expr:
    return pl.col("labour").cast(pl.String).is_in(ABLE)


def _receives(schemes: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(pl.col("schemes").list.contains(scheme) for scheme in schemes)


def _among(column: str, yes: tuple[str, ...], no: tuple[str, ...]) -> pl.Expr:
    return pl.when(pl.col(column).is_in(yes)).then(statement=True).when(pl.col(column).is_in(no)).then(statement=False)
