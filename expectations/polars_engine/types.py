"""The three expectations about a column's type, for a frame whose types Polars names.

Great Expectations decides these by the class of its own engines: for any other two of them come to nothing and the third
asks pandas. Its way to change that is to declare an expectation again under the same name, as is done here: an ordinary
`gx.expectations` object of that name is judged by the class below, which answers for this engine and leaves every other
one to the original.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from great_expectations.expectations.core import expect_column_type_to_be as type_to_be
from great_expectations.expectations.core import expect_column_values_to_be_in_type_list as in_type_list
from great_expectations.expectations.core import expect_column_values_to_be_of_type as of_type

from expectations.polars_engine.engine import PolarsExecutionEngine
from expectations.polars_engine.values import dtype_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "float": (float,),
    "str": (str,),
    "bytes": (bytes,),
    "date": (dt.date,),
    "datetime": (dt.datetime,),
    "time": (dt.time,),
    "timedelta": (dt.timedelta,),
    "decimal": (Decimal,),
    "list": (list,),
    "dict": (dict,),
}
"""Python's names of types, by the type of the cells that Polars hands out."""


class UnknownTypeNameError(ValueError):
    """A type name that neither Polars nor Python has: no column can be of it, so the name must be a mistake."""

    def __init__(self, names: Iterable[str]):
        super().__init__(f"no type of Polars or Python is named {', '.join(sorted(names))}")


def is_of(dtype: pl.DataType, name: str) -> bool | None:
    """Whether `name` is the type's: `Int64`, `Datetime`, `List(Int64)` in any case, or Python's; None when there is no such type."""
    folded = name.casefold().replace(" ", "")
    if folded in {str(dtype).casefold().replace(" ", ""), str(dtype.base_type()).casefold()}:
        return True
    if folded in PYTHON:
        return dtype.to_python() in PYTHON[folded]
    return False if folded.partition("(")[0] in _NAMES else None


_NAMES = {name.casefold() for name in dir(pl) if isinstance(one := getattr(pl, name), type) and issubclass(one, pl.DataType)}


def verdict(execution_engine: PolarsExecutionEngine, column: str, names: Iterable[str] | None) -> dict[str, Any]:
    """Whether the column's type is one of `names` (None: any will do). Raises when none of them is a type's name."""
    dtype = dtype_of(execution_engine.batch({}).schema, column)
    known = {name: is_of(dtype, name) for name in names or ()}
    if known and all(found is None for found in known.values()):
        raise UnknownTypeNameError(known)
    return {"success": names is None or any(known.values()), "result": {"observed_value": str(dtype)}}


@contextmanager
def _declared_again() -> Iterator[None]:
    """Great Expectations warns of every second declaration; these are meant."""
    registry = logging.getLogger("great_expectations.expectations.registry")
    level = registry.level
    registry.setLevel(logging.ERROR)
    try:
        yield
    finally:
        registry.setLevel(level)


with _declared_again():

    class ExpectColumnValuesToBeOfType(of_type.ExpectColumnValuesToBeOfType):
        """Of the type named; here a property of the column, not of its cells."""

        def _validate(self, metrics: Any, runtime_configuration: Any = None, execution_engine: Any = None) -> Any:
            if isinstance(execution_engine, PolarsExecutionEngine):
                given = self.configuration.kwargs
                names = None if given.get("type_") is None else [given["type_"]]
                return verdict(execution_engine, given["column"], names)
            return super()._validate(metrics, runtime_configuration, execution_engine)

    class ExpectColumnValuesToBeInTypeList(in_type_list.ExpectColumnValuesToBeInTypeList):
        """Of one of the types named; names that only other engines know are passed over as long as one is known here."""

        def _validate(self, metrics: Any, runtime_configuration: Any = None, execution_engine: Any = None) -> Any:
            if isinstance(execution_engine, PolarsExecutionEngine):
                given = self.configuration.kwargs
                return verdict(execution_engine, given["column"], given.get("type_list"))
            return super()._validate(metrics, runtime_configuration, execution_engine)

    class ExpectColumnTypeToBe(type_to_be.ExpectColumnTypeToBe):
        """Of the type named."""

        def _validate(self, metrics: Any, runtime_configuration: Any = None, execution_engine: Any = None) -> Any:
            if isinstance(execution_engine, PolarsExecutionEngine):
                return verdict(execution_engine, self._get_success_kwarg("column"), [self._get_success_kwarg("type_")])
            return super()._validate(metrics, runtime_configuration, execution_engine)


__all__ = ["ExpectColumnTypeToBe", "ExpectColumnValuesToBeInTypeList", "ExpectColumnValuesToBeOfType", "UnknownTypeNameError"]
