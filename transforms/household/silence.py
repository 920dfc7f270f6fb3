"""What was promised and does not come: the indicators of deliveries (`indicators.FEED`), a row a feed, and a row a town where a feed comes
in one file a town.
"""

from __future__ import annotations

import polars as pl

from transforms.household.indicators import FEED
from transforms.stages import Night

_COLUMNS = {
    "grain": pl.String(),
    "subject_id": pl.String(),
    "feed": pl.String(),
    "household_id": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
    "village_code": pl.String(),
    **FEED,
}


def asked_feeds(night: Night) -> pl.LazyFrame:
    """The indicators; `subject_id` is the feed, or the feed and the town."""
    return pl.LazyFrame([*_feeds(night), *_towns(night)], schema=pl.Schema(_COLUMNS))


def _feeds(night: Night) -> list[dict[str, object]]:
    return [
        {
            "grain": "feed",
            "subject_id": feed,
            "feed": feed,
            "delivered": feed in night.freshness,
            "age_days": (night.as_of - night.freshness[feed]).days if feed in night.freshness else None,
            "cadence_days": promised.cadence_days,
            "scoped": promised.by_town,
        }
        for feed, promised in night.promised.items()
    ]


def _towns(night: Night) -> list[dict[str, object]]:
    return [
        {
            "grain": "town",
            "subject_id": f"{feed}|{town}",
            "feed": feed,
            "town": town,
            "delivered": True,
            "age_days": (night.as_of - newest).days,
            "cadence_days": night.promised[feed].cadence_days,
            "scoped": True,
        }
        for (feed, town), newest in night.towns.items()
        if feed in night.promised and night.promised[feed].by_town
    ]
