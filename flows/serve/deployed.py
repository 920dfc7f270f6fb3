"""The flows as Prefect's worker processes import them; the bodies stand in `flows.ingest` and `flows.nightly`."""

from flows import ingest as _ingest
from flows import nightly as _nightly
from flows.orchestrate import as_flow

ingest = as_flow(_ingest.ingest)
nightly = as_flow(_nightly.nightly)
