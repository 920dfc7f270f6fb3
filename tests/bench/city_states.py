"""The pseudonymised states of a synthetic city of any size, as parquet: for benchmarks of the night alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from transforms.household.states import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    NEEDS,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
)

AS_OF = date(2024, 5, 31)
HOUSEHOLD_SIZE = 3
WITHOUT_NUMBER = 50
"""One person in so many has no usable number."""
NAMES = 345_600
"""So many different names: 24 family names, two characters of 120."""


def write_states(folder: Path, persons: int, without_number: int = WITHOUT_NUMBER) -> Mapping[str, Path]:
    """Write one parquet file a feed; the path by feed. One person in `without_number` has no usable number in any of them."""
    makers: Mapping[str, tuple[float, Callable[[pl.LazyFrame], pl.LazyFrame]]] = {
        ROSTER: (1.0, _roster),
        ENROLMENT: (0.95, _enrolment),
        SETTLEMENTS: (3.0, _settlements),
        STUDENTS: (0.18, _students),
        CERTIFICATES: (0.06, _certificates),
        ASSISTANCE: (0.05, _assistance),
        EVENTS: (0.012, _events),
        AID: (0.04, _aid),
    }
    paths = {}
    for feed, (share, make) in makers.items():
        paths[feed] = folder / f"{feed.replace('/', '__')}.parquet"
        rows = pl.LazyFrame({"i": pl.int_range(int(persons * share), eager=True)}).with_columns(_who(persons, share))
        rows = rows.with_columns(usable=pl.col("who") % without_number != 0)
        make(rows).select(pl.col(name).cast(dtype) for name, dtype in NEEDS[feed].items()).sink_parquet(paths[feed])
    return paths


def _who(persons: int, share: float) -> list[pl.Expr]:
    """Spreads the feed's rows over the persons; `who` is the person, `hex` stands for the person's digest, `times` counts a person's rows."""
    # Every feed begins with other people: the dead are not all on assistance.
    who = pl.col("i") if share == 1.0 else ((pl.col("i") + int(7 * share * persons)) * 7919) % persons
    return [who.alias("who"), hexed(who).alias("hex"), (pl.col("i") // persons).alias("times")]


def hexed(number: pl.Expr) -> pl.Expr:
    """What stands for a digest."""
    return number.cast(pl.UInt64).hash(seed=1).cast(pl.String).str.pad_start(20, "0")


def born_on(who: pl.Expr) -> pl.Expr:
    """Every third person is a child of the two before: ages fit, as they do in a real register."""
    home, is_child = who // HOUSEHOLD_SIZE, who % HOUSEHOLD_SIZE == 2
    return pl.date(1945, 1, 1) + pl.duration(days=_mixed(home) % 14000 + is_child.cast(pl.Int64) * 10000)


def name_of(who: pl.Expr) -> pl.Expr:
    """Which of the NAMES somebody bears: people share names, as people do."""
    return _mixed(who) % NAMES


def _mixed(number: pl.Expr) -> pl.Expr:
    return (number.cast(pl.UInt64).hash(seed=2) // 4).cast(pl.Int64)


def _with(rows: pl.LazyFrame, feed: str, number: str, **columns: pl.Expr | str) -> pl.LazyFrame:
    """All needed columns of the feed: the number's parts and the trace, those given, the others blank."""
    usable = pl.col("usable")
    born = born_on(pl.col("who"))
    known: dict[str, pl.Expr] = {
        number: pl.when(usable).then(pl.lit("k") + pl.col("hex")),
        f"{number}__person": pl.when(usable).then(pl.lit("p") + pl.col("hex")),
        f"{number}__state": pl.when(usable).then(pl.lit("valid")).otherwise(pl.lit("none")),
        f"{number}__birth": pl.when(usable).then(born),
        f"{number}__sex": pl.when(usable).then(_pick(pl.col("who"), "male", "female")),
        "birth_date": born,
        "sex": _pick(pl.col("who"), "male", "female"),
        "name": pl.lit("n") + hexed(name_of(pl.col("who"))),
        "_key": pl.col("i").cast(pl.String).str.pad_start(18, "0"),
        "_drop_id": pl.lit(feed.replace("/", "")[:20].ljust(20, "0")),
        "_sheet": pl.lit(""),
        "_row": pl.col("i") + 2,
    }
    known |= {name: pl.lit(value) if isinstance(value, str) else value for name, value in columns.items()}
    blank = {name: pl.lit(None, dtype) for name, dtype in NEEDS[feed].items() if name not in known}
    return rows.with_columns(**known, **blank)


def _pick(number: pl.Expr, *texts: str | None) -> pl.Expr:
    return (number % len(texts)).replace_strict(dict(enumerate(texts)), return_dtype=pl.String)


def _day(number: pl.Expr, since: date, days: int) -> pl.Expr:
    return pl.lit(since) + pl.duration(days=number % days)


def _roster(rows: pl.LazyFrame) -> pl.LazyFrame:
    home = pl.col("who") // HOUSEHOLD_SIZE
    place = home // 400
    return _with(
        rows,
        ROSTER,
        "id_number",
        household_no=home.cast(pl.String).str.pad_start(18, "0"),
        town=pl.lit("Town ") + (place // 15).cast(pl.String),
        village=pl.lit("Village ") + place.cast(pl.String),
        village_code=place.cast(pl.String).str.pad_start(12, "1"),
        relation=_pick(pl.col("who"), "head", "spouse", "son"),
        phone=pl.lit("t") + hexed(home),
        sex=_pick(pl.col("who"), "male", "female"),
        household_type=_pick(home, *["general"] * 8, "poor", "exited"),
        monitored_type=_pick(home, *[None] * 49, "marginal"),
        risk_eliminated=home % 3 == 0,
        cause_primary=_pick(home, *[None] * 8, "illness", "labour"),
        identified_on=pl.when(home % 10 > 7).then(pl.date(2016, 1, 1)),
        exited_on=pl.when(home % 10 == 9).then(pl.date(2020, 12, 1)),
        health=_pick(pl.col("who") // 5, *["healthy"] * 17, "chronic", "major_illness", "disabled"),
        labour=_pick(pl.col("who"), "ordinary", "weak", "none"),
        student_status=_pick(pl.col("who"), "非在校生", "非在校生", "小学"),
        income_per_capita=home % 1_000_000,
    )


def _enrolment(rows: pl.LazyFrame) -> pl.LazyFrame:
    kind = _pick(pl.col("who"), *["resident"] * 9, "employee")
    status = _pick(pl.col("who") // 7, *["active"] * 60, "suspended", "ended")
    psn_no = pl.col("who").cast(pl.String).str.pad_start(20, "0")
    aid = pl.when(pl.col("who") % 9 == 0).then(0).otherwise(38000)
    return _with(rows, ENROLMENT, "id_number", psn_no=psn_no, insurance_type=kind, status=status, premium_aid=aid)


def _settlements(rows: pl.LazyFrame) -> pl.LazyFrame:
    reverses = (pl.col("i") % 50 == 1) & (pl.col("times") > 0)
    number = pl.format("{}-{}", "who", "times")
    amount = (pl.col("i") * 7919) % 100_000
    return _with(
        rows,
        SETTLEMENTS,
        "id_number",
        psn_no=pl.col("who").cast(pl.String).str.pad_start(20, "0"),
        settled_at=_day(pl.col("i"), date(2023, 1, 1), 510),
        self_pay=pl.when(reverses).then(-amount).otherwise(amount),
        medical_aid_pay=amount // 10,
        settlement_id=number,
        reversal_of=pl.when(reverses).then(pl.format("{}-{}", "who", pl.col("times") - 1)),
        visit_type=_pick(
            pl.col("i").hash(seed=3) % 5, "outpatient", "outpatient", "outpatient", "outpatient_chronic", "inpatient"
        ),
        diagnosis_code=_pick(pl.col("i") // 7, *(f"J{number}.9" for number in range(60)), "N18.0", "F20.9"),
        disease_code=_pick(pl.col("i") // 11, *[None] * 300, "M07801"),
    )


def _students(rows: pl.LazyFrame) -> pl.LazyFrame:
    is_child = pl.col("who") % HOUSEHOLD_SIZE == 2
    stage = pl.when(is_child).then(_pick(pl.col("who"), "preschool", "primary", "primary", "junior", "senior", "vocational"))
    stage = stage.otherwise(pl.lit("university"))
    status = _pick(pl.col("who") // 6, *["enrolled"] * 30, "dropped_out", "graduated")
    return _with(rows, STUDENTS, "id_number", student_no=pl.lit("k") + hexed(pl.col("i")), stage=stage, status=status)


def _certificates(rows: pl.LazyFrame) -> pl.LazyFrame:
    kind = _pick(pl.col("who"), "vision", "hearing", "physical", "mental")
    status = _pick(pl.col("i"), *["active"] * 20, "cancelled")
    grade = pl.col("i") % 4 + 1
    paid = _pick(pl.col("i"), *["yes"] * 12, "no") == "yes"
    subsidies = {f"{name}_subsidy": pl.when(paid).then(8000).otherwise(0) for name in ("living", "nursing")}
    return _with(rows, CERTIFICATES, "certificate_no", disability_type=kind, grade=grade, status=status, **subsidies)


def _assistance(rows: pl.LazyFrame) -> pl.LazyFrame:
    scheme = _pick(pl.col("i"), "rural_allowance", "rural_allowance", "destitute", "temporary")
    return _with(rows, ASSISTANCE, "id_number", scheme=scheme, started_on=pl.lit(date(2022, 1, 1)))


def _events(rows: pl.LazyFrame) -> pl.LazyFrame:
    return _with(rows, EVENTS, "id_number", event_type="death", event_date=_day(pl.col("i"), date(2024, 1, 1), 140))


def _aid(rows: pl.LazyFrame) -> pl.LazyFrame:
    paid_on = _day(pl.col("i"), date(2023, 1, 1), 510)
    programme = _pick(pl.col("i"), "rain_dew", "national_grant")
    return _with(rows, AID, "id_number", student_no=pl.lit("k") + hexed(pl.col("i")), programme=programme, paid_on=paid_on)
