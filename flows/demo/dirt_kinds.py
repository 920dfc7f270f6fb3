"""The kinds of dirt, feed by feed: what dirty-data.md names in lines 4 to 10, each with what must become of it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.demo.dirt import NUMERIC, Change, Dirt, Effect

FULL_WIDTH = dict(zip("0123456789X.,", "０１２３４５６７８９Ｘ．，", strict=True))


def _full_width(column: str) -> pl.Expr:
    return pl.col(column).str.replace_many(list(FULL_WIDTH), list(FULL_WIDTH.values()))


def _id_15(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, 6) + pl.col(column).str.slice(8, 9)


def _wrong_check(column: str) -> pl.Expr:
    last = pl.col(column).str.slice(17, 1)
    return pl.col(column).str.slice(0, 17) + pl.when(last == "1").then(pl.lit("2")).otherwise(pl.lit("1"))


def _born_before_2000(column: str) -> pl.Expr:
    return pl.col(column).str.slice(6, 2) == "19"


def _ends_with_x(column: str) -> pl.Expr:
    return pl.col(column).str.ends_with("X")


def spelled_ids(column: str, *, with_card: bool = True) -> tuple[Dirt, ...]:
    """Numbers that are written oddly and must be read right."""
    col = pl.col(column)
    kinds = (
        Dirt("id_15_digits", 5, column, "recovered", _id_15, where=_born_before_2000(column)),
        Dirt("id_lower_x", 5, column, "recovered", lambda c: pl.col(c).str.to_lowercase(), where=_ends_with_x(column)),
        Dirt("id_full_width", 5, column, "recovered", _full_width),
        Dirt("id_cyrillic", 5, column, "recovered", lambda c: pl.col(c).str.replace("X", "Х"), where=_ends_with_x(column)),
        Dirt(
            "id_spaces",
            5,
            column,
            "recovered",
            lambda c: pl.lit(" ") + pl.col(c).str.slice(0, 6) + " " + pl.col(c).str.slice(6),
        ),
        Dirt(
            "id_zero_width",
            5,
            column,
            "recovered",
            lambda c: pl.col(c).str.slice(0, 6) + "\u200b" + pl.col(c).str.slice(6),
        ),
        Dirt(
            "id_letter_o",
            5,
            column,
            "recovered",
            lambda c: pl.col(c).str.replace("0", "O"),
            where=col.str.contains("0"),
        ),
        Dirt("id_apostrophe", 4, column, "recovered", lambda c: pl.lit("'") + pl.col(c)),
    )
    card = Dirt("id_card_number", 5, column, "recovered", lambda c: pl.col(c) + "43", where=col.str.len_chars() == 18)
    return (*kinds, card) if with_card else kinds


def lost_ids(column: str) -> tuple[Dirt, ...]:
    """Numbers that refuse the row: their end is gone, hidden, or there are two."""
    return (
        Dirt("id_scientific", 4, column, "refused", lambda c: pl.col(c).str.slice(0, 1) + "." + pl.col(c).str.slice(1, 5) + "E+17", "scientific"),
        Dirt("id_numeric_cell", 4, column, "refused", lambda c: pl.lit(NUMERIC) + pl.col(c).str.slice(0, 18), "scientific",
             where=~_ends_with_x(column), excel_only=True),
        Dirt("id_masked", 5, column, "refused", lambda c: pl.col(c).str.slice(0, 6) + "********" + pl.col(c).str.slice(14), "masked"),
        Dirt("id_two_in_a_cell", 5, column, "refused", lambda c: pl.col(c) + "、" + pl.col(c).str.reverse().str.replace("X", "1"), "two_values",
             where=pl.col(column).str.len_chars() == 18),
    )  # fmt: skip


def idle_ids(column: str) -> tuple[Dirt, ...]:
    """Numbers that are accepted and link to nobody."""
    return (
        Dirt("id_wrong_check", 5, column, "unlinked", _wrong_check, share=0.002),
        Dirt("id_blank", 5, column, "unlinked", lambda _: pl.lit("")),
        Dirt("id_none", 5, column, "unlinked", lambda _: pl.lit("无")),
        Dirt("id_placeholder", 5, column, "unlinked", lambda c: pl.lit("999999") + pl.col(c).str.slice(6, 8) + "0001"),
    )


def dates(column: str, *, pivot: bool = False) -> tuple[Dirt, ...]:
    """Spellings of dates that must be read right."""
    typed = pl.col(f"~{column}")

    def spelled(kind: str, text: pl.Expr) -> Dirt:
        return Dirt(kind, 7, column, "recovered", lambda _: text, share=0.0015, where=pl.col(column).is_not_null())

    serial = (typed - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String)
    kinds = (
        spelled("date_compact", typed.dt.to_string("%Y%m%d")),
        spelled("date_short", typed.dt.to_string("%Y-%-m-%-d")),
        spelled("date_slash", typed.dt.to_string("%Y/%-m/%-d")),
        spelled("date_dot", typed.dt.to_string("%Y.%-m.%-d")),
        spelled("date_chinese", typed.dt.to_string("%Y年%-m月%-d日")),
        spelled("date_serial", serial),
        spelled("date_time", typed.dt.to_string("%Y-%m-%d 10:05:00")),
    )
    return (*kinds, spelled("date_two_digit_year", typed.dt.to_string("%y.%-m.%-d"))) if pivot else kinds


def months(column: str) -> tuple[Dirt, ...]:
    """Spellings of months that must be read right."""
    typed, known = pl.col(f"~{column}"), pl.col(column).is_not_null()
    return tuple(
        Dirt(kind, 7, column, "recovered", lambda _, form=form: typed.dt.to_string(form), where=known)  # type: ignore[misc]
        for kind, form in (("month_dot", "%Y.%-m"), ("month_chinese", "%Y年%-m月"), ("month_compact", "%Y%m"))
    )


def amounts(column: str) -> tuple[Dirt, ...]:
    """Spellings of money that must be read right, to the fen."""
    col, typed, known = pl.col(column), pl.col(f"~{column}"), pl.col(column).is_not_null()
    thousands = r"(\d)(\d{3}\.\d\d)$"
    ten_thousands = (typed // 1_000_000).cast(pl.String) + "." + (typed % 1_000_000 // 100).cast(pl.String).str.zfill(4) + "万元"
    return (
        Dirt("money_commas", 8, column, "recovered", lambda c: pl.col(c).str.replace(thousands, "${1},${2}"), where=col.is_between(100_000, 99_999_999)),
        Dirt("money_full_width", 8, column, "recovered", _full_width, where=known),
        Dirt("money_unit", 8, column, "recovered", lambda c: pl.col(c) + "元", where=known),
        Dirt("money_ten_thousands", 8, column, "recovered", lambda _: ten_thousands, where=(col >= 100_000) & (col % 100 == 0)),
    )  # fmt: skip


def refused(kind: str, line: int, column: str, text: str, reason: str) -> Dirt:
    """A cell that says `text` and refuses its row."""
    return Dirt(kind, line, column, "refused", lambda _: pl.lit(text), reason)


def other(kind: str, line: int, column: str, effect: Effect, change: Change, where: pl.Expr | None = None) -> Dirt:
    """Any other kind."""
    return Dirt(kind, line, column, effect, change, where=where)


def yes_no(column: str) -> tuple[Dirt, ...]:
    """Spellings of yes and no."""
    typed = pl.col(f"~{column}")
    return tuple(
        Dirt("yes_no", 9, column, "recovered", lambda _, yes=yes, no=no: pl.when(typed).then(pl.lit(yes)).otherwise(pl.lit(no)))  # type: ignore[misc]
        for yes, no in (("1", "0"), ("√", "×"), ("Y", "N"), ("有", "无"))
    )  # fmt: skip


DOTTED = pl.col("name").str.contains("·")
NAMES = (
    Dirt("name_dot", 6, "name", "recovered", lambda c: pl.col(c).str.replace("·", "•"), where=DOTTED),
    Dirt("name_full_stop_dot", 6, "name", "recovered", lambda c: pl.col(c).str.replace("·", "．"), where=DOTTED),
    Dirt("name_spaces", 6, "name", "recovered", lambda c: pl.col(c).str.slice(0, 1) + "\u3000" + pl.col(c).str.slice(1), where=~DOTTED),
    Dirt("name_missing", 9, "name", "refused", lambda _: pl.lit(" "), "missing_required"),
)  # fmt: skip
IDS = (*spelled_ids("id_number"), *lost_ids("id_number"), *idle_ids("id_number"))

KINDS: Mapping[str, tuple[Dirt, ...]] = {
    "civil_affairs/household_roster": (
        *IDS, *NAMES, *dates("birth_date"), *months("identified_on"), *amounts("income_per_capita"), *yes_no("safe_water"),
        refused("unknown_code", 9, "household_type", "不知道户", "unknown_code"),
        refused("unknown_code", 9, "relation", "老表家的", "unknown_code"),
        refused("date_unreadable", 7, "birth_date", "1985-13-45", "unreadable_date"),
        other("code_unknown_cell", 9, "education_level", "unknown", lambda _: pl.lit("念过私塾")),
        other("code_short", 9, "ethnicity", "recovered", lambda _: pl.col("~ethnicity").str.head(-1), pl.col("ethnicity").str.len_chars() > 1),
        other("blank_word", 9, "monitored_type", "recovered", lambda _: pl.lit("—"), pl.col("monitored_type").is_null()),
        other("blank_word", 9, "cause_secondary", "recovered", lambda _: pl.lit("/"), pl.col("cause_secondary").is_null()),
        other("number_decimal", 4, "months_worked", "recovered", lambda c: pl.col(c) + ".0", pl.col("months_worked").is_not_null()),
        other("key_spaces", 4, "household_no", "recovered", lambda c: pl.lit(" ") + pl.col(c) + " "),
    ),
    "civil_affairs/assistance": (
        *spelled_ids("id_number", with_card=False), *lost_ids("id_number"), *NAMES, *dates("started_on"), *amounts("monthly_amount"),
        refused("unknown_code", 9, "scheme", "扶一把", "unknown_code"),
        refused("date_unreadable", 7, "started_on", "去年冬天", "unreadable_date"),
        other("id_blank", 5, "id_number", "unlinked", lambda _: pl.lit("")),
    ),
    "civil_affairs/vital_events": (
        *IDS, *NAMES, *dates("event_date", pivot=True), refused("date_unreadable", 7, "event_date", "2024-02-31", "unreadable_date"),
    ),
    "health_insurance/enrolment": (
        *IDS, *NAMES, *dates("insured_since"), refused("unknown_code", 9, "status", "9", "unknown_code"),
        other("date_sentinel", 7, "insured_since", "unknown", lambda _: pl.lit("1900-01-01")),
    ),
    "health_insurance/settlements": (
        *IDS, *NAMES[:3], *dates("settled_at"), *amounts("self_pay"), *amounts("total"),
        refused("money_unreadable", 8, "self_pay", "大约五百", "unreadable_money"),
        refused("date_unreadable", 7, "settled_at", "2024-00-00", "unreadable_date"),
    ),
    "disability/certificates": (
        Dirt("card_full_width", 5, "certificate_no", "recovered", _full_width), *NAMES,
        refused("unknown_code", 9, "grade", "五级", "unknown_code"),
        Dirt("card_scientific", 4, "certificate_no", "refused", lambda c: pl.col(c).str.slice(0, 1) + "." + pl.col(c).str.slice(1, 5) + "E+19", "scientific"),
        other("date_forever", 7, "valid_until", "recovered", lambda _: pl.lit("长期"), pl.col("valid_until").is_null()),
        other("date_sentinel", 7, "valid_until", "recovered", lambda _: pl.lit("9999-12-31"), pl.col("valid_until").is_null()),
    ),
    "education/students": (
        *IDS, *NAMES, *dates("birth_date"), *yes_no("boarding"), refused("unknown_code", 9, "stage", "夜校", "unknown_code"),
        other("id_of_guardian", 5, "id_number", "unlinked", lambda _: pl.col("~guardian_id_number"), pl.col("guardian_id_number").is_not_null()),
    ),
    "education/aid": (
        *IDS, *NAMES, *dates("paid_on", pivot=True), *amounts("amount"),
        refused("money_unreadable", 8, "amount", "已发", "unreadable_money"),
    ),
}  # fmt: skip
