"""Who is entitled, who is covered, who is excused, of whom nobody knows, and who is left: by village, and by special group."""

from __future__ import annotations

import polars as pl

from config.entitlements import ANSWERS, Entitlement, load_entitlements
from transforms.entitlements import standing
from transforms.household.tables import yuan
from transforms.stages import Night, stage


@stage(key="village_code")
def coverage(night: Night, *, people: pl.LazyFrame, villages: pl.LazyFrame) -> pl.LazyFrame:
    """One row an entitlement and village in which somebody is entitled. `villages`: village_code, `town`, `village`, one row each."""
    here = people.filter(pl.col("village_code").is_not_null() & pl.col("in_household"))
    of_each = [_counted(here, one, night, ["village_code"], []) for one in load_entitlements().values()]
    return (
        pl.concat(of_each)
        .filter(pl.col("eligible") + pl.col("unknown") > 0)
        .with_columns(pl.col("village_code").cast(pl.String))
        .join(villages, on="village_code")
        .sort("entitlement", "village_code")
    )


@stage(key="group")
def group_costs(night: Night, *, grouped: pl.LazyFrame) -> pl.LazyFrame:
    """One row a special group and entitlement, also where nobody of the group is entitled; money in yuan.

    `grouped`: one row a person and group.
    """
    spent = {
        "self_pay_before_fen": pl.col("self_pay_fen").fill_null(0) + pl.col("medical_aid_fen").fill_null(0),
        "self_pay_after_fen": pl.col("self_pay_fen").fill_null(0),
        "self_pay_gap_fen": pl.when(pl.col("standing") == "gap").then(pl.col("self_pay_fen").fill_null(0)),
    }
    sums = [amount.sum().alias(name) for name, amount in spent.items()]
    of_each = [_counted(grouped, one, night, ["group"], sums) for one in load_entitlements().values()]
    return (
        pl.concat(of_each)
        .rename({"entitlement": "measure"})
        .with_columns(yuan(f"{name}_fen").alias(name) for name in ("self_pay_before", "self_pay_after", "self_pay_gap"))
        .sort("group", "measure")
    )


def in_groups(people: pl.LazyFrame, groups: pl.LazyFrame) -> pl.LazyFrame:
    """One row a living person and group. `groups`: person_id and `groups`."""
    return people.filter("living").join(groups.select("person_id", group="groups"), on="person_id").explode("group")


def _counted(people: pl.LazyFrame, one: Entitlement, night: Night, by: list[str], also: list[pl.Expr]) -> pl.LazyFrame:
    answer = pl.col("standing")
    excused = pl.concat_list(_reason(reason) for reason in one.excused) if one.excused else pl.lit([], _EXCUSED)
    standings = (*(name for name in ANSWERS if name != "not_eligible"), *one.excused)
    return (
        people.with_columns(standing=standing(one, night.as_of))
        .group_by(by)
        .agg(
            *also,
            persons=pl.len().cast(pl.Int64),
            **{f"is_{name}": (answer == name).sum().cast(pl.Int64) for name in standings},
        )
        .with_columns(
            entitlement=pl.lit(one.id),
            eligible=pl.sum_horizontal(f"is_{name}" for name in standings),
            covered=pl.col("is_covered"),
            excused=excused.list.filter(pl.element().struct.field("persons") > 0).cast(_EXCUSED),
            unknown=pl.col("is_unknown"),
            gap=pl.col("is_gap"),
            edition=pl.lit(night.edition),
        )
        .drop(f"is_{name}" for name in standings)
    )


_EXCUSED = pl.List(pl.Struct({"reason": pl.String(), "persons": pl.Int64()}))


def _reason(reason: str) -> pl.Expr:
    return pl.struct(reason=pl.lit(reason), persons=pl.col(f"is_{reason}"))
