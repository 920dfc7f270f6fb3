"""The flows as Prefect's worker processes import them; the bodies stand in `flows.ingest` and `flows.nightly`.

Prefect records parameters, so there are none in which a file's name or a person's could stand.
"""

import os
import signal
from datetime import date, datetime

from flows import ingest as _ingest
from flows import nightly as _nightly
from flows.errors import Broken
from flows.orchestrate import as_flow
from flows.serve.tethered import tie

if "PREFECT__FLOW_RUN_ID" in os.environ:
    # A worker whose `hearth serve` was killed would ask its ended server again for minutes; the next start does the work anew.
    tie(signal.SIGKILL)


@as_flow
def ingest() -> None:
    """Takes in what lies in the inbox."""
    failed = sum(item.state == "failed" for item in _ingest.ingest())
    if failed:
        raise Broken(f"{failed} files could not be taken in, the others were; the log names the places")


@as_flow
def nightly(as_of: date | None = None, known_by: datetime | None = None, rebuild: bool = False) -> None:
    """Publishes the household master as of a day, by default yesterday."""
    _nightly.nightly(as_of, known_by, rebuild)
