"""Health insurance: who is enrolled, and the bills that were settled, reversed and paid again."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from flows.demo.days import days_before
from flows.demo.people import pick

REASONS = ("异地参保", "参军", "服刑", "失联", "自愿放弃")
HOSPITALS = ("云岭县人民医院", "云岭县中医院", "城关卫生院", "石坪镇卫生院", "州人民医院", "省肿瘤医院")
DIAGNOSES = ("J18.9", "I10.x02", "E11.900", "K80.2", "M54.5", "J44.1", "I63.9", "C34.9")
DIAGNOSIS_SHARES = (25.0, 20.0, 14.0, 8.0, 15.0, 10.0, 5.0, 3.0)
SIGNED = ("total", "pooled_pay", "major_illness_pay", "medical_aid_pay", "self_pay")


def build_enrolment(rng: np.random.Generator, persons: pl.DataFrame, premium_aided: pl.Series, start: date) -> pl.DataFrame:
    """One row an enrolment: person, psn_no, insurance_type, status … for nearly everyone; some have two, some none.

    `premium_aided` holds persons whose premium is subsidised; amounts in fen.
    """
    count = persons.height
    draw = pl.Series(rng.random(count))
    state = (
        pl.when(draw < 0.955).then(pl.lit("正常参保")).when(draw < 0.97).then(pl.lit("暂停参保")).otherwise(pl.lit("终止参保"))
    )
    employed = pl.col("age").is_between(20, 60) & pl.Series(rng.random(count) < 0.06)
    other = pl.Series(rng.random(count))
    rows = (
        persons.select("person", "age")
        .with_columns(
            psn_no=psn_no(pl.col("person")),
            insurance_type=pl.when(employed).then(pl.lit("职工")).otherwise(pl.lit("居民")),
            status=state,
            insured_since=days_before(start, rng.integers(30, 3000, count)),
            insured_place=pl.lit("云岭县"),
            premium_aid=pl.when(pl.col("person").is_in(premium_aided.implode()) & (other < 0.93))
            .then(30_000)
            .when(other < 0.985)
            .then(0),
            not_insured_reason=pl.when(pl.Series(rng.random(count) < 0.8)).then(pick(rng, REASONS, count, (50, 5, 5, 10, 30))),
        )
        .with_columns(not_insured_reason=pl.when(pl.col("status") == "终止参保").then("not_insured_reason"))
    )
    listed = rows.filter(pl.Series(rng.random(count) < 0.988)).drop("age")
    return pl.concat([listed, _second_rows(rng, listed)])


def psn_no(person: pl.Expr) -> pl.Expr:
    """The insurer's 20-character number of a person."""
    return pl.lit("52239900") + person.cast(pl.String).str.zfill(12)


def _second_rows(rng: np.random.Generator, listed: pl.DataFrame) -> pl.DataFrame:
    """A few people enrolled as employee and as resident at once, under a second number."""
    twice = listed.filter((pl.col("insurance_type") == "职工") & pl.Series(rng.random(listed.height) < 0.02))
    return twice.with_columns(psn_no=pl.lit("52239999") + pl.col("psn_no").str.slice(8), insurance_type=pl.lit("居民"))


def build_settlements(rng: np.random.Generator, patients: pl.DataFrame, since: date, until: date, serial: int) -> pl.DataFrame:
    """One row a bill settled in (since, until], reversals and second payments included; amounts in fen.

    `patients`: person, weight (how ill), aided (gets medical aid). A reversal bears the date of what it reverses.
    """
    span = (until - since).days
    count = max(int(patients.height * 0.55 * span / 365), 1)
    weight = patients["weight"].to_numpy()
    chosen = patients[rng.choice(patients.height, count, p=weight / weight.sum())]
    bills = _bills(rng, chosen, since, until)
    dialysis = _dialysis(rng, patients.filter(pl.col("weight") > 20), since, until)
    every = pl.concat([bills, dialysis]).with_columns(
        settlement_id=pl.lit(f"JS{until:%Y%m}") + (serial + pl.int_range(pl.len())).cast(pl.String).str.zfill(9),
        reversal_of=pl.lit(None, dtype=pl.String),
    )
    return _with_reversals(rng, every)


