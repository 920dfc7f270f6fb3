"""Public notices (`config/notices/<notice>.yaml`): which households are put up for everybody to read, and what of them.

`config.check_notices` refuses what a column's classification forbids; `transforms.notices` turns a notice into Polars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from config.entries import fields_of
from config.yaml_files import files_in, read_yaml

Names = Literal["none", "masked"]

NOTICES = Path(__file__).with_name("notices")


@dataclass(frozen=True)
class NoticeColumn:
    """One column of a notice."""

    column: str
    """A column of the published table `household`."""
    title: str
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """Code -> what is read; a code without words is not shown."""


@dataclass(frozen=True)
class Notice:
    """One kind of notice; its id is the file's name."""

    id: str
    title: str
    where: str
    """Which households, over the columns of `household` that are not sensitive."""
    columns: tuple[NoticeColumn, ...]
    days: str
    """Name of the threshold: how long it is put up."""
    text: str
    objections: str
    gate: str = ""
    """A gate of households: only of whom it demands nothing more than `still_open`; empty where no gate is asked."""
    still_open: tuple[str, ...] = ()
    """Conditions of the gate that need not be met yet: an exit is put up before the notice is over and announced."""
    names: Names = "none"
    """Whether the head is named, and how: masked leaves the first and the last character."""
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in `where` as `{name}`."""


@cache
def load_notices(folder: Path = NOTICES, extra: Path | None = None) -> Mapping[str, Notice]:
    """Read every notice of a folder, and of `notices/` in an extra one (settings: `feeds`), by id, in order.

    An extra notice of a built-in id takes its place. Raises ValueError naming file and what to write.
    """
    return dict(sorted({notice.id: notice for notice in map(read_notice, files_in(folder, extra))}.items()))


def read_notice(path: Path) -> Notice:
    """Read one notice. Raises ValueError naming file and what to write."""
    given = fields_of(Notice, read_yaml(path), path.name, besides=("id",))
    columns = tuple(NoticeColumn(**fields_of(NoticeColumn, entry, f"{path.name}: columns")) for entry in given["columns"])
    lists = {name: tuple(given.get(name, ())) for name in ("still_open", "parameters")}
    return Notice(**{**given, "id": path.stem, "columns": columns, **lists})
