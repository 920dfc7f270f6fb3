"""What a command's function hands to the command line: a document for machines, a showing for people, an exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.terminal import Exit


@dataclass(frozen=True)
class Answer:
    """`show` prints for people; `document` is what `--json` prints."""

    document: Mapping[str, Any]
    show: Callable[[], None]
    exit_code: Exit = Exit.OK
