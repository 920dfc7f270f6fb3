"""Great Expectations on Polars: a native execution engine for ordinary `gx.expectations` over a LazyFrame."""

from expectations.polars_engine.datasource import PolarsDatasource, PolarsFrameAsset
from expectations.polars_engine.engine import PolarsBatchData, PolarsExecutionEngine
from expectations.polars_engine.metrics import register
from expectations.polars_engine.types import UnknownTypeNameError
from expectations.polars_engine.validation import validate

register()

__all__ = [
    "PolarsBatchData",
    "PolarsDatasource",
    "PolarsExecutionEngine",
    "PolarsFrameAsset",
    "UnknownTypeNameError",
    "validate",
]
