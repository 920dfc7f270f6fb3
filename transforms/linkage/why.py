"""Why a pair was decided as it was: a sentence a language, of the comparisons' words and the fields' labels, never of a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from config.linkage import DefiniteNo
from transforms.linkage.frequencies import COMMON, RARE
from transforms.linkage.pairs import Compared
from transforms.linkage.patterns import unpacked

ZH_STOP, EN_STOP = "；", "; "
RARELY: Final = ("（少见）", " (rare)")
OFTEN: Final = ("（常见）", " (common)")
LISTED: Final = ("已在同一份名单里另有记录", "already has a record of its own in the same list")
BEATEN: Final = ("另一对明显更相符", "another pair fits clearly better")
RIVALLED: Final = ("另有几乎同样相符的，请核实", "others fit almost as well, please look")
REFUSED: Final = ("与已认定的关联矛盾，请核实", "contradicts links that stand, please look")
JUDGED: Final = ("人工判定", "decided by a person")
SHOWN: Final = 9999
"""Of ten thousand: no probability is told as one."""


def told(patterns: pl.DataFrame, comparisons: Sequence[Compared]) -> pl.DataFrame:
    """Distinct (pattern, rare: Int8 -1 | 0 | 1) -> beside them `zh`, `en` and `levels`, a struct of level names by comparison."""
    distinct = patterns.unique()
    matrix = unpacked(distinct["pattern"], len(comparisons))
    sentences = [_sentence(row, rare, comparisons) for row, rare in zip(matrix.tolist(), distinct["rare"], strict=True)]
    names = {
        one.compare.name: pl.Series([one.kind.levels[level] for level in matrix[:, at].tolist()], dtype=pl.String)
        for at, one in enumerate(comparisons)
    }
    levels = pl.DataFrame(names).to_struct("levels")
    zh, en = ([sentence[language] for sentence in sentences] for language in (0, 1))
    return distinct.with_columns(zh=pl.Series(zh, dtype=pl.String), en=pl.Series(en, dtype=pl.String), levels=levels)


def rarity(bits: pl.Expr) -> pl.Expr:
    """1 where the agreeing values are rare, -1 where they are common."""
    return pl.when(bits >= RARE).then(1).when(bits <= COMMON).then(-1).otherwise(0).cast(pl.Int8)


def _sentence(levels: Sequence[int], rare: int, comparisons: Sequence[Compared]) -> tuple[str, str]:
    parts = list(_parts(levels, rare, comparisons))
    return ZH_STOP.join(zh for zh, _ in parts), EN_STOP.join(en for _, en in parts)


def _parts(levels: Sequence[int], rare: int, comparisons: Sequence[Compared]) -> Iterator[tuple[str, str]]:
    """What is unknown is not told. Where several agreeing values are weighed by how rare they are, the note is about them all."""
    for level, one in zip(levels, comparisons, strict=True):
        if level:
            zh, en = one.kind.said(one.kind.levels[level], one.compare.zh or one.compare.name, one.compare.en or one.compare.name)
            weighed = one.compare.term_frequency and level == one.top and rare
            note = (RARELY if rare > 0 else OFTEN) if weighed else ("", "")
            yield zh + note[0], en + note[1]


def chance(probability: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The end of both sentences."""
    shown = (probability * 10_000).floor().clip(0, SHOWN).cast(pl.Int64).cast(pl.String).str.zfill(4)
    return pl.format("综合概率 0.{}", shown), pl.format("probability 0.{}", shown)


def reasons(rules: Sequence[DefiniteNo]) -> pl.DataFrame:
    """Position of a definite-no rule -> its sentence in both languages."""
    schema = {"stop": pl.UInt32(), "stop_zh": pl.String(), "stop_en": pl.String()}
    return pl.DataFrame([(at, rule.zh, rule.en) for at, rule in enumerate(rules)], schema=schema, orient="row")
