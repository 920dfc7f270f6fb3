"""Word lists of the normalisers, from `words.yaml`."""

from functools import cache
from pathlib import Path

import yaml


@cache
def words(name: str) -> tuple[str, ...]:
    """The list of that name."""
    lists = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return tuple(lists[name])
