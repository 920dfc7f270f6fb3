"""How Chinese names are read: pinyin without tones.

Of a character with several readings the usual one counts, except in surnames, where `readings.yaml` says how they are
read. Works on folded names (`names.name_key`); Latin letters are read as they stand, so a rare character that
somebody wrote as its pinyin reads the same.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polars as pl
import yaml
from pypinyin import Style, lazy_pinyin, pinyin

from transforms.normalise.faults import OK
from transforms.normalise.kernels import mapped, parsed, per_distinct

COMPOUND = 2
"""Characters of a compound surname (欧阳)."""


def reading(expr: pl.Expr) -> pl.Expr:
    """Folded name -> its syllables without tones, a space between them: 单雄信 -> "shan xiong xin". Null stays null."""
    return mapped(expr, per_distinct(_read, parsed(pl.String())), pl.String())


def initials(expr: pl.Expr) -> pl.Expr:
    """Folded name -> the first letter of every syllable: 单雄信 -> "sxx". Null stays null."""
    return reading(expr).str.replace_all(r"(\S)\S*\s*", "$1")


def surname(expr: pl.Expr) -> pl.Expr:
    """Folded name -> its surname, compound ones too; null for names that are not built the Chinese way (over 4 characters)
    and for those that do not begin with a Chinese character.
    """
    length = expr.str.len_chars()
    first_two = expr.str.head(COMPOUND)
    compound = (length > COMPOUND) & first_two.is_in(sorted(compound_surnames()))
    found = pl.when(compound).then(first_two).otherwise(expr.str.head(1))
    return pl.when((length <= 2 * COMPOUND) & expr.str.contains(r"^\p{Han}")).then(found)


@cache
def syllables(character: str) -> frozenset[str]:
    """Every reading of a character, without tones."""
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@cache
def compound_surnames() -> frozenset[str]:
    """Surnames of two characters."""
    return frozenset(_lists()["compound"])


@cache
def _lists() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8"))
    return lists


class _Syllables(dict[int, str]):
    """Code point -> its usual reading between spaces, looked up on first use; what is not Chinese stays."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        read = lazy_pinyin(character)[0]
        self[code] = character if read == character else f" {read} "
        return self[code]


_SYLLABLES = _Syllables()
_BRACKETS = re.compile(r"[(\[〔【)\]】〕]")


def _read(name: str) -> tuple[str, int]:
    said, given = _surname_read(name)
    syllabled = _BRACKETS.sub(" ", f"{said} {given.translate(_SYLLABLES)}")
    return " ".join(syllabled.split()), OK


def _surname_read(name: str) -> tuple[str, str]:
    """The reading of a surname that is not read as usual, and the rest of the name."""
    lists = _lists()
    if len(name) > COMPOUND and name[:COMPOUND] in lists["compound"]:
        return lists["compound"][name[:COMPOUND]], name[COMPOUND:]
    if 1 < len(name) <= 2 * COMPOUND and name[0] in lists["single"]:
        return lists["single"][name[0]], name[1:]
    return "", name