def _bills(rng: np.random.Generator, chosen: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    count = chosen.height
    late = rng.random(count) < 0.03
    ago = rng.integers(0, (until - since).days, count) + np.where(late, rng.integers(20, 150, count), 0)
    kind = rng.choice(3, count, p=[0.55, 0.2, 0.25])
    total = np.exp(rng.normal(np.array([5.0, 5.8, 8.3])[kind], np.array([0.6, 0.6, 0.85])[kind]) + np.log(100)).astype(np.int64)
    return (
        chosen.select("person", "aided")
        .with_columns(
            visit_type=pl.Series(("普通门诊", "门诊慢特病", "普通住院")).gather(kind),
            settled_at=days_before(until, ago),
            hospital=pick(rng, HOSPITALS, count),
            disease_code=pl.lit(None, dtype=pl.String),
            disease_name=pl.lit(None, dtype=pl.String),
            diagnosis_code=pick(rng, DIAGNOSES, count, DIAGNOSIS_SHARES),
            total=pl.Series(total),
            share=pl.Series(rng.uniform(0.4, 0.75, count)),
        )
        .pipe(_split_payment)
    )


def _dialysis(rng: np.random.Generator, uraemic: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Monthly dialysis bills of the few heaviest patients."""
    months = max((until - since).days // 30, 1)
    rows = uraemic.select("person", "aided").join(pl.DataFrame({"month": range(months)}), how="cross")
    count = rows.height
    return rows.select(
        "person",
        "aided",
        visit_type=pl.lit("门诊慢特病"),
        settled_at=days_before(until, rows["month"].to_numpy() * 30),
        hospital=pl.lit(HOSPITALS[0]),
        disease_code=pl.lit("M07801"),
        disease_name=pl.lit("慢性肾功能衰竭透析治疗"),
        diagnosis_code=pl.lit("N18.0"),
        total=pl.Series(rng.integers(350_000, 600_000, count)),
        share=pl.Series(rng.uniform(0.7, 0.85, count)),
    ).pipe(_split_payment)


def _split_payment(bills: pl.DataFrame) -> pl.DataFrame:
    """Who pays what: the parts add up to the total, in fen."""
    pooled = (pl.col("total") * pl.col("share")).cast(pl.Int64)
    rest = pl.col("total") - pl.col("pooled_pay")
    return (
        bills.with_columns(pooled_pay=pooled)
        .with_columns(major_illness_pay=pl.when(rest > 1_200_000).then((rest - 1_200_000) // 2).otherwise(0))
        .with_columns(rest=rest - pl.col("major_illness_pay"))
        .with_columns(
            medical_aid_pay=pl.when(pl.col("aided") & (pl.col("rest") > 100_000)).then(pl.col("rest") * 6 // 10).otherwise(0)
        )
        .with_columns(self_pay=pl.col("rest") - pl.col("medical_aid_pay"))
        .drop("rest", "share", "aided")
    )


def _with_reversals(rng: np.random.Generator, bills: pl.DataFrame) -> pl.DataFrame:
    """One bill in 100 is taken back by a row of negative amounts; half of those come again as a manual reimbursement."""
    taken_back = bills.filter(pl.Series(rng.random(bills.height) < 0.01))
    reversals = taken_back.with_columns(
        *(-pl.col(name) for name in SIGNED),
        reversal_of=pl.col("settlement_id"),
        settlement_id="C" + pl.col("settlement_id"),
    )
    again = taken_back.filter(pl.Series(rng.random(taken_back.height) < 0.5)).with_columns(
        settlement_id="B" + pl.col("settlement_id")
    )
    return pl.concat([bills, reversals, again])
