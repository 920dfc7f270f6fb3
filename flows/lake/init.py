"""Makes a lake: buckets or folders, the key, and the empty ledger. Safe to repeat."""

from __future__ import annotations

from pathlib import Path

from flows.lake.lake import Lake
from flows.lake.lakekey import lake_key
from flows.lake.ledger import SCHEMA
from flows.lake.places import DROPS
from flows.lake.store import Store


def create(lake: Lake) -> None:
    """Creates what is missing; raises PermissionError where the credentials may not, Broken where a lake with data lost its key."""
    for store, mode in ((lake.store, 0o777), (lake.inbox, 0o777), (lake.vault, 0o700)):
        _create_root(store, mode)
    lake_key(lake)
    lake.table(DROPS).ensure(SCHEMA)


def _create_root(store: Store, mode: int) -> None:
    if store.root.startswith("s3://"):
        from flows.lake.s3 import S3Store

        assert isinstance(store, S3Store)
        store.create_bucket()
    else:
        Path(store.root).mkdir(parents=True, exist_ok=True, mode=mode)
