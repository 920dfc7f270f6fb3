"""Names of people: the official name stays as it was written; comparison works on a folded key.

The key is only ever compared or pseudonymised, never shown and never written over the official name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from transforms.normalise.faults import OK
from transforms.normalise.kernels import Stage, cascade, mapped, parsed, per_distinct, settled
from transforms.normalise.text import INVISIBLE, SPACES, official_text

SCHEMA = parsed(pl.String())

_DROPPED = re.compile(f"[{INVISIBLE}{SPACES}\ufe00-\ufe0f\U000e0100-\U000e01ef·•‧・･∙⋅●.．。'’`´＇]+")
"""Spaces, invisible marks, glyph selectors and every spelling of the middle dot."""
_REMARK = re.compile(r"[(\[【〔](?:已?故|已?亡|死亡|已死亡|已?去世|已?殁|已?病故|已?注销)[)\]】〕]$")


def name(expr: pl.Expr) -> pl.Expr:
    """Name cell -> struct {value: the official name, fault}."""
    return official_text(expr)


def name_key(expr: pl.Expr) -> pl.Expr:
    """Official name -> the text two spellings of one name share: dots, spaces, variants and case do not count."""
    return mapped(expr, _key, pl.String())


@cache
def _variants() -> dict[int, str]:
    tables = yaml.safe_load(Path(__file__).with_name("variants.yaml").read_text(encoding="utf-8"))
    return str.maketrans({old: new for table in tables.values() for old, new in table.items()})


def _read(cell: str) -> tuple[str | None, int]:
    compact = _DROPPED.sub("", unicodedata.normalize("NFKC", cell))
    while compact != (bare := _REMARK.sub("", compact)):
        compact = bare
    return compact.translate(_variants()).casefold() or None, OK


@cache
def _plain_pattern() -> str:
    """A name of Chinese characters none of which has another form."""
    return rf"^[\x{{4e00}}-\x{{9fff}}--[{''.join(map(chr, _variants()))}]]+$"


def _plain(texts: pl.Series) -> pl.DataFrame:
    plain = texts.str.contains(_plain_pattern())
    return settled(texts if plain.all() else texts.set(~plain, None))


_STAGES: tuple[Stage, ...] = (_plain, per_distinct(_read, SCHEMA))


def _key(texts: pl.Series) -> pl.DataFrame:
    return cascade(texts, _STAGES)
