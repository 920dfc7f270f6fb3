"""Works out a night's tables from its inputs: for the night itself, and for looks back and comparisons that nobody is shown."""

from __future__ import annotations

from pathlib import Path

from flows.night.inputs import Inputs, known
from flows.night.linking import link_people
from flows.night.tables import join_tables
from flows.site import Site


def work_out(site: Site, given: Inputs, scratch: Path, *, rebuild: bool = False, keep: bool = True) -> dict[str, Path]:
    """Every published table as a parquet file in `scratch`, by name. `rebuild` and `keep` as `link_people` takes them."""
    told = known(given, scratch)
    linked = link_people(site, given, told.states, rebuild=rebuild, keep=keep)
    return join_tables(site, given, told, linked, scratch)
