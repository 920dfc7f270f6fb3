"""`row_condition` as a Polars expression, with the null rules of the pandas engine.

A comparison with a missing cell is false, except `!=` and "not in", which are true. Strings given with the deprecated
`condition_parser="pandas"` are read as the small expression language they are written in (comparisons, and/or/not,
in, isnull/notnull) and nothing is ever evaluated as code.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable
from typing import Any

import polars as pl

from expectations.polars_engine import values

COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}

SYMBOL: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "IN",
    ast.NotIn: "NOT_IN",
}
MIRROR = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class ConditionSyntaxError(ValueError):
    """A row condition string outside the understood language."""


def comparison(schema: pl.Schema, column: str, operator: str, parameter: Any) -> pl.Expr:
    """`column operator parameter`, never null. Equality with a value no cell can hold is simply false."""
    if operator in ("IN", "NOT_IN"):
        found = values.value(schema, column).is_in(values.members(schema, column, parameter).implode()).fill_null(False)
        return found if operator == "IN" else ~found
    if operator in ("==", "!="):
        try:
            limit = values.bound(schema, column, parameter)
        except values.ParameterTypeError:
            return pl.lit(operator == "!=")
    else:
        limit = values.bound(schema, column, parameter)
    compared = COMPARE[operator](values.comparable(schema, column), limit)
    return compared.fill_null(operator == "!=")


def nullity(schema: pl.Schema, column: str, *, is_null: bool) -> pl.Expr:
    """Whether the cell is missing (NaN counts), or is not."""
    cell = values.value(schema, column)
    return cell.is_null() if is_null else cell.is_not_null()


def from_text(schema: pl.Schema, condition: str) -> pl.Expr:
    """A condition written for `DataFrame.query`, e.g. `age >= 18 and town in ["A", "B"]`."""
    try:
        tree = ast.parse(_as_python(condition), mode="eval").body
    except (SyntaxError, tokenize.TokenError) as error:
        raise ConditionSyntaxError("row_condition is not an expression") from error
    return _logic(schema, tree)


def _as_python(condition: str) -> str:
    """`&`, `|` and `~` with the precedence DataFrame.query gives them; back-quoted names as names."""
    condition = re.sub(r"`([^`]+)`", lambda found: f"__column__({found[1]!r})", condition)
    words = {"&": "and", "|": "or", "~": "not"}
    tokens = tokenize.generate_tokens(io.StringIO(condition.strip()).readline)
    # As a NAME token a word is parted from the next one.
    return tokenize.untokenize([(tokenize.NAME, words[text]) if text in words else (kind, text) for kind, text, *_ in tokens])


def _logic(schema: pl.Schema, node: ast.expr) -> pl.Expr:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return pl.all_horizontal([_logic(schema, part) for part in parts])
        case ast.BoolOp(op=ast.Or(), values=parts):
            return pl.any_horizontal([_logic(schema, part) for part in parts])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ~_logic(schema, operand)
        case ast.Compare(left=left, ops=operators, comparators=rights):
            pairs = zip([left, *rights], operators, rights, strict=False)
            return pl.all_horizontal([_compare(schema, one, op, other) for one, op, other in pairs])
        case ast.Call(func=ast.Attribute(value=owner, attr=method), args=[], keywords=[]):
            if method in ("isnull", "isna", "notnull", "notna"):
                return nullity(schema, _column(owner), is_null=method.startswith("is"))
        case ast.Name() | ast.Call():
            if not isinstance(values.dtype_of(schema, _column(node)), pl.Boolean):
                raise ConditionSyntaxError("row_condition uses a column alone that is not boolean")
            return values.value(schema, _column(node)).fill_null(False)
    raise ConditionSyntaxError(f"row_condition uses {type(node).__name__}, which is not understood")


def _compare(schema: pl.Schema, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> pl.Expr:
    symbol = SYMBOL.get(type(operator))
    if symbol is None:
        raise ConditionSyntaxError(f"row_condition uses {type(operator).__name__}, which is not understood")
    if not _is_column(right):
        return comparison(schema, _column(left), symbol, ast.literal_eval(right))
    if not _is_column(left):
        return comparison(schema, _column(right), MIRROR[symbol], ast.literal_eval(left))
    if not values.same_kind(schema, _column(left), _column(right)):
        raise ConditionSyntaxError("row_condition compares columns of different kinds")
    one, other = values.comparable(schema, _column(left)), values.comparable(schema, _column(right))
    return COMPARE[symbol](one, other).fill_null(symbol == "!=")


def _is_column(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name))


def _column(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="__column__"), args=[ast.Constant(value=str(name))]):
            return name
    raise ConditionSyntaxError("row_condition compares something other than a column")
