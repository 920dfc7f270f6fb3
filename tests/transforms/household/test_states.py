from __future__ import annotations

import polars as pl
import pytest

from config.contracts import load_contracts
from transforms.household.states import NEEDS, REPEATED, TRACE, state_of
from transforms.pseudonym import accepted_schema


@pytest.mark.parametrize("feed", sorted(NEEDS))
def test_the_night_reads_what_pseudonymised_feeds_have(feed: str) -> None:
    delivered = accepted_schema(load_contracts()[feed])
    for name, dtype in NEEDS[feed].items():
        if name not in TRACE:
            assert delivered[name] == (pl.String() if dtype == REPEATED else dtype), (feed, name)


def test_a_feed_never_delivered_is_empty_and_typed() -> None:
    assert all(state_of({}, feed).collect().schema == needs for feed, needs in NEEDS.items())


def test_a_state_brings_only_what_is_needed() -> None:
    feed = "civil_affairs/vital_events"
    frame = pl.LazyFrame(schema={**NEEDS[feed], "_order": pl.Int64(), "partner_id_number__state": pl.String()})
    assert state_of({feed: frame}, feed).collect_schema() == NEEDS[feed]
