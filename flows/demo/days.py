"""Days as numbers, for drawing dates in bulk."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

EPOCH = date(1970, 1, 1)


def days_before(day: date, days: npt.NDArray[Any]) -> pl.Series:
    """Dates that lie `days` (whole numbers, may be negative) before `day`."""
    return pl.Series(((day - EPOCH).days - np.asarray(days)).astype(np.int32)).cast(pl.Date)


def month_end(day: date) -> date:
    """The last day of `day`'s month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month_end(day: date) -> date:
    """The last day of the month after `day`'s month."""
    return month_end(month_end(day) + timedelta(days=1))
