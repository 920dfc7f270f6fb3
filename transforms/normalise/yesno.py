"""Yes or no. Blank, /, — and 未知 are unknown, never no; 无 is no here and nowhere else."""

import polars as pl

from transforms.normalise.codes import coded
from transforms.normalise.faults import YESNO
from transforms.normalise.kernels import parsed
from transforms.normalise.words import words

WORDS = {**dict.fromkeys(words("yes"), True), **dict.fromkeys(words("no"), False)}

SCHEMA = parsed(pl.Boolean())


def yesno(expr: pl.Expr) -> pl.Expr:
    """Yes/no cell -> struct {value: Boolean, fault}."""
    return coded(expr, WORDS, pl.Boolean(), YESNO)
