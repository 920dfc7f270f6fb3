"""The lake as one value: its store, the inbox, the vault, and where work files lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from flows.lake.scratch import clear, scratch_folder
from flows.lake.store import Store, open_store
from flows.lake.tables import Table


@dataclass(frozen=True)
class Lake:
    """Three stores and a scratch folder. Opening it contacts nothing; `init.create` makes it."""

    store: Store
    inbox: Store
    vault: Store
    key_path: Path
    scratch_folder: Path | None = None

    def table(self, path: str) -> Table:
        """The Delta table at a place of the lake (see `places`)."""
        return Table(self.store, path, self.scratch_folder)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for work files, removed with everything in it at the end of the `with` block; see `scratch_folder`."""
        with scratch_folder(self.scratch_folder) as folder:
            yield folder

    def clear_scratch(self) -> None:
        """Removes work files that killed processes left."""
        clear(self.scratch_folder)


def open_lake(settings: Settings) -> Lake:
    """The lake the settings name."""

    def opened(url: str, *, private: bool = False) -> Store:
        return open_store(url, endpoint=settings.s3_endpoint, region=settings.s3_region, private=private)

    return Lake(
        store=opened(settings.store_url),
        inbox=opened(settings.inbox_url),
        vault=opened(settings.vault_url, private=True),
        key_path=settings.key_path,
        scratch_folder=settings.scratch_folder,
    )
