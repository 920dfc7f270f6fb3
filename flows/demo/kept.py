"""What the truth keeps of a delivery's rows: what they say, whom they link, and which of them must not get in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.demo.dirt import Plan
from flows.demo.feeds import Feed

TEXT, DAY, FEN = pl.String(), pl.Date(), pl.Int64()
OF_EVERY_ROW = pl.Schema(
    {"_key": TEXT, "person": FEN, "owner": TEXT, "id_number": TEXT, "refused": pl.Boolean(), "by_link": pl.Boolean()}
)
"""`person` whose row it is, `owner` their true number, `id_number` the number it links by: null where it links nobody; `by_link` where that is
no number of the row's own (`Truth.linked`).
"""


def _of(*texts: str, dates: str = "", fen: str = "", flags: str = "") -> pl.Schema:
    columns = dict.fromkeys(texts, TEXT) | dict.fromkeys(dates.split(), DAY) | dict.fromkeys(fen.split(), FEN)
    return pl.Schema(columns | dict.fromkeys(flags.split(), pl.Boolean()))


KEPT: Mapping[str, pl.Schema] = {
    "civil_affairs/household_roster": _of(
        "household_no", "town", "village", "village_code", "name", "id_text", "sex", "relation", "health", "labour",
        "household_type", "monitored_type", "cause_primary", "cause_secondary",
        dates="birth_date identified_on exited_on", fen="income_per_capita", flags="risk_eliminated dangerous_house safe_water",
    ),
    "civil_affairs/assistance": _of("name", "scheme", "village_code", "head_name", "head_id_number", dates="started_on stopped_on"),
    "civil_affairs/vital_events": _of(
        "event_type", "name", "partner_name", "partner_id_number", dates="event_date", flags="is_death name_agrees"
    ),
    "health_insurance/enrolment": _of(
        "name", "id_text", "insurance_type", "status", "not_insured_reason", dates="birth_date", fen="premium_aid", flags="active"
    ),
    "health_insurance/settlements": _of(
        "settlement_id", "name", "visit_type", "disease_code", "disease_name", "reversal_of",
        dates="settled_at", fen="self_pay medical_aid_pay",
    ),
    "disability/certificates": _of("name", "grade", "status", fen="living_subsidy nursing_subsidy"),
    "education/students": _of("name", "id_text", "stage", "status", "guardian_name", "guardian_id_number", dates="birth_date"),
    "education/aid": _of("name", "programme", dates="paid_on"),
}  # fmt: skip
"""Feed → its columns that households and findings rest on, in the department's usual words; money in fen.

`id_text` is the cell of the ID column as it can be read, spelling aside; `active`, `is_death` and `name_agrees` are flags.
"""

FLAGS = {
    "active": pl.col("status") == "正常参保",
    "is_death": pl.col("event_type") == "火化",
    "name_agrees": pl.col("_name_agrees"),
}


NUMBERS = ("id_number", "certificate_no", "payee_id_number")
"""The columns that say whose row it is; a list of households or places has none of them."""
_TYPES = {"date": DAY, "month": DAY, "money": FEN, "int": FEN, "yesno": pl.Boolean()}


def kept_of(feed: Feed) -> pl.Schema:
    """What is kept of a feed: of one beyond the eight every column, and the situation that was planted in a row (`case`)."""
    if feed.name in KEPT:
        return KEPT[feed.name]
    return pl.Schema(
        {name: _TYPES.get(kind, TEXT) for name, (_, kind) in feed.columns.items() if name != "id_number"} | {"case": TEXT}
    )


def kept_rows(feed: Feed, typed: pl.DataFrame, planned: Plan) -> pl.DataFrame:
    """One row a row written, in the file's order: OF_EVERY_ROW and the columns of `kept_of`."""
    number = next((name for name in NUMBERS if name in feed.columns), "")
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    links = pl.lit(value=False)
    if number:
        links = pl.col(number).str.starts_with(pl.col("_owner")) & ~row.is_in(planned.unlinked((number,)).implode())
        typed = typed.with_columns(id_text=_as_read(typed[number], typed, planned))
    if feed.name not in KEPT:
        typed = _without_lost_cells(typed, planned).with_columns(case="_case")
    return typed.select(
        _key=pl.concat_str(*feed.key, separator="|"),
        person="_person",
        owner="_owner",
        id_number=pl.when(links).then("_owner"),
        refused=row.is_in(planned.refused.implode()),
        by_link=pl.lit(value=False),
        **{name: FLAGS.get(name, pl.col(name)).cast(dtype) for name, dtype in kept_of(feed).items()},
    )


def _without_lost_cells(typed: pl.DataFrame, planned: Plan) -> pl.DataFrame:
    """The rows without the cells that nobody can read: they are unknown."""
    for dirt, rows in planned.spoilt:
        if dirt.effect == "unknown":
            typed = typed.with_columns(typed[dirt.column].scatter(rows, None))
    return typed


def _as_read(numbers: pl.Series, typed: pl.DataFrame, planned: Plan) -> pl.Series:
    """The numbers as they can be read: with the dirt that makes them other numbers, without the rest."""
    read = numbers.clone()
    for dirt, rows in planned.spoilt:
        if dirt.column == numbers.name and (dirt.effect == "unlinked" or dirt.kind == "id_card_number"):
            seen = typed[rows].with_columns(pl.all().name.prefix("~"))
            read = read.scatter(rows, seen.select(dirt.change(numbers.name).cast(pl.String)).to_series())
    return read
