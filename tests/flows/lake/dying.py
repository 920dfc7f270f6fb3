"""A store on which the process dies at a given write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.lake.local import LocalStore
from flows.lake.store import Store


class Death(BaseException):
    """The process ends here."""


class Dying(LocalStore):
    """Dies before or after its n-th write."""

    def __init__(self, store: Store, writes: int, *, after: bool) -> None:
        super().__init__(Path(store.root))
        self.left, self.after = writes, after

    def _write(self, write: Any) -> Any:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Death
        done = write()
        if self.left == 0:
            raise Death
        return done

    def put(self, key: str, data: bytes | Path) -> None:
        self._write(lambda: LocalStore.put(self, key, data))

    def put_new(self, key: str, data: bytes) -> bool:
        return bool(self._write(lambda: LocalStore.put_new(self, key, data)))
