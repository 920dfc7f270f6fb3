"""What came back for a finding, whichever way it came."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from flows.findings.history import history
from flows.lake import changelog
from tests.flows.findings.conftest import OpenDesk
from tests.flows.findings.desk import finding

FEED = "registry/verifications"
WHEN = datetime(2024, 6, 1, tzinfo=UTC)


def test_a_log_from_before_the_feed_had_a_column_is_told_too(desk: OpenDesk) -> None:
    site = desk(finding(1))
    own = {"finding_id": pl.String(), "checked_on": pl.Date(), "result": pl.String()}
    row = {
        "finding_id": f"f{1:020x}",
        "checked_on": date(2024, 6, 1),
        "result": "confirmed",
        "_key": "k",
        "_op": "upsert",
        "_data_date": date(2024, 6, 1),
        "_known_at": WHEN,
        "_drop_id": "d1",
        "_sheet": "",
        "_row": 2,
        "_hash": 1,
        "_order": 1,
    }
    log = changelog.open_log(site.lake, site.contracts[FEED].table, own)
    log.append(pl.DataFrame([row], schema={**own, **changelog.LOG_COLUMNS}), "d1")
    assert [
        (one["result"], one["until"], one["import_id"], one["line"], one["source"]) for one in history(site, f"f{1:020x}")
    ] == [("confirmed", None, "d1", 2, FEED)]
