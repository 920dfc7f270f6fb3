"""The links as they are published: ids, probability, decision, and why in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from config.linkage import Linkage
from transforms.linkage import decisions, why
from transforms.linkage.model import probability
from transforms.linkage.pairs import Compared
from transforms.linkage.persons import left_stays

ORDER: Final = ("left", "right")
_NOTES: Final = {
    decisions.LISTED: why.LISTED,
    decisions.BEATEN: why.BEATEN,
    decisions.RIVALLED: why.RIVALLED,
    decisions.REFUSED: why.REFUSED,
}


def schema(config: Linkage) -> pl.Schema:
    """Columns of the pairs."""
    levels = pl.Struct({compare.name: pl.String() for compare in config.comparisons})
    return pl.Schema(
        {
            "left": pl.String(),
            "right": pl.String(),
            "score": pl.Float64(),
            "decision": pl.String(),
            "decided_by": pl.String(),
            "until": pl.Date(),
            "why": pl.String(),
            "why_en": pl.String(),
            "levels": levels,
        }
    )


def told(
    links: pl.DataFrame, beside: pl.DataFrame, config: Linkage, comparisons: Sequence[Compared], *, within: bool
) -> pl.DataFrame:
    """A row a pair of persons, in order of their ids."""
    rare = links.with_columns(rare=why.rarity(pl.col("rarity")), score=probability(pl.col("bits")))
    with_words = rare.join(why.told(rare.select("pattern", "rare"), comparisons), on=["pattern", "rare"], how="left")
    with_stops = with_words.join(why.reasons(config.definite_no), on="stop", how="left")
    zh, en = why.chance(pl.col("score"))
    compared = with_stops.with_columns(
        why=_joined(why.ZH_STOP, _judged(0), _note(0), "stop_zh", "zh", zh),
        why_en=_joined(why.EN_STOP, _judged(1), _note(1), "stop_en", "en", en),
        **_ends(within=within),
    )
    columns = schema(config)
    return pl.concat([compared.select(columns.names()).cast(columns), _beside(beside, columns)]).sort(*ORDER)


def _ends(*, within: bool) -> dict[str, pl.Expr]:
    """Within one list the person that would stay stands left."""
    if not within:
        return {"left": pl.col("left_id"), "right": pl.col("right_id")}
    stays = left_stays()
    return {
        "left": pl.when(stays).then("left_id").otherwise("right_id"),
        "right": pl.when(stays).then("right_id").otherwise("left_id"),
    }


def _joined(separator: str, *parts: pl.Expr | str) -> pl.Expr:
    return pl.concat_str(*parts, separator=separator, ignore_nulls=True)


def _judged(language: int) -> pl.Expr:
    return pl.when(pl.col("is_judged")).then(pl.lit(why.JUDGED[language]))


def _note(language: int) -> pl.Expr:
    notes = {note: words[language] for note, words in _NOTES.items()}
    return pl.col("note").replace_strict(notes, default=None, return_dtype=pl.String)


def _beside(judgements: pl.DataFrame, columns: pl.Schema) -> pl.DataFrame:
    """Pairs that people decided and that were not compared."""
    said = judgements.with_columns(decided_by="by", why=pl.lit(why.JUDGED[0]), why_en=pl.lit(why.JUDGED[1]))
    lacking = [pl.lit(None, dtype).alias(name) for name, dtype in columns.items() if name not in said.columns]
    return said.with_columns(lacking).select(columns.names()).cast(columns)
