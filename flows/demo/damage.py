"""How numbers, names and birth dates suffer when somebody writes them down: what is left still tells a person, but not by itself.

Expressions over `number` (18 characters), `name`, `birth_date` and `at`, a whole number by which the place is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from pypinyin import lazy_pinyin

NUMBER, NAME, AT = pl.col("id_number"), pl.col("name"), pl.col("at")
_SOUND = {
    "明": "铭",
    "军": "君",
    "国": "帼",
    "伟": "苇",
    "静": "婧",
    "丽": "莉",
    "芳": "方",
    "英": "瑛",
    "华": "骅",
    "强": "蔷",
    "平": "萍",
    "文": "纹",
}
_RARE = {"㛃": "jie", "䶮": "yan", "喆": "zhe", "昇": "sheng", "𬭎": "hong", "𠮷": "ji", "堃": "kun", "燚": "yi"}


def one_digit() -> pl.Expr:
    """A wrong digit, never the check character: the number is no number any more."""
    place = AT % 17
    digit = (NUMBER.str.slice(place, 1).cast(pl.Int64) + 1 + AT % 9) % 10
    return NUMBER.str.head(place) + digit.cast(pl.String) + NUMBER.str.slice(place + 1)


def swapped_digits() -> pl.Expr:
    """Two neighbouring digits change places; the number as it is where they are equal everywhere they are tried."""
    tried = [_swapped((AT + step) % 16) for step in range(4)]
    return pl.coalesce(*(pl.when(one != NUMBER).then(one) for one in tried), NUMBER.str.head(17))


def _swapped(place: pl.Expr) -> pl.Expr:
    return NUMBER.str.head(place) + NUMBER.str.slice(place + 1, 1) + NUMBER.str.slice(place, 1) + NUMBER.str.slice(place + 2)


def lost_tail() -> pl.Expr:
    """What a spreadsheet leaves of eighteen digits."""
    return NUMBER.str.head(15) + "000"


def dropped_digit() -> pl.Expr:
    """A digit is lacking."""
    place = 1 + AT % 16
    return NUMBER.str.head(place) + NUMBER.str.slice(place + 1)


def no_number() -> pl.Expr:
    """Nobody wrote any."""
    return pl.lit("")


NUMBERS: Mapping[str, pl.Expr] = {
    "one_digit": one_digit(),
    "swapped": swapped_digits(),
    "lost_tail": lost_tail(),
    "dropped": dropped_digit(),
    "none": no_number(),
}


def another_spelling() -> pl.Expr:
    """A long name cut off, a rare character in pinyin, another character of the same sound, or else the whole name in pinyin."""
    heard = NAME.str.replace_many(list(_SOUND), list(_SOUND.values()))
    typed = NAME.str.replace_many(list(_RARE), list(_RARE.values()))
    cut = pl.when(NAME.str.contains("·") & (NAME.str.len_chars() > 7)).then(NAME.str.head(7))
    other = [pl.when((spelling != NAME) & (NAME.str.len_chars() > 2)).then(spelling) for spelling in (typed, heard)]
    return pl.coalesce(cut, *other, NAME.map_elements(_spelled_out, return_dtype=pl.String))


def _spelled_out(name: str) -> str:
    surname, *given = lazy_pinyin(name.replace("·", ""))
    return f"{surname} {''.join(given)}".upper()


def mistyped_day() -> pl.Expr:
    """The last digit of the day is another one, within the same month."""
    day = pl.col("birth_date").dt.day()
    other = pl.when(day % 10 < 8).then(day + 1).otherwise(day - 1)
    return pl.col("birth_date").dt.offset_by(pl.format("{}d", other - day)).dt.to_string("%Y-%m-%d")
