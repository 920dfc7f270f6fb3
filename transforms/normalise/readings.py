"""How Chinese names are read: pinyin without tones.

Of a character with several readings the usual one counts, except in surnames, where `readings.yaml` says how they are
read. Works on folded names (`names.name_key`); Latin letters are read as they stand, so a rare character that
somebody wrote as its pinyin reads the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl
import yaml
from pypinyin import Style, lazy_pinyin, pinyin

LONGEST = 4
"""Characters of the longest name that is built the Chinese way, surname first."""
_TONED = dict(zip("āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ", "aaaaeeeeiiiioooouuuuvvvvv", strict=True))
LATIN = f"a-z{''.join(_TONED)}"
"""Members of a character class: what pinyin is written with."""
_LATIN_RUN = rf"[(\[〔【]*([{LATIN}]+)[)\]】〕]*"
"""Latin letters within a name, in brackets or not: one syllable, whatever they stand for."""


def reading(expr: pl.Expr) -> pl.Expr:
    """Folded name -> its syllables without tones, a space between them: 单雄信 -> "shan xiong xin". Null stays null."""
    return expr.map_batches(_read, return_dtype=pl.String(), is_elementwise=True)


def initials(expr: pl.Expr) -> pl.Expr:
    """Folded name -> the first letter of every syllable: 单雄信 -> "sxx". Null stays null."""
    return reading(expr).str.replace_all(r"(\S)\S*\s*", "$1")


def surname(expr: pl.Expr) -> pl.Expr:
    """Folded name -> its surname, compound ones too; null for names that are not built the Chinese way and for those that do
    not begin with a Chinese character.
    """
    written = expr.str.replace_all(_LATIN_RUN, "?")
    length = written.str.len_chars()
    compound = expr.str.head(2).is_in(sorted(surnames_read("compound"))) & (length > 2)
    found = pl.when(compound).then(expr.str.head(2)).otherwise(expr.str.head(1))
    return pl.when((length <= LONGEST) & expr.str.contains(r"^\p{Han}")).then(found)


def toneless(expr: pl.Expr, *, around: str = "") -> pl.Expr:
    """Folded name -> the same with pinyin inside it as `syllables` gives it, without brackets and with `around` on both sides."""
    return expr.str.replace_many(_TONED).str.replace_all(_LATIN_RUN, f"{around}${{1}}{around}")


@cache
def syllables(character: str) -> frozenset[str]:
    """Every reading of a character, without tones."""
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@cache
def surnames_read(kind: str) -> Mapping[str, str]:
    """Surname -> its reading: `compound` ones, or `single` ones that are not read as usual."""
    readings: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8"))
    return readings[kind]


def _read(names: pl.Series) -> pl.Series:
    """Surname and rest are read apart; no reading contains a character that is read again."""
    known = {**surnames_read("single"), **surnames_read("compound")}
    parts = names.to_frame("name").with_columns(surname=surname(pl.col("name")))
    first = pl.col("surname").replace_strict(known, default=None, return_dtype=pl.String)
    rest = pl.when(first.is_not_null()).then(pl.col("name").str.slice(pl.col("surname").str.len_chars())).otherwise("name")
    read = toneless(rest, around=" ").str.replace_many(_usual_readings(names))
    whole = pl.concat_str(first.fill_null(""), read, separator=" ")
    return parts.select(whole.str.replace_all(" +", " ").str.strip_chars(" ")).to_series()


def _usual_readings(names: pl.Series) -> dict[str, str]:
    """Every Chinese character of the names -> its usual reading between spaces."""
    characters = sorted(set("".join(names.drop_nulls().to_list())))
    return {each: read for each in characters if (read := _usual_reading(each)) != each}


@cache
def _usual_reading(character: str) -> str:
    read = str(lazy_pinyin(character)[0])
    return read if read == character else f" {read} "
