"""What a figure is: a plan made from the schema, the domain and the expectation's parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from expectations.polars_engine.plans import Domain, Plan

Parameters = Mapping[str, Any]
TableFigure = Callable[[pl.Schema, Domain, Parameters], Plan]
ColumnFigure = Callable[[pl.Schema, Domain, str, Parameters], Plan]
