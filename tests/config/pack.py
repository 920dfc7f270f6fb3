"""A copy of a rule file with one thing changed, for tests of what is said about it."""

from __future__ import annotations

from pathlib import Path

from config.rules import RULES


def edited(folder: Path, kind: str, old: str, new: str) -> Path:
    """A folder that holds the file of one kind, `old` replaced by `new` once."""
    source = RULES / f"{kind}.yaml"
    text = source.read_text(encoding="utf-8")
    assert old in text
    (folder / source.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder
