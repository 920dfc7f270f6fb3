"""Structured logs, English, without personal data: events carry ids, counts and names of feeds, never a cell."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import structlog

from flows.errors import Broken, Misuse

ROOT = Path(__file__).parent.parent
PACKAGES = "site-packages/"


@cache
def _configure() -> None:
    from config.settings import load_settings

    settings = load_settings()
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_messages,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def log() -> Any:
    """The process's logger, configured from the settings on first use. Writes to stderr so that `--json` owns stdout."""
    _configure()
    return structlog.get_logger("hearth")


def account(error: BaseException) -> str:
    """An exception as it may be recorded: its type, its cause's type and the lines it came through, innermost first.

    The message stays out, because a library's message quotes the value it stumbled over; only `Misuse` and `Broken` are written by us for people.
    """
    said = type(error).__name__ + (f": {error}" if isinstance(error, Misuse | Broken) else "")
    lines = [f"{_shown(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    because = f", after {type(cause).__name__}" if cause is not None else ""
    return f"{said}{because} at {' < '.join(reversed(lines)) or 'an unknown place'}"


def _shown(filename: str) -> str:
    return filename.rpartition(PACKAGES)[2].removeprefix(f"{ROOT}/")


def _without_messages(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turns `exc_info` into an `account`."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["exception"] = account(error)
    return event
