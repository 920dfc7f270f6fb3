"""Reads the YAML files of this package: fast, safe, and refusing a key that stands twice (YAML keeps the last one)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.CSafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> Any:
    """Read a file. Raises ValueError naming file and line where it is no YAML or a key stands twice."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name}: {error}") from error


def read_entries(folder: Path, extra: Path | None) -> Iterator[tuple[str, str, object]]:
    """Read the entries of every file of a folder, and of the folder of that name in an extra one, in name order: where it stands, its name, itself.

    Raises ValueError naming file and what to write; a name stands once in all files.
    """
    found: dict[str, tuple[str, object]] = {}
    for path in files_in(folder, extra):
        data = read_yaml(path)
        if not isinstance(data, dict):
            raise ValueError(f"{path.name}: a file of {folder.name} holds `name: {{...}}`, one entry each")  # noqa: TRY004
        for name, entry in data.items():
            if name in found:
                raise ValueError(f"{path.name}: {name}: the name stands twice; give the new entry another one")
            found[str(name)] = (f"{path.name}: {name}", entry)
    yield from ((where, name, entry) for name, (where, entry) in sorted(found.items()))


def files_in(folder: Path, extra: Path | None = None) -> list[Path]:
    """The YAML files of a folder, in name order, and then those of the folder of that name in an extra one; none where there is no folder."""
    return [path for place in (folder, extra / folder.name if extra else None) if place for path in sorted(place.glob("*.yaml"))]
