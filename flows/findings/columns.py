"""The columns of a worklist: what each shows of a line, masked or not, and those that the clerk fills in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from config.standards import Standards
from flows.findings.words import GRAIN_WORDS, SEVERITY_WORDS, STATUS_WORDS
from flows.report.shown import shown, unmasked

Show = Callable[[pl.Expr], pl.Expr]


def plain(text: pl.Expr) -> pl.Expr:
    """As it may stand in a spreadsheet; a number of a person that slipped in is masked."""
    return shown(text, "none")


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it is of a line, its width in half-width characters, and how its texts are shown."""

    header: str
    text: pl.Expr
    width: int
    is_wrapped: bool = False
    is_repeated: bool = True
    """Whether many lines say the same: such texts are looked at and kept once."""
    show: Show = plain
    easy: str = ""
    """Texts of this shape have nothing in them but what `easily` shows: most are, and are spared the careful look."""
    easily: Show = plain


_NAME = r"^\p{Han}{2,4}$"
_NUMBER = r"^[1-9]\d{16}[\dX]$"
_HOUSEHOLD = r"^\d{1,10}$|^\d{12,17}$|^0\d{17}$"
"""Shorter than an ID number and no mobile number, or as long and with a first digit that no ID number has."""


TO_FILL: Mapping[str, int] = {"核实结果": 12, "核实日期": 13, "暂缓至": 13, "核实人": 12, "备注": 30}
"""Headings of the empty columns, as the contract of the results knows them, and their widths."""


def columns(standards: Standards, *, masked: bool) -> list[Column]:
    """The columns that show a line, with the words of the rules. Masked: of a name the first character, of a number the first six and the
    last four.
    """
    kinds = {kind.id: kind.title for kind in standards.kinds.values()}
    return [
        Column("编号", pl.col("finding_id"), 24, is_repeated=False, show=as_it_is),
        Column("规则", _rule(standards), 18, is_wrapped=True),
        Column("类别", pl.col("kind").replace(kinds), 10),
        Column("紧急程度", pl.col("severity").replace(SEVERITY_WORDS), 10),
        Column("疑点", pl.col("message"), 46, is_wrapped=True),
        Column("村", pl.coalesce("village", "village_code"), 14),
        Column("户编号", pl.col("household_no"), 16, is_repeated=False, easy=_HOUSEHOLD, easily=as_it_is),
        Column("对象", pl.col("grain").replace(GRAIN_WORDS), 10),
        name_column("姓名", pl.col("name"), masked=masked),
        number_column("证件号码", pl.col("id_number"), masked=masked),
        Column("该怎么核实", _advice(standards), 46, is_wrapped=True),
        Column("到期", pl.col("due").dt.to_string("iso"), 12),
        Column("状态", pl.col("status").replace(STATUS_WORDS), 12),
        Column("责任单位", pl.col("owner"), 16),
    ]


def name_column(header: str, name: pl.Expr, *, masked: bool) -> Column:
    """A name; masked, its first character."""
    show: Show = (lambda text: shown(text, "name")) if masked else unmasked
    return Column(header, name, 12, show=show, easy=_NAME, easily=_first_only if masked else as_it_is)


def number_column(header: str, number: pl.Expr, *, masked: bool) -> Column:
    """An ID number; masked, its first six and last four characters."""
    show: Show = (lambda text: shown(text, "id")) if masked else unmasked
    easily: Show = _ends_only if masked else as_it_is
    return Column(header, number, 22, is_repeated=False, show=show, easy=_NUMBER, easily=easily)


def with_texts(lines: pl.DataFrame, standards: Standards, *, masked: bool) -> pl.DataFrame:
    """Lines with every column's text as it is shown, under its heading."""
    return texts_of(lines, columns(standards, masked=masked))


def texts_of(lines: pl.DataFrame, shown_as: Sequence[Column]) -> pl.DataFrame:
    """Lines with the text of each column as it is shown, under its heading. Texts that many lines repeat are looked at once."""
    raw = lines.select(column.text.alias(column.header) for column in shown_as)
    once = pl.DataFrame([_shown(raw[column.header], column) for column in shown_as if not column.is_repeated])
    repeated = [_looked_at_once(raw[column.header], column) for column in shown_as if column.is_repeated]
    return lines.with_columns(*once.iter_columns(), *repeated)


def _looked_at_once(raw: pl.Series, column: Column) -> pl.Series:
    distinct = raw.drop_nulls().unique(maintain_order=True)
    return raw.replace_strict(distinct, _shown(distinct, column), default=None, return_dtype=pl.String)


def _shown(texts: pl.Series, column: Column) -> pl.Series:
    if not column.easy:
        return texts.to_frame().select(column.show(pl.col(column.header)).alias(column.header)).to_series()
    hard = (~texts.str.contains(column.easy)).fill_null(value=False).arg_true()
    easily = texts.to_frame().select(column.easily(pl.col(column.header)).alias(column.header)).to_series()
    careful = texts.gather(hard).to_frame().select(column.show(pl.col(column.header)).alias(column.header)).to_series()
    return easily.scatter(hard, careful)


def _first_only(name: pl.Expr) -> pl.Expr:
    return name.str.head(1) + name.str.slice(1).str.replace_all(r"\p{Han}", "*")


def _ends_only(number: pl.Expr) -> pl.Expr:
    return number.str.head(6) + "********" + number.str.tail(4)


def as_it_is(text: pl.Expr) -> pl.Expr:
    """Our own hexadecimal digits: nothing in them to mask or to run."""
    return text


def _rule(standards: Standards) -> pl.Expr:
    return pl.col("rule_id").replace({name: f"{name} {rule.title}" for name, rule in standards.rules.items()})


def _advice(standards: Standards) -> pl.Expr:
    advice = {name: rule.advice for name, rule in standards.rules.items()}
    return pl.col("rule_id").replace_strict(advice, default=None, return_dtype=pl.String)
